"""What travels: plain dataclasses and the JSON documents they become; no input or output here."""

from federation.wire.activity import Activity
from federation.wire.actor import Actor
from federation.wire.decode import Document
from federation.wire.errors import Malformed
from federation.wire.event_shape import Event, Place

__all__ = ["Activity", "Actor", "Document", "Event", "Malformed", "Place"]
