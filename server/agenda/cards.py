"""Cards of the list, whoever organises, and the list cut into weeks."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from server.agenda.mirrored import MirroredView
from server.agenda.queries import Found
from server.agenda.words import week_label, week_of
from server.bookings import cards
from server.bookings.cards import Card, words_of
from server.calendars.imported import ImportedView
from server.foundation.words import slug
from server.workshops.public_states import stamp
from server.workshops.words import AUDIENCES, LEVELS, PASS

OFF = frozenset({"cancelled", "postponed"})


@dataclass(frozen=True)
class Week:
    """A week of the list, named."""

    label: str
    sessions: list[Card]


def card(found: Found, *, language: str, now: datetime, offered: Container[str] = ()) -> Card:
    """Return the card of a session, whoever organises it; in those `offered`, by address, one may ask for a seat."""
    if isinstance(found, ImportedView):
        return imported_card(found, language=language, now=now)
    if isinstance(found, MirroredView):
        return mirrored_card(found, language=language, now=now, offered=offered)
    return cards.card(found, language=language, now=now)


def told_state(found: MirroredView | ImportedView) -> str:
    """Return the public state of a session of somebody else, as its organiser tells it."""
    if found.status in OFF:
        return found.status
    if found.status == "moved_online":
        return "moved_online"
    moved = found.previous_starts_at is not None and found.previous_starts_at != found.starts_at
    return "rescheduled" if moved else "scheduled"


def mirrored_card(found: MirroredView, *, language: str, now: datetime, offered: Container[str] = ()) -> Card:
    """Return the card of a session of a peer: its organiser gives the seats, and their count has an age."""
    path = f"/seances/{found.id}"
    closed = found.status in OFF or found.starts_at <= now
    asked, site = not closed and found.ap_id in offered, found.booking_url or found.url
    seats = found.remaining if found.remaining is not None else None
    return Card(
        id=found.id,
        url=path,
        title=found.name,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        timezone=found.timezone,
        place=found.place_name or found.street or found.locality,
        locality=found.locality,
        level=found.level if found.level in LEVELS else "",
        level_label=next(iter(words_of((found.level,), LEVELS, language)), ""),
        seats_left=seats,
        waiting_left=0,
        state=found.status if found.status in OFF else "published",
        public_state=told_state(found),
        stamp=stamp(told_state(found), language),
        online=found.is_online and not (found.place_name or found.street or found.locality),
        mixed=found.is_online and bool(found.place_name or found.street or found.locality),
        phone=found.phone,
        booking_url=f"{path}/demande" if asked else None if closed else site,
        bookable="closed" if closed else "asked" if asked else "external",
        source=found.source,
        ics_url=f"{path}.ics",
        remote=True,
        seats_as_of=found.seen_at if seats is not None else None,
        summary=found.summary,
        description=Markup(found.content),  # noqa: S704 (sanitised when it entered the mirror)
        address=found.street,
        postal_code=found.postal_code,
        audiences=words_of(found.audience, AUDIENCES, language),
        previous_starts_at=found.previous_starts_at,
        organiser=found.source,
        organiser_url=found.url or None,
        site_url=site if asked else None,
        pass_accepted=any(slug(tag).replace("-", "") == slug(PASS).replace("-", "") for tag in found.tags),
    )


def imported_card(found: ImportedView, *, language: str, now: datetime) -> Card:
    """Return the card of a session that a calendar told us: seats are given on its own page, if it has one."""
    closed = found.status in OFF or found.starts_at <= now
    page = found.url if found.url.startswith("http") else ""
    return Card(
        id=found.id,
        url=f"/seances/{found.id}",
        title=found.title,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        timezone=found.timezone,
        place=found.library_name or found.location,
        locality=found.library_city or "",
        level=found.level if found.level in LEVELS else "",
        level_label=next(iter(words_of((found.level,), LEVELS, language)), ""),
        seats_left=None,
        waiting_left=0,
        state=found.status if found.status in OFF else "published",
        public_state=told_state(found),
        stamp=stamp(told_state(found), language),
        online=found.is_online and not found.library_name,
        phone=found.phone,
        booking_url=page if page and not closed else None,
        bookable="closed" if closed else "external",
        source=found.source,
        ics_url=f"/seances/{found.id}.ics",
        organiser=found.source,
        organiser_url=page or None,
        all_day=found.all_day,
        remote=True,
        edited=found.edited,
        description=found.description,
        room=found.location if found.library_name and not found.is_online else "",
        audiences=words_of(found.audiences, AUDIENCES, language),
        previous_starts_at=found.previous_starts_at,
        online_url=found.location if found.is_online else "",
        library_url=f"/bibliotheques/{found.library_slug}" if found.library_slug else None,
    )


def weeks(
    found: Sequence[Found],
    *,
    zone: str,
    language: str,
    now: datetime,
    offered: Container[str] = (),
    said: str = "",
) -> list[Week]:
    """Return the entries, in order of start, cut into the weeks of `zone`; `said`: see `cards.saying`."""
    made = [cards.saying(card(each, language=language, now=now, offered=offered), said) for each in found]
    groups = groupby(made, key=lambda each: week_of(each.starts_at, zone))
    return [Week(week_label(monday, now, zone, language), list(each)) for monday, each in groups]
