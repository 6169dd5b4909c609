"""The mirror of a foreign calendar: each good copy merged into what is held, in the transaction of the caller."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from ical_feeds.choosing import Choice, fold, searched
from ical_feeds.imported import ImportedEvent
from ical_feeds.matching import Held, Plan, content_of, digest_of, identity_of, is_gone, plan, uuid_in
from ical_feeds.tables import Event, run

AT_ONCE = 500
BACK, AHEAD = timedelta(days=30), timedelta(days=548)
KEPT_AFTER_THE_END, KEPT_WITHDRAWN = timedelta(days=400), timedelta(days=90)
_FROM_THE_FIRST = ("id", "feed", "first_seen_at")
HELD = """
SELECT id, identity, digest, title, location, starts_at, sequence, stamped_at, missing_at, misses,
  kept_at IS NOT NULL AS kept, withdrawn_at IS NOT NULL AS withdrawn FROM ical_event WHERE feed = {}
"""
MISSING = "UPDATE ical_event SET missing_at = coalesce(missing_at, {}), misses = misses + 1 WHERE id = any({}::uuid[])"
WITHDRAWN = """
UPDATE ical_event SET withdrawn_at = {}, changed_at = {}, missing_at = NULL, misses = 0 WHERE id = any({}::uuid[])
"""
SEEN = """
UPDATE ical_event e SET missing_at = NULL, misses = 0, kept_at = NULL, sequence = told.sequence
FROM (SELECT unnest({}::uuid[]) AS id, unnest({}::int[]) AS sequence) told WHERE e.id = told.id
"""
GONE_FOR_LONG = """
DELETE FROM ical_event WHERE withdrawn_at < {} OR coalesce(ends_at, starts_at) < {} RETURNING id
"""


def window(now: datetime) -> tuple[datetime, datetime]:
    """The part of time that is read of a calendar: a month back, eighteen months ahead."""
    return now - BACK, now + AHEAD


async def merge(
    feed: UUID, choice: Choice, events: Sequence[ImportedEvent], *, now: datetime, at_once: bool = False
) -> Plan:
    """Bring the mirror of `feed` to what a good copy says, and return what was done.

    When too much vanished at once nothing is done but to mark it (`Plan.question`). `at_once`: see `matching.plan`.
    """
    made = plan(feed, await held(feed), events, now, at_once=at_once)
    await run(MISSING, now, [each.id for each in made.missing])
    if made.question:
        return made
    fresh = [_row(feed, event, choice, now, id=uuid4(), first_seen_at=now) for event in made.new]
    await _write([*fresh, *_renewed(feed, made, choice, now)])
    seen = [(each, event) for each, event in made.same if _is_to_be_marked(each, event)]
    await run(SEEN, [each.id for each, _ in seen], [event.sequence for _, event in seen])
    await run(WITHDRAWN, now, now, [each.id for each in made.withdrawn])
    return made


async def held(feed: UUID) -> list[Held]:
    """What is held of a calendar, withdrawn events too: they may come back."""
    return [_held(row) for row in await run(HELD, feed)]


def _held(row: dict[str, Any]) -> Held:
    content = content_of(row["starts_at"], row.pop("title"), row.pop("location"))
    return Held(**row, content=content)


def _renewed(feed: UUID, made: Plan, choice: Choice, now: datetime) -> Iterator[Event]:
    """The rows of what changed, and of what is known by its content alone, whose identity is another one each time."""
    for each, event in made.changed:
        moved = {"previous_starts_at": each.starts_at} if each.starts_at != event.starts_at else {}
        yield _row(feed, event, choice, now, id=each.id, **moved)
    for each, event in made.same:
        if each.identity != identity_of(feed, event):
            yield _row(feed, event, choice, now, id=each.id)


def _is_to_be_marked(each: Held, event: ImportedEvent) -> bool:
    return each.missing_at is not None or each.kept or each.sequence < event.sequence


def _row(feed: UUID, event: ImportedEvent, choice: Choice, now: datetime, **more: Any) -> Event:
    text = searched(event)
    copied = ("uid", "recurrence_at", "sequence", "stamped_at", "starts_at", "ends_at", "timezone", "all_day", "status")
    said = ("title", "description", "location", "url", "latitude", "longitude")
    given = {
        "feed": feed,
        "identity": identity_of(feed, event),
        "digest": digest_of(event),
        "uuid": uuid_in(event.uid) if event.recurrence_at is None else None,
        "page": event.url.rstrip("/") if event.url.startswith(("https://", "http://")) else None,
        "categories": list(event.categories),
        "folded": text,
        "folded_place": fold(event.location),
        "taken": choice.takes(text, event.categories),
        "first_seen_at": now,
        "changed_at": now,
        **{name: getattr(event, name) for name in (*copied, *said)},
    }
    return Event(**{**given, **more})


async def _write(rows: Iterable[Event]) -> None:
    written = [column for column in Event.all_columns() if column._meta.name not in _FROM_THE_FIRST]
    waiting = list(rows)
    for begin in range(0, len(waiting), AT_ONCE):
        some = waiting[begin : begin + AT_ONCE]
        await Event.insert(*some).on_conflict(target=Event.id, action="DO UPDATE", values=written)


async def confirm(feed: UUID, *, now: datetime) -> int:
    """Count one more good copy that is as the last one: what it misses may be gone now. Return how many events went."""
    absent = [each for each in await held(feed) if each.missing_at and not each.withdrawn and not each.kept]
    gone = [each.id for each in absent if each.starts_at > now and is_gone(each, now)]
    await run(MISSING, now, [each.id for each in absent if each.id not in gone])
    await run(WITHDRAWN, now, now, gone)
    return len(gone)


async def choose_again(feed: UUID, choice: Choice, *, now: datetime) -> int:
    """Apply another choice to what is held; return how many events came or went by it."""
    rows = await run("SELECT id, folded, categories, taken FROM ical_event WHERE feed = {}", feed)
    for taken in (True, False):
        ids = [row["id"] for row in rows if row["taken"] != taken and _takes(choice, row) == taken]
        await run("UPDATE ical_event SET taken = {}, changed_at = {} WHERE id = any({}::uuid[])", taken, now, ids)
    return sum(row["taken"] != _takes(choice, row) for row in rows)


def _takes(choice: Choice, row: dict[str, Any]) -> bool:
    return choice.takes(row["folded"], row["categories"] or [])


async def sweep(now: datetime) -> int:
    """Forget what was withdrawn long ago, and what is over for more than a year."""
    return len(await run(GONE_FOR_LONG, now - KEPT_WITHDRAWN, now - KEPT_AFTER_THE_END))
