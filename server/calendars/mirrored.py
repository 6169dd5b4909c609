"""A session of another instance, or of a calendar of others, as an event of our calendars: it keeps its identity."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ical_feeds.event import FeedEvent
from ical_feeds.zones import known
from server.calendars.imported import ImportedView
from server.calendars.translate import LANGUAGE, described
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.spoken import phone
from server.workshops.public_states import PREFIXES
from server.workshops.words import AUDIENCES, LEVELS, THEMES

STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE", "tentative": "TENTATIVE"}
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
UNTOLD_LENGTH = timedelta(hours=2)


def mirrored_event(
    *,
    uid: str,
    version: int | None,
    changed_at: datetime,
    starts_at: datetime,
    ends_at: datetime | None,
    timezone: str,
    status: str,
    title: str,
    summary: str,
    source: str,
    number: str,
    page: str,
    location: str,
    latitude: float | None,
    longitude: float | None,
    categories: tuple[str, ...],
    place: str = "",
) -> FeedEvent:
    """Return the event of a session that another instance told us; `page` is its own page, at its origin.

    SEQUENCE never goes down: it is the version that the origin counts, or else minutes of its last change. A session
    that is full is not marked: our count of its seats has an age, and calendars are read once a day.
    """
    words = translator(LANGUAGE)
    prefix = words.gettext(PREFIXES[status]) if status in PREFIXES else ""
    told = [
        words.gettext("Proposé par %(source)s") % {"source": source},
        summary,
        words.gettext("Téléphone : %(number)s") % {"number": phone(number)} if number else "",
    ]
    minutes = max(0, int((changed_at - EPOCH).total_seconds() // 60))
    return FeedEvent(
        uid=uid,
        sequence=version if version is not None and version < 2**31 else minutes,
        changed_at=changed_at,
        created_at=changed_at,
        starts_at=starts_at,
        ends_at=ends_at if ends_at and ends_at > starts_at else starts_at + UNTOLD_LENGTH,
        timezone=timezone if timezone in known() else settings().timezone,
        status=STATUS.get(status, "CONFIRMED"),
        summary=prefix + title[:120],
        description=described(told, page),
        location=location,
        url=page,
        latitude=latitude,
        longitude=longitude,
        categories=categories,
        place=place,
        organiser=source,
        organiser_url=page,
    )


def imported_event(found: ImportedView) -> FeedEvent:
    """Return the event of a session that a calendar of others told us; its last change is when we saw it change."""
    words = translator(LANGUAGE)
    labels = [(found.themes, THEMES), (found.audiences, AUDIENCES), ((found.level,), LEVELS)]
    said = tuple(words.gettext(table[key]) for keys, table in labels for key in keys if key in table)
    event = mirrored_event(
        uid=str(found.id),
        version=None,
        changed_at=found.changed_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        timezone=found.timezone,
        status=found.status,
        title=found.title,
        summary=found.description,
        source=found.source,
        number=found.phone,
        page=found.url if found.url.startswith("http") else f"{settings().url}/seances/{found.id}",
        location=found.location or found.library_name or "",
        latitude=found.latitude,
        longitude=found.longitude,
        categories=tuple(dict.fromkeys((*said, *found.categories))),
    )
    return replace(event, created_at=found.first_seen_at)
