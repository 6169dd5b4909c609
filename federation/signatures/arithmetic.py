"""The arithmetic: does this key sign what this request claims."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, HashAlgorithm

from federation.signatures import cavage, rfc9421
from federation.signatures.keys import PublicKey, load_public
from federation.signatures.request import BadSignature, Claim, Request

_RSA: dict[tuple[str, str], tuple[AsymmetricPadding, HashAlgorithm]] = {
    ("cavage", ""): (PKCS1v15(), SHA256()),
    ("cavage", "rsa-sha256"): (PKCS1v15(), SHA256()),
    ("cavage", "hs2019"): (PKCS1v15(), SHA256()),
    ("rfc9421", ""): (PKCS1v15(), SHA256()),
    ("rfc9421", "rsa-v1_5-sha256"): (PKCS1v15(), SHA256()),
    ("rfc9421", "rsa-pss-sha512"): (PSS(MGF1(SHA512()), 64), SHA512()),
}
_ED25519 = frozenset(
    {("cavage", ""), ("cavage", "hs2019"), ("cavage", "ed25519"), ("rfc9421", ""), ("rfc9421", "ed25519")}
)  # fmt: skip


def verify(claim: Claim, request: Request, key: str | PublicKey) -> None:
    """Check a claim with the key of its `key_id`, a PEM or what was read of a Multikey; raises `BadSignature`."""
    texts = cavage.bases(claim, request) if claim.scheme == "cavage" else [rfc9421.base(claim, request)]
    check(claim, texts, key)


def check(claim: Claim, texts: Sequence[bytes], public: str | PublicKey) -> None:
    """Check that a claim signs one of `texts`; raises `BadSignature`.

    The type of the key decides the algorithm: a label is only compared to it, and one that does not fit is refused.
    """
    key = load_public(public) if isinstance(public, str) else public
    label = (claim.scheme, claim.algorithm)
    if label not in (_RSA if isinstance(key, RSAPublicKey) else _ED25519):
        raise BadSignature("algorithm")
    if not any(_fits(key, claim.signature, text, label) for text in texts):
        raise BadSignature("signature")


def _fits(key: PublicKey, signature: bytes, text: bytes, label: tuple[str, str]) -> bool:
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, text)
        else:
            key.verify(signature, text, *_RSA[label])
    except InvalidSignature:
        return False
    return True
