"""The dated events that a foreign calendar becomes, one for each date of a series."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ical_feeds.drafts import Draft
from ical_feeds.foreign_zones import Zone
from ical_feeds.identity import Group
from ical_feeds.recurrence import Instance


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """One dated event of a foreign calendar, its texts plain and within limits.

    `starts_at` and `ends_at` are aware UTC instants, `ends_at` None when the file gives no end; `timezone` is the IANA
    zone to show them in. All-day events run from midnight to midnight of that zone, the end exclusive. `status` is
    "confirmed", "tentative" or "cancelled". With `uid`, `recurrence_at` is the identity within a feed: the start that
    this instance had at first, None for an event alone under its UID. `stamped_at` is when it says it was last changed.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    all_day: bool
    title: str
    description: str
    location: str
    url: str
    status: str
    categories: tuple[str, ...]
    recurrence_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    stamped_at: datetime | None = None

    @property
    def starts_on(self) -> date:
        """The local day of the start."""
        return self.starts_at.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def ends_on(self) -> date | None:
        """The local day of the end: for all-day events the first day that is no longer part of it."""
        return self.ends_at.astimezone(ZoneInfo(self.timezone)).date() if self.ends_at else None


def single(draft: Draft, *, keyed_by_start: bool = False) -> ImportedEvent:
    """An event outside any series."""
    start = draft.zone.instant(draft.start)
    original = draft.recurrence.instant() if draft.recurrence else start if keyed_by_start else None
    return _event(draft, draft.uid, draft.zone, (draft.start, draft.end), original)


def instances(group: Group, found: Iterable[Instance]) -> Iterator[ImportedEvent]:
    """The events of an expanded series, each original start once."""
    master, seen = group.master, set[datetime]()
    for each in found:
        told_by = group.overrides[each.part - 1] if each.part else master
        original = master.zone.instant(_original(each, told_by, master.zone))
        if original not in seen:
            seen.add(original)
            end = None if each.end == each.start else each.end
            yield _event(told_by, master.uid, master.zone, (each.start, end), original)


def _original(instance: Instance, told_by: Draft, zone: Zone) -> datetime:
    if not told_by.onwards or told_by.recurrence is None:
        return instance.original
    # The expansion gives all later instances of THISANDFUTURE the original start of the first: undo the move instead.
    moved = told_by.start if told_by.zone == zone else zone.wall(told_by.zone.instant(told_by.start))
    shift: timedelta = moved - told_by.recurrence.wall_in(zone)
    return instance.start - shift


def _event(
    draft: Draft, uid: str, zone: Zone, span: tuple[datetime, datetime | None], original: datetime | None
) -> ImportedEvent:
    start = zone.instant(span[0])
    end = zone.instant(span[1]) if span[1] else None
    texts = draft.texts
    return ImportedEvent(
        uid=uid,
        sequence=draft.sequence or 0,
        starts_at=start,
        # Near a change of hour a short event may end before it starts in real time: then its end is not known.
        ends_at=end if end and end > start else None,
        timezone=draft.zone.name,
        all_day=draft.all_day,
        title=texts.title,
        description=texts.description,
        location=texts.location,
        url=texts.url,
        status=texts.status,
        categories=texts.categories,
        recurrence_at=original,
        latitude=texts.latitude,
        longitude=texts.longitude,
        stamped_at=draft.changed,
    )
