"""Where an id comes from: the strict parser behind every question of ownership (FEP-fe34)."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

Origin = tuple[str, str, int]

LONGEST = 1200  # in bytes: one entry of a database index holds two addresses

_PORTS = {"http": 80, "https": 443}
# An underscore is met in real host names; everything else of RFC 3986 that is not a plain name is refused.
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*")
_SPELLED = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(?:[/?#][!-~\u00a0-\U0010ffff]*)?", re.IGNORECASE)


@lru_cache(maxsize=1024)
def origin(address: str) -> Origin | None:
    """The (scheme, host, port) of an http or https address, or None when it is spelled in a way one could misread.

    Refused: credentials, backslashes, spaces and controls, host names that are not plain ASCII names (punycode is),
    a trailing dot, IPv4 addresses other than four decimal numbers, ports that are empty or not 1 to 65535.
    """
    if len(address) > LONGEST or len(address.encode("utf-8", "replace")) > LONGEST or not _SPELLED.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = _host(parts)
    if host is None or port == 0 or parts.netloc.endswith(":"):
        return None
    return parts.scheme, host, port or _PORTS[parts.scheme]


def same_origin(*addresses: str) -> bool:
    """Whether all addresses have one and the same origin; false as soon as one of them has none."""
    first, *others = (origin(address) for address in addresses)
    return first is not None and all(other == first for other in others)


def _host(parts: SplitResult) -> str | None:
    host = (parts.hostname or "").lower()
    if parts.netloc.startswith("["):
        return _ipv6(host)
    if not _NAME.fullmatch(host):
        return None
    # "127.1", "2130706433" and "0x7f.1" are addresses to some resolvers and names to others.
    return _ipv4(host) if _NUMERIC.fullmatch(host.rpartition(".")[2]) else host


def _ipv4(host: str) -> str | None:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        return None


def _ipv6(host: str) -> str | None:
    try:
        return f"[{ipaddress.IPv6Address(host)}]" if "%" not in host else None
    except ValueError:
        return None
