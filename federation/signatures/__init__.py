"""Who really sent a request: draft-cavage-12 and RFC 9421, read and written; keys and digests."""

from federation.signatures.answered import check_answer, sign_answer
from federation.signatures.arithmetic import verify
from federation.signatures.cavage import sign_cavage
from federation.signatures.digest import content_digest
from federation.signatures.received import claims, is_activity_json
from federation.signatures.request import BadSignature, Claim, Request, Unsigned
from federation.signatures.rfc9421 import Wish, sign_rfc9421, wish_of

__all__ = [
    "BadSignature",
    "Claim",
    "Request",
    "Unsigned",
    "Wish",
    "check_answer",
    "claims",
    "content_digest",
    "is_activity_json",
    "sign_answer",
    "sign_cavage",
    "sign_rfc9421",
    "verify",
    "wish_of",
]
