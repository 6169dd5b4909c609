"""A session in the words of pages: what stands on a card of the list and on the page of the session."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from server.bookings.rules import NEWCOMER, Dated, Outcome, Party, Seats, check_open, decide
from server.foundation.errors import Refused
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.workshops.competences import COMPETENCES
from server.workshops.domains import explained, to_bring
from server.workshops.fitting import SAID
from server.workshops.pools import EVERYBODY
from server.workshops.public_states import public_state, stamp
from server.workshops.queries import SessionView
from server.workshops.series import SeriesView
from server.workshops.views import Picture
from server.workshops.words import AUDIENCES, LEVELS


@dataclass(frozen=True)
class Card:
    """A session as pages show it; texts are "" when unknown, and already in the reader's language.

    `bookable` is what a newcomer may do at best: open, waiting (only the waiting list takes people), full, later (from
    `opens_at` on; at `watch_url` one asks to be told), closed (over, started, cancelled, or no longer on line),
    external (booked where it is organised), asked (asked for from here, decided where it is organised: `site_url`).
    `seats_left` counts the seats that any newcomer may take, None when nobody told us; `seats_first` those for people
    who come for the first time only; `seats_called` those to be had by telephone only. `description` may be safe HTML.
    `public_state`: of workshops/public_states; `stamp`: that it is cancelled, postponed, on line or on another date, in
    words. `address` and `room` are for the page of the session. `remote`: somebody else organises it; `edited`: and
    staff here changed something about it. `learns`: (code, what one learns to do) of each competence.
    `programme`: the one that it is a slot of, {label, says}.
    """

    id: UUID
    url: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    place: str
    locality: str
    level: str
    level_label: str
    seats_left: int | None
    waiting_left: int
    state: str
    online: bool
    phone: str
    booking_url: str | None
    bookable: str
    source: str
    ics_url: str
    organiser: str
    mixed: bool = False
    all_day: bool = False
    remote: bool = False
    edited: bool = False
    seats_as_of: datetime | None = None
    seats_first: int = 0
    seats_called: int = 0
    summary: str = ""
    description: str = ""
    note: str = ""
    room: str = ""
    address: str = ""
    postal_code: str = ""
    access: str = ""
    audiences: tuple[str, ...] = ()
    prerequisites: str = ""
    bring: str = ""
    programme: Mapping[str, str] | None = None
    presenter: str = ""
    cancel_reason: str = ""
    previous_starts_at: datetime | None = None
    public_state: str = "scheduled"
    stamp: str = ""
    picture: Picture | None = None
    online_url: str = ""
    workshop_url: str | None = None
    library_url: str | None = None
    organiser_url: str | None = None
    site_url: str | None = None
    pass_accepted: bool = False
    practice: bool = False
    opens_at: datetime | None = None
    watch_url: str | None = None
    wish_url: str | None = None
    held_until: datetime | None = None
    course_url: str | None = None
    course_title: str = ""
    course_dates: int = 0
    course_number: int | None = None
    whole_only: bool = False
    learns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CourseCard:
    """A course as pages show it: its dates still to come, and how many are `missed` already.

    `bookable`: open, waiting, full, later or closed, for all these dates together.
    """

    id: UUID
    url: str
    title: str
    dates: tuple[Card, ...]
    missed: int
    singles: bool
    bookable: str
    booking_url: str | None


def offer(session: Dated, seats: Seats, now: datetime, door: str = "web") -> str:
    """Return what a newcomer may do at a door, at best: open, waiting, full, later (not yet) or closed."""
    try:
        check_open(session, now, door)
    except Refused as refusal:
        return "later" if refusal.reason == "opens_later" else "closed"
    try:
        party = Party(NEWCOMER, 1, door, first_time=door == "web")
        return "open" if decide(seats, party).outcome is Outcome.CONFIRMED else "waiting"
    except Refused:
        return "full"


def words_of(keys: tuple[str, ...], table: Mapping[str, str], language: str) -> tuple[str, ...]:
    """Return the words of keys in `language`; unknown keys are left out."""
    return tuple(translator(language).gettext(table[key]) for key in keys if key in table)


def learns(codes: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    """Return the code and the words of competences, to follow "Vous apprendrez à"."""
    said = {code: COMPETENCES[code].learns for code in codes if code in COMPETENCES}
    return tuple((code, translator(language).gettext(words)) for code, words in said.items())


def saying(made: Card, said: str) -> Card:
    """Return a card whose addresses carry how at ease its reader said she is (`pour`); nothing else keeps it."""
    if said not in SAID:
        return made
    booked = made.booking_url and made.booking_url.startswith("/")
    return replace(
        made,
        url=f"{made.url}?pour={said}",
        booking_url=f"{made.booking_url}?pour={said}" if booked else made.booking_url,
    )


def _booking_url(session: SessionView) -> str:
    """Return where a session is booked: with its whole course, when it cannot be booked alone."""
    return f"/seances/{session.id}/reservation" if session.singles else f"/cycles/{session.series_id}"


def card(session: SessionView, *, language: str, now: datetime) -> Card:
    """Return the card of a session of ours. The address of an online meeting is only for those who booked."""
    seats = session.seats(now)
    left = seats.for_newcomer(EVERYBODY)
    path, library = f"/seances/{session.id}", f"/bibliotheques/{session.library_slug}"
    bookable, public = offer(session, seats, now), public_state(session, full=seats.full)
    made = Card(
        id=session.id,
        url=path,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        timezone=session.timezone,
        place=session.place or session.library,
        locality="" if session.place else session.city,
        level=session.level,
        level_label=next(iter(words_of((session.level,), LEVELS, language)), ""),
        seats_left=left,
        seats_first=max(0, seats.for_newcomer("first") - left),
        seats_called=max(0, seats.for_newcomer("desk") - left),
        waiting_left=session.waiting_left,
        state=session.state,
        online=session.mode == "online",
        mixed=session.mode == "mixed",
        phone=session.phone or settings().phone,
        booking_url=_booking_url(session) if bookable in {"open", "waiting"} else None,
        bookable=bookable,
        source=session.library,
        ics_url=f"{path}.ics",
        summary=session.summary,
        description=session.description,
        note=session.note,
        audiences=words_of(session.audiences, AUDIENCES, language),
        prerequisites=session.prerequisites,
        bring=to_bring(session.kind, session.bring, "", language),
        programme=explained(language) if session.kind else None,
        presenter=session.presenter,
        cancel_reason=session.cancel_reason,
        previous_starts_at=session.previous_starts_at,
        public_state=public,
        stamp=stamp(public, language),
        picture=session.picture,
        workshop_url=None if session.practice else f"/ateliers/{session.workshop_slug}",
        library_url=library,
        organiser=session.library,
        organiser_url=library,
        pass_accepted=session.pass_accepted,
        practice=session.practice,
        opens_at=session.opens_at if bookable == "later" else None,
        wish_url=f"{path}/souhait" if session.state == "published" and session.starts_at > now else None,
        watch_url=f"{path}/prevenez-moi" if bookable == "later" else None,
        held_until=session.held_until,
        learns=learns(session.competences, language),
    )
    made = _of_course(made, session)
    return made if session.place else _in_library(made, session)


def _of_course(made: Card, session: SessionView) -> Card:
    """Return the card of a session with the course that it is a date of."""
    return replace(
        made,
        course_url=f"/cycles/{session.series_id}" if session.series_id else None,
        course_title=session.series_title,
        course_dates=session.series_dates,
        course_number=session.series_number,
        whole_only=not session.singles,
    )


def _in_library(made: Card, session: SessionView) -> Card:
    """Return the card of a session in a library with where to go: elsewhere, the place alone says it."""
    access = "\n\n".join(part for part in (session.access, session.room_access) if part)
    where = replace(made, room=session.room, address=session.address, postal_code=session.postal_code)
    return replace(where, access=access)


def course_card(series: SeriesView, *, language: str, now: datetime) -> CourseCard:
    """Return the card of a course: it can be booked as its least free date can."""
    coming = tuple(card(date, language=language, now=now) for date in series.coming(now))
    offers = [one.bookable for one in coming] or ["closed"]
    bookable = next(found for found in ("closed", "later", "full", "waiting", "open") if found in offers)
    url = f"/cycles/{series.id}"
    return CourseCard(
        id=series.id,
        url=url,
        title=series.title,
        dates=coming,
        missed=sum(date.starts_at <= now for date in series.public() if date.state == "published"),
        singles=series.singles,
        bookable=bookable,
        booking_url=f"{url}/reservation" if bookable in {"open", "waiting"} else None,
    )


def ticket_card(session: SessionView, *, held: bool, language: str, now: datetime, domain: str = "") -> Card:
    """Return the card for someone who booked; with a seat held, the address of an online meeting is told.

    `domain` is what they said that an Aidants Connect slot is for: the papers to bring follow from it.
    """
    bring = to_bring(session.kind, session.bring, domain, language)
    made = card(session, language=language, now=now)
    return replace(made, online_url=session.online_url if held else "", bring=bring)
