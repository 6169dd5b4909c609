"""The parts of a request's address that signatures speak of."""

from urllib.parse import urlsplit

_PORTS = {"http": ":80", "https": ":443"}


def authority(url: str) -> str:
    """Host and port in lower case, without the default port (RFC 9421 §2.2.3); empty when it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.lower().removesuffix(_PORTS.get(parts.scheme, ""))


def same_host(host: str, url: str) -> bool:
    """Whether a Host header names the host of an address."""
    scheme = urlsplit(url).scheme
    return host.lower().removesuffix(_PORTS.get(scheme, "")) == authority(url)


def path(url: str) -> str:
    """The path as sent, at least a slash."""
    return urlsplit(url).path or "/"


def query(url: str) -> str:
    """The query with its question mark, which stands alone when there is none (RFC 9421 §2.2.7)."""
    return f"?{urlsplit(url).query}"


def request_target(url: str) -> str:
    """Path and query as in the request line."""
    return path(url) + (query(url) if urlsplit(url).query else "")
