"""How others find our actors by name: WebFinger (RFC 7033, FEP-d556) and host-meta (RFC 6415)."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from federation.wire.decode import Document
from federation.wire.errors import Malformed
from federation.wire.values import is_web_address, many

JRD_JSON = "application/jrd+json; charset=utf-8"
XRD_XML = "application/xrd+xml; charset=utf-8"
SERVICE = "https://www.w3.org/ns/activitystreams#Service"

_ACCOUNT = re.compile(r"(?:acct:)?@?([A-Za-z0-9_.-]{1,64})@([A-Za-z0-9.:\[\]_-]{1,255})")
_ACTIVITY_TYPES = ("application/activity+json", "application/ld+json")


@dataclass(frozen=True)
class Account:
    """A name at a host, lower-case host, as in `relay@agenda.example.org`."""

    username: str
    host: str


def account(resource: str) -> Account | None:
    """The account named by `acct:name@host`, `name@host` or `@name@host`, or None when it is another kind of name."""
    found = _ACCOUNT.fullmatch(resource.strip())
    return Account(found[1], found[2].lower()) if found else None


def document(*, username: str, host: str, actor: str, page: str) -> Document:
    """The JRD of one actor."""
    links = [
        {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": page},
        {"rel": "self", "type": "application/activity+json", "href": actor},
    ]
    return {"subject": f"acct:{username}@{host}", "aliases": sorted({actor, page}), "links": links}


def service(*, url: str, actor: str) -> Document:
    """The JRD of the server itself, asked for as `https://host/` (FEP-d556); `url` has no trailing slash."""
    links = [{"rel": SERVICE, "type": "application/activity+json", "href": actor}]
    return {"subject": f"{url}/", "links": links}


def host_meta(url: str) -> str:
    """The XRD that tells where WebFinger is answered; `url` has no trailing slash."""
    template = escape(f"{url}/.well-known/webfinger?resource={{uri}}", {'"': "&quot;"})
    link = f'<Link rel="lrdd" type="application/jrd+json" template="{template}"/>'
    namespace = "http://docs.oasis-open.org/ns/xri/xrd-1.0"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="{namespace}">{link}</XRD>\n'


def host_meta_json(url: str) -> Document:
    """The same as a JRD; `url` has no trailing slash."""
    template = f"{url}/.well-known/webfinger?resource={{uri}}"
    return {"links": [{"rel": "lrdd", "type": "application/jrd+json", "template": template}]}


def read(jrd: Document) -> str:
    """The id of the actor that a JRD points to; raises `Malformed` when it points to none."""
    for link in many(jrd.get("links")):
        if isinstance(link, dict) and link.get("rel") in ("self", SERVICE) and _is_activity(link.get("type")):
            href = link.get("href")
            if isinstance(href, str) and is_web_address(href):
                return href
    raise Malformed("webfinger")


def _is_activity(kind: object) -> bool:
    return isinstance(kind, str) and kind.split(";")[0].strip().lower() in _ACTIVITY_TYPES
