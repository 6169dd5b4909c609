"""Integrity proofs: the published vectors both ways, and each way in which a proof is none."""

import copy
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.signatures import BadSignature, keys, multikey, proof
from federation.wire.decode import decode

MADE = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
NOW = MADE + timedelta(days=1)
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
KEY = Ed25519PrivateKey.from_private_bytes(multikey.decoded("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")[2:])
ALICE = "https://server.example/users/alice"
METHOD = f"{ALICE}#ed25519-key"
STREAMS = "https://www.w3.org/ns/activitystreams"


def created(version):
    """The activity of FEP-8b32, under the data integrity context of its year."""
    place = {"type": "Place", "longitude": -71.184902, "latitude": 25.273962}
    note = {"id": "https://server.example/objects/1", "type": "Note", "attributedTo": ALICE}
    return {
        "@context": [STREAMS, f"https://w3id.org/security/data-integrity/{version}"],
        "id": "https://server.example/activities/1",
        "type": "Create",
        "actor": ALICE,
        "object": {**note, "content": "Hello world", "location": place},
    }


DID = f"did:key:{PUBLIC}#{PUBLIC}"
ALUMNI = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
VECTORS = pytest.mark.parametrize(
    ("document", "method", "value"),
    [
        (
            created("v1"),
            METHOD,
            "zLaewdp4H9kqtwyrLatK4cjY5oRHwVcw4gibPSUDYDMhi4M49v8pcYk3ZB6D69dNpAPbUmY8ocuJ3m9KhKJEEg7z",
        ),
        (
            created("v2"),
            METHOD,
            "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
        ),
        (ALUMNI, DID, "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"),
    ],
    ids=["FEP-8b32 of 2024", "FEP-8b32 of 2025", "W3C eddsa-jcs-2022"],
)


@VECTORS
def test_published_vectors_both_ways(document, method, value):
    before = copy.deepcopy(document)
    signed = proof.sign(document, key=KEY, method=method, now=MADE)
    assert signed["proof"]["proofValue"] == value
    assert signed["proof"]["@context"] == document["@context"]
    assert proof.verify(signed, {method: PUBLIC}, now=NOW) == MADE
    assert document == before


def resigned(document, options):
    """A document proven by any options, as an implementation of another mind would write them."""
    value = multikey.multibase(KEY.sign(proof._hashed({k: v for k, v in document.items() if k != "proof"}, options)))
    return {**document, "proof": {**options, "proofValue": value}}


OPTIONS = {**proof.KIND, "verificationMethod": METHOD, "created": "2023-02-24T23:36:38Z"}


def test_a_proof_without_a_context_as_older_drafts_made_it():
    signed = resigned(created("v1"), OPTIONS)
    assert "@context" not in signed["proof"]
    assert proof.verify(signed, {METHOD: PUBLIC}, now=NOW) == MADE
    # Then the context of the document is part of what is proven.
    with pytest.raises(BadSignature, match="proof:signature"):
        proof.verify({**signed, "@context": STREAMS}, {METHOD: PUBLIC}, now=NOW)


def test_contexts_that_others_put_behind_do_not_count_and_others_do():
    signed = proof.sign(created("v2"), key=KEY, method=METHOD, now=MADE)
    more = {**signed, "@context": [*signed["@context"], {"x": "https://x.example/"}]}
    assert proof.verify(more, {METHOD: PUBLIC}, now=NOW) == MADE
    for context in (signed["@context"][::-1], signed["@context"][:1], [{"x": "y"}, *signed["@context"]], STREAMS):
        with pytest.raises(BadSignature, match="proof:context"):
            proof.verify({**signed, "@context": context}, {METHOD: PUBLIC}, now=NOW)


def test_documents_without_any_context():
    bare = {name: value for name, value in created("v2").items() if name != "@context"}
    signed = proof.sign(bare, key=KEY, method=METHOD, now=MADE)
    assert "@context" not in signed["proof"]
    assert proof.verify(signed, {METHOD: PUBLIC}, now=NOW) == MADE


def set_in(document, path, value):
    """A copy of a document with one value set, or taken away when None."""
    changed = copy.deepcopy(document)
    *way, last = path.split(".")
    inner = changed
    for name in way:
        inner = inner[name]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return changed


