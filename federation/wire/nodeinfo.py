"""NodeInfo 2.0 and 2.1: what this server is, and what another one says it is (FEP-f1d5, FEP-2677)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.wire.decode import Document
from federation.wire.values import is_web_address, line, many, web_address

SOFTWARE = "agendatheque"
APPLICATION = "https://www.w3.org/ns/activitystreams#Application"
VERSIONS = ("2.1", "2.0")

_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


@dataclass(frozen=True)
class Links:
    """Where a server tells what it is, and its instance actor; empty strings for what it does not say."""

    nodeinfo: str
    application: str


@dataclass(frozen=True)
class Software:
    """The name, in lower case, and the version that a server gives itself; what an Agendathèque adds, or nothing.

    `sync` is the address of its feed of changes: the caller checks whose it is.
    """

    name: str
    version: str
    sync: str = ""
    territory: str = ""
    hub: bool = False


def media_type(version: str) -> str:
    """The content type of one version of the document."""
    return f'application/json; profile="{_SCHEMA}{version}#"; charset=utf-8'


def links(*, url: str, actor: str) -> Document:
    """The document at `/.well-known/nodeinfo`; `url` has no trailing slash."""
    schemas = [{"rel": f"{_SCHEMA}{version}", "href": f"{url}/nodeinfo/{version}"} for version in VERSIONS]
    return {"links": [*schemas, {"rel": APPLICATION, "href": actor}]}


def document(
    version: str,
    *,
    name: str,
    software: str,
    hub: bool,
    usage: Mapping[str, int],
    territory: str = "",
    sync: str = "",
) -> Document:
    """One version, "2.0" or "2.1", of the description of this server.

    `software` is our version number; `usage` counts `users` (accounts that may publish) and `posts` (public events);
    `sync` is the address of our feed of changes.
    """
    ours: Document = {"version": software, "hub": hub}
    if sync:
        ours["sync"] = sync
    if territory:
        ours["territoire"] = territory
    return {
        "version": version,
        "software": {"name": SOFTWARE, "version": software},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": {"users": {"total": usage.get("users", 0)}, "localPosts": usage.get("posts", 0)},
        "metadata": {"nodeName": name, SOFTWARE: ours},
    }


def read_links(document: Document) -> Links:
    """What `/.well-known/nodeinfo` of another server points to; the newest version that we read is preferred."""
    found = {
        str(link.get("rel")): link["href"]
        for link in many(document.get("links"))
        if isinstance(link, dict) and isinstance(link.get("href"), str) and is_web_address(link["href"])
    }
    schemas = (found.get(f"{_SCHEMA}{version}", "") for version in VERSIONS)
    return Links(nodeinfo=next(filter(None, schemas), ""), application=found.get(APPLICATION, ""))


def read(document: Document) -> Software:
    """What a server says it is."""
    software = _part(document, "software")
    name, version = line(software.get("name"), 100), line(software.get("version"), 100)
    ours = _part(_part(document, "metadata"), SOFTWARE)
    sync, territory = web_address(ours.get("sync")), line(ours.get("territoire"), 200)
    hub = ours.get("hub") is True
    return Software(name=name.lower(), version=version, sync=sync, territory=territory, hub=hub)


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}
