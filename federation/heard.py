"""What was heard: one verified activity with its sender, and what became of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from federation.actors import Known
from federation.node import Node
from federation.wire import Activity


@dataclass(frozen=True)
class Heard:
    """A verified activity: the owner of the key that signed it is `activity.actor`, described by `sender`.

    `contact` came with a Join (name, and phone or email); it is nowhere else in it, and shown in no representation.
    """

    activity: Activity
    sender: Known
    received_at: datetime
    contact: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Outcome:
    """What became of it, with the reason when nothing was done, or not yet (received: it is tried again soon)."""

    state: Literal["processed", "ignored", "received"]
    reason: str = ""


Handler = Callable[[Node, Heard, datetime], Awaitable[Outcome]]

PROCESSED = Outcome("processed")
NOT_MINE = Outcome("ignored")


def ignored(reason: str) -> Outcome:
    """Nothing was done, for this reason."""
    return Outcome("ignored", reason)


def later(reason: str) -> Outcome:
    """Nothing could be done yet, for this reason."""
    return Outcome("received", reason)