SIGNED = proof.sign(created("v2"), key=KEY, method=METHOD, now=MADE)
OTHER = keys.generate_ed25519()


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("object.content", "Hello World", "proof:signature"),
        ("object.location.latitude", 25.273963, "proof:signature"),
        ("object.location", None, "proof:signature"),
        ("id", "https://server.example/activities/2", "proof:signature"),
        ("actor", "https://server.example/users/bob", "proof:signature"),
        ("to", ["https://server.example/users/bob"], "proof:signature"),
        ("proof.created", "2023-02-24T23:36:39Z", "proof:signature"),
        ("proof.domain", "server.example", "proof:signature"),
        ("proof.created", None, "proof:created"),
        ("proof.created", "yesterday", "proof:created"),
        ("proof.created", 12, "proof:created"),
        ("proof.cryptosuite", "eddsa-rdfc-2022", "proof:kind"),
        ("proof.cryptosuite", ["eddsa-jcs-2022"], "proof:kind"),
        ("proof.type", "Ed25519Signature2020", "proof:kind"),
        ("proof.type", "RsaSignature2017", "proof:kind"),
        ("proof.proofPurpose", "authentication", "proof:kind"),
        ("proof.proofPurpose", None, "proof:kind"),
        ("proof.verificationMethod", f"{ALICE}#another", "multibase"),
        ("proof.verificationMethod", "https://attacker.example/users/alice#ed25519-key", "multibase"),
        ("proof.verificationMethod", None, "proof:none"),
        ("proof.proofValue", None, "proof:key"),
        ("proof.proofValue", ["z"], "proof:key"),
        ("proof.proofValue", SIGNED["proof"]["proofValue"][1:], "multibase"),
        ("proof.proofValue", SIGNED["proof"]["proofValue"][:-1], "proof:signature"),
        ("proof.proofValue", "z1" + SIGNED["proof"]["proofValue"][1:], "proof:signature"),
        ("proof", None, "proof:none"),
        ("proof", "yes", "proof:none"),
        ("proof", [[], 1, "x"], "proof:none"),
    ],
)
def test_each_change_is_refused(path, value, reason):
    assert proof.verify(SIGNED, {METHOD: PUBLIC}, now=NOW) == MADE
    with pytest.raises(BadSignature) as why:
        proof.verify(set_in(SIGNED, path, value), {METHOD: PUBLIC}, now=NOW)
    assert why.value.reason == reason


def test_the_key_of_another_or_of_another_kind():
    for public in (multikey.write(OTHER.public_key()), multikey.write(keys.generate().public_key()), ""):
        with pytest.raises(BadSignature):
            proof.verify(SIGNED, {METHOD: public}, now=NOW)
    with pytest.raises(BadSignature):
        proof.verify(SIGNED, {}, now=NOW)


@pytest.mark.parametrize(
    ("expires", "good"),
    [("2023-02-26T00:00:00Z", True), ("2023-02-25T23:36:38Z", False), ("2023-02-25T00:00:00Z", False), ("x", False)],
)
def test_a_proof_may_expire(expires, good):
    signed = resigned(created("v2"), {**OPTIONS, "expires": expires})
    if good:
        assert proof.verify(signed, {METHOD: PUBLIC}, now=NOW) == MADE
        return
    with pytest.raises(BadSignature, match="proof:expired"):
        proof.verify(signed, {METHOD: PUBLIC}, now=NOW)


@pytest.mark.parametrize("written", ["25.273962", "2.5273962e1", "25.27396200", "0.25273962E+2"])
def test_a_number_written_otherwise_is_the_same_number(written):
    text = json.dumps(SIGNED, ensure_ascii=True, indent=3).replace("25.273962", written)
    assert proof.verify(decode(text.encode()), {METHOD: PUBLIC}, now=NOW) == MADE


def test_whole_numbers_and_other_orders():
    whole = set_in(created("v2"), "object.location.latitude", 45)
    text = json.dumps(proof.sign(whole, key=KEY, method=METHOD, now=MADE), sort_keys=True)
    assert proof.verify(decode(text.replace(": 45,", ": 45.0,").encode()), {METHOD: PUBLIC}, now=NOW) == MADE
    assert ": 45.0," in text.replace(": 45,", ": 45.0,")
    assert proof.verify(decode(text.replace(": 45,", ": 4.5e1,").encode()), {METHOD: PUBLIC}, now=NOW) == MADE


def test_one_good_proof_among_three_and_a_fourth_is_not_tried():
    good, bad = SIGNED["proof"], {**SIGNED["proof"], "cryptosuite": "bbs-2023"}
    for proofs in ([good], [bad, good], [bad, bad, good], ["x", good]):
        assert proof.verify({**SIGNED, "proof": proofs}, {METHOD: PUBLIC}, now=NOW) == MADE
    with pytest.raises(BadSignature, match="proof:kind"):
        proof.verify({**SIGNED, "proof": [bad, bad, bad, good]}, {METHOD: PUBLIC}, now=NOW)
    assert proof.methods({**SIGNED, "proof": [bad, good]}) == [METHOD, METHOD]
    assert proof.methods({"id": "x"}) == []


def test_what_has_no_canonical_form_is_refused_without_a_crash():
    for odd in (2**60, float("inf"), "\ud800"):
        with pytest.raises(BadSignature):
            proof.verify(set_in(SIGNED, "object.content", odd), {METHOD: PUBLIC}, now=NOW)
