"""What a good copy of a calendar changes in its mirror: who is who, what is new, moved, missing or gone (rules)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from ical_feeds.identity import folded
from ical_feeds.imported import ImportedEvent

MISSES, SURE_AFTER = 2, timedelta(hours=6)
MOST_AT_ONCE, SHARE_AT_ONCE = 20, 0.3
VOLATILE = 0.8


@dataclass(frozen=True)
class Held:
    """One event of the mirror, as far as a new copy is compared with it. `content` is that of `content_of`."""

    id: UUID
    identity: str
    digest: str
    content: str
    starts_at: datetime
    sequence: int
    stamped_at: datetime | None
    missing_at: datetime | None = None
    misses: int = 0
    kept: bool = False
    withdrawn: bool = False


@dataclass
class Plan:
    """What to do. `changed` and `same` pair what is held with what was read; `missing` are still shown.

    `question`: how many future events vanished at once, more than may go without asking; then nothing else is done than
    to mark them missing. `volatile`: the calendar gives new UIDs at each export, its events were known by content.
    """

    new: list[ImportedEvent] = field(default_factory=list)
    changed: list[tuple[Held, ImportedEvent]] = field(default_factory=list)
    same: list[tuple[Held, ImportedEvent]] = field(default_factory=list)
    missing: list[Held] = field(default_factory=list)
    withdrawn: list[Held] = field(default_factory=list)
    volatile: bool = False
    question: int = 0

    @property
    def changes(self) -> int:
        """How many entries a reader would see come, change or go."""
        return 0 if self.question else len(self.new) + len(self.changed) + len(self.withdrawn)


def identity_of(feed: UUID, event: ImportedEvent) -> str:
    """Feed, UID and RECURRENCE-ID in one short text."""
    at = event.recurrence_at.isoformat() if event.recurrence_at else ""
    return _hash(str(feed), event.uid, at)


def uuid_in(uid: str) -> UUID | None:
    """The UUID that a UID is, with or without what follows an @ and what urn: stands before."""
    try:
        return UUID(uid.partition("@")[0].lower().removeprefix("urn:uuid:"))
    except ValueError:
        return None


def content_of(starts_at: datetime, title: str, location: str) -> str:
    """Start, folded title and place: by what an event is known when its UID is not to be relied on."""
    return _hash(starts_at.isoformat(), folded(title), folded(location))


def digest_of(event: ImportedEvent) -> str:
    """All that a reader sees of an event; no DTSTAMP, no SEQUENCE, no LAST-MODIFIED."""
    times = (event.starts_at.isoformat(), event.ends_at.isoformat() if event.ends_at else "", str(event.all_day))
    texts = (event.timezone, event.title, event.description, event.location, event.url, event.status)
    return _hash(*times, *texts, *event.categories, str(event.latitude), str(event.longitude))


def _hash(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def plan(
    feed: UUID, held: Sequence[Held], events: Sequence[ImportedEvent], now: datetime, *, at_once: bool = False
) -> Plan:
    """Compare a good copy with the mirror. `at_once`: a person handed this copy in, so that what is gone is gone."""
    made = Plan()
    read = {identity_of(feed, event): event for event in events}
    known = {each.identity: each for each in held}
    pairs = {known[identity]: event for identity, event in read.items() if identity in known}
    if again := _known_by_content(held, read, known, now):
        made.volatile = True
        pairs |= again
    paired = {id(event) for event in pairs.values()}
    made.new = [event for event in read.values() if id(event) not in paired]
    for each, event in pairs.items():
        (made.changed if _is_changed(each, event) else made.same).append((each, event))
    _miss(made, [each for each in held if each not in pairs], held, now, at_once=at_once)
    return made


def _known_by_content(
    held: Sequence[Held], read: Mapping[str, ImportedEvent], known: Mapping[str, Held], now: datetime
) -> dict[Held, ImportedEvent]:
    """The events whose UID is another one at each export: nearly all identities are new, and the contents are not."""
    ahead = [each for each in held if not each.withdrawn and each.starts_at > now]
    gone = [each for each in ahead if each.identity not in read]
    if not gone or len(gone) <= VOLATILE * len(ahead):
        return {}
    fresh = {
        content_of(event.starts_at, event.title, event.location): event
        for identity, event in read.items()
        if identity not in known
    }
    again = {each: fresh.pop(each.content) for each in gone if each.content in fresh}
    if 2 * len(again) <= len(gone):
        return {}
    past = [each for each in held if each.starts_at <= now and each.identity not in read]
    return again | {each: fresh.pop(each.content) for each in past if each.content in fresh}


def _is_changed(held: Held, event: ImportedEvent) -> bool:
    if held.withdrawn:
        return True
    if held.digest == digest_of(event):
        return False
    # Many exporters always say SEQUENCE 0: a lower one is an older text only if its stamp is older too.
    stamps = held.stamped_at and event.stamped_at
    older = stamps and held.stamped_at and event.stamped_at and event.stamped_at < held.stamped_at
    return not (event.sequence < held.sequence and older)


def _miss(made: Plan, absent: Sequence[Held], held: Sequence[Held], now: datetime, *, at_once: bool) -> None:
    """Sort what a good copy is without; only what is to come can vanish."""
    ahead = {each for each in held if not each.withdrawn and each.starts_at > now}
    vanished = [each for each in absent if each in ahead and not each.kept]
    many = len(vanished) > MOST_AT_ONCE or len(vanished) > SHARE_AT_ONCE * len(ahead)
    if many and not at_once:
        made.question, made.missing = len(vanished), vanished
        return
    for each in vanished:
        (made.withdrawn if at_once or is_gone(each, now) else made.missing).append(each)


def is_gone(held: Held, now: datetime) -> bool:
    """Whether one more good copy without an event makes it gone: the second one, six hours after the first or later."""
    return held.missing_at is not None and held.misses + 1 >= MISSES and now - held.missing_at >= SURE_AFTER
