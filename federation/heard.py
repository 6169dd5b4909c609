"""What was heard: one verified activity with its sender, and what became of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from federation.actors import Known
from federation.node import Node
from federation.wire import Activity


@dataclass(frozen=True)
class Heard:
    """A verified activity: the owner of the key that signed it is `activity.actor`, described by `sender`."""

    activity: Activity
    sender: Known
    received_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of it, with the reason when nothing was done."""

    state: Literal["processed", "ignored"]
    reason: str = ""


Handler = Callable[[Node, Heard, datetime], Awaitable[Outcome]]

PROCESSED = Outcome("processed")


def ignored(reason: str) -> Outcome:
    """Nothing was done, for this reason."""
    return Outcome("ignored", reason)
