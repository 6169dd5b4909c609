"""This instance as the fediverse sees it: its address, its name, its door."""

import functools

from federation.node import Node
from server.elsewhere.queries import contact_of
from server.foundation.http import door
from server.foundation.settings import settings, version


@functools.cache
def node() -> Node:
    """Return the node of this process."""
    own = settings()
    return Node(
        url=own.url,
        name=own.name,
        version=version(),
        hub=own.hub,
        secret=own.secret,
        door=door(),
        allow_list=own.allow_list,
        gancio=own.gancio,
        territory=own.territory,
        timezone=own.timezone,
        contact_of=contact_of,
    )


def username_of(slug: str) -> str:
    """Return the name of a library's actor: the fediverse's names know no hyphen."""
    return slug.replace("-", "_")


def actor_of(slug: str) -> str:
    """Return the id of a library's actor."""
    return f"{settings().url}/ap/bibliotheques/{username_of(slug)}"


def event_of(session: object) -> str:
    """Return the id of a session's event."""
    return f"{settings().url}/ap/evenements/{session}"
