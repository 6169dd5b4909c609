"""What the protocol keeps: our actors and what they said, whom we hear, what is owed, and the mirror of events."""

from federation.tables.actors import Guest, LocalActor, RemoteActor
from federation.tables.heard import Received, Refusal, Report, Seen
from federation.tables.mirror import Lookup, RemoteEvent
from federation.tables.peers import Follower, Following, Peer
from federation.tables.said import Activity, Delivery, Sent, Thing
from federation.tables.statements import WORK, run, transaction, wake

__all__ = [
    "WORK",
    "Activity",
    "Delivery",
    "Follower",
    "Following",
    "Guest",
    "LocalActor",
    "Lookup",
    "Peer",
    "Received",
    "Refusal",
    "RemoteActor",
    "RemoteEvent",
    "Report",
    "Seen",
    "Sent",
    "Thing",
    "run",
    "transaction",
    "wake",
]
