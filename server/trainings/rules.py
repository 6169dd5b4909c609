"""Who may take part in a training and until when, and what of the referential somebody has covered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.foundation.errors import Invalid, Refused

MOST_MODULES = 100


@dataclass(frozen=True)
class Module:
    """A line of the referential; `retired`: no longer asked of anybody."""

    id: UUID
    title: str
    summary: str
    core: bool
    position: int
    retired: bool = False


@dataclass(frozen=True)
class Covered:
    """A line of the referential for one person: when it was first covered, None while it is missing."""

    module: Module
    at: datetime | None


@dataclass(frozen=True)
class Progress:
    """What somebody has covered, in the order of the referential, without what is retired."""

    lines: tuple[Covered, ...]

    @property
    def core(self) -> tuple[Covered, ...]:
        return tuple(line for line in self.lines if line.module.core)

    @property
    def done(self) -> int:
        """How many lines of the core are covered."""
        return sum(line.at is not None for line in self.core)

    @property
    def missing(self) -> tuple[Module, ...]:
        """The lines of the core that are not."""
        return tuple(line.module for line in self.core if line.at is None)


def cover(modules: Sequence[Module], attended: Iterable[tuple[UUID, datetime]]) -> Progress:
    """Return the progress of who attended sessions: for each, a module that it covers and when it began."""
    first: dict[UUID, datetime] = {}
    for module, at in attended:
        first[module] = min(at, first.get(module, at))
    kept = sorted((each for each in modules if not each.retired), key=lambda each: (each.position, each.title))
    return Progress(tuple(Covered(each, first.get(each.id)) for each in kept))


def check_module(title: str, summary: str) -> None:
    """Raise Invalid unless a module has a title (3 to 150 characters) and a sentence of at most 300."""
    wrong = {} if 3 <= len(title.strip()) <= 150 else {"title": "too_long" if len(title) > 150 else "missing"}
    if len(summary) > 300:
        wrong["summary"] = "too_long"
    if wrong:
        raise Invalid(wrong)


def check_enrol(state: str, starts_at: datetime, capacity: int, taken: int, now: datetime) -> None:
    """Refuse a seat in what is not open to staff, has begun, or is full."""
    if state != "internal":
        raise Refused("training_closed")
    if starts_at <= now:
        raise Refused("training_begun")
    if taken >= capacity:
        raise Refused("training_full")


def check_note(state: str, starts_at: datetime, now: datetime) -> None:
    """Refuse to note who came before the session begins."""
    if state != "internal":
        raise Refused("training_closed")
    if starts_at > now:
        raise Refused("training_not_begun")
