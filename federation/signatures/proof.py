"""Integrity proofs (FEP-8b32, eddsa-jcs-2022): a document that stays provable whoever passes it on."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from federation.signatures import multikey
from federation.signatures.request import BadSignature
from federation.wire import Document
from federation.wire.values import instant, moment

MOST_TRIED = 3
KIND = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod"}


def sign(document: Document, *, key: Ed25519PrivateKey, method: str, now: datetime) -> Document:
    """Return a copy of a document with its proof; `method` is the id under which the public key is published."""
    proof: Document = {**KIND, "verificationMethod": method, "created": instant(now)}
    bare = {name: value for name, value in document.items() if name != "proof"}
    if "@context" in bare:
        proof = {"@context": bare["@context"], **proof}
    return {**bare, "proof": {**proof, "proofValue": multikey.multibase(key.sign(_hashed(bare, proof)))}}


def methods(document: Document) -> list[str]:
    """Return the ids of the keys by which a document says it is proven, those of the first three proofs."""
    return [proof["verificationMethod"] for proof in _proofs(document)]


def verify(document: Document, keys: Mapping[str, str], *, now: datetime) -> datetime:
    """Check that a document is proven by one of `keys`, `publicKeyMultibase` by id; return when it was signed.

    Raises `BadSignature` with the fault of the last proof. The document is left as it is.
    """
    fault = BadSignature("proof:none")
    for proof in _proofs(document):
        try:
            return _verified(document, proof, keys, now)
        except BadSignature as why:
            fault = why
    raise fault


def _proofs(document: Document) -> list[Document]:
    """Return what may be a proof: other things stand in the way of nothing."""
    value = document.get("proof")
    found = value if isinstance(value, list) else [value]
    return [
        one for one in found[:MOST_TRIED] if isinstance(one, dict) and isinstance(one.get("verificationMethod"), str)
    ]


def _verified(document: Document, proof: Document, keys: Mapping[str, str], now: datetime) -> datetime:
    if any(proof.get(name) != value for name, value in KIND.items()):
        raise BadSignature("proof:kind")
    public = multikey.read(keys.get(proof["verificationMethod"], ""))
    value = proof.get("proofValue")
    if not isinstance(public, Ed25519PublicKey) or not isinstance(value, str):
        raise BadSignature("proof:key")
    created = _timely(proof, now)
    try:
        public.verify(multikey.decoded(value), _hashed(*_parts(document, proof)))
    except InvalidSignature:
        raise BadSignature("proof:signature") from None
    return created


def _timely(proof: Document, now: datetime) -> datetime:
    """Return when a proof was made; one that does not say so or has expired is none."""
    created = moment(proof.get("created"), "UTC")
    if created is None:
        raise BadSignature("proof:created")
    if "expires" in proof:
        expires = moment(proof["expires"], "UTC")
        if expires is None or expires <= now:
            raise BadSignature("proof:expired")
    return created


def _parts(document: Document, proof: Document) -> tuple[Document, Document]:
    """Return what was signed: the document without its proof, the proof without its value.

    A proof with a context of its own (data integrity 1.0) was made when the document had that context: what others put
    behind it does not count. Older ones have none.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if "@context" in options:
        own, whole = _listed(options["@context"]), _listed(bare.get("@context"))
        if whole[: len(own)] != own:
            raise BadSignature("proof:context")
        bare["@context"] = options["@context"]
    return bare, options


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _hashed(document: Document, options: Document) -> bytes:
    try:
        parts = [rfc8785.dumps(options), rfc8785.dumps(document)]
    except (rfc8785.CanonicalizationError, RecursionError):
        raise BadSignature("proof:canonical") from None
    return b"".join(hashlib.sha256(part).digest() for part in parts)
