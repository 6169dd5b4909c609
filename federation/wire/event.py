"""Events: the value that travels, its document, and the digest two servers compare."""

from federation.wire.event_digest import digest
from federation.wire.event_read import is_public, owners, read
from federation.wire.event_shape import Event, Place
from federation.wire.event_write import write

__all__ = ["Event", "Place", "digest", "is_public", "owners", "read", "write"]
