"""What a passkey, a code and a duty must be; no I/O here."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from server.foundation.errors import Invalid

CHALLENGE_LASTS = timedelta(minutes=5)
HALFWAY_LASTS = timedelta(minutes=15)
ERRAND_LASTS = timedelta(minutes=15)
PROPOSAL_LASTS = timedelta(minutes=30)
# After that, who changes how they sign in shows again who they are (OWASP ASVS 5.0, 7.5.1).
FRESH = timedelta(minutes=15)
MOST_PASSKEYS = 20
ADMINISTRATOR = "administrator"  # beside the roles in a library
LONGEST_NAME = 60
RECOVERY_CODES = 10
DIGITS = 6
PERIOD = 30  # seconds (RFC 6238)
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 signs that are told apart on paper
RECOVERY_LENGTH = 10  # 50 bits, and its digest is keyed with the secret of the house


@dataclass(frozen=True)
class RelyingParty:
    """For whom passkeys are made: `id` is a host, `origins` are where its pages may be (WebAuthn level 2, §5.1.2)."""

    id: str
    origins: tuple[str, ...]


def relying_party(url: str) -> RelyingParty:
    """Return for whom passkeys are made, from the public address; on a machine's own address it is localhost.

    A passkey belongs to a name: browsers make none for an address of figures.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return RelyingParty(host, (url,))
    return RelyingParty("localhost", (by_name(url),))


def by_name(url: str) -> str:
    """Return the address at which passkeys work: `url`, or localhost for one of figures."""
    parts = urlsplit(url)
    try:
        ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return url
    return f"{parts.scheme}://localhost{f':{parts.port}' if parts.port else ''}"


def counter_fits(before: int, after: int) -> bool:
    """Tell whether a device's counter went on; many count nothing and say 0 for ever (WebAuthn level 2, §6.1.1)."""
    return after > before or (after == 0 and before == 0)


def name_of(typed: str) -> str:
    """Return the name of a passkey as it may be kept; raises Invalid."""
    name = " ".join(typed.split())
    if not name:
        raise Invalid({"name": "missing"})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": "too_long"})
    return name


def bare(typed: str) -> str:
    """Return a code as it was meant: without spaces and dashes, in small letters."""
    return re.sub(r"[\s-]", "", typed).lower()


def looks_like_code(code: str) -> bool:
    """Tell whether this is what an application shows, rather than a code on paper."""
    return re.fullmatch(rf"[0-9]{{{DIGITS}}}", code) is not None


def on_paper(code: str) -> str:
    """Return a recovery code as it is shown: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def must(roles: frozenset[str], duties: frozenset[str]) -> bool:
    """Tell whether a person with these roles needs a second factor beside a password."""
    return bool(roles & duties)
