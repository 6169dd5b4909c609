"""The calendar of staff: a week or a month by library, room or mediator; what is in the way; a session to move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.forms import choices
from server.foundation.settings import settings
from server.foundation.web import language_of, page
from server.libraries.days_off import public_holiday, school_holiday, school_zone
from server.libraries.queries import LibraryView, RoomView, rooms_of_all
from server.planning import calendar, calendar_queries, edit_routes, grid, listing, queries, words
from server.planning.calendar import CONFLICTS, MONTH, VIEWS, WEEK, Closed
from server.planning.grid import Chosen
from server.workshops import local_time, programme
from server.workshops import words as workshop_words
from server.workshops.programme import Reach

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/planning"


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a view, a day, and of which sessions."""

    view: str
    day: date
    chosen: Chosen
    page: int

    def address(self, **changes: str) -> str:
        """Return the address of the same calendar with some of its parts changed; all filters are kept."""
        told = {"vue": "" if self.view == WEEK else self.view, "jour": self.day.isoformat(), **self.chosen.address()}
        kept = {name: value for name, value in {**told, **changes}.items() if value}
        return f"{HOME}?{urlencode(kept)}" if kept else HOME


@get("/planning", opt={"power": Power.LOOK})
async def show(
    request: AnyRequest,
    vue: FromQuery[str] = "",
    jour: FromQuery[str] = "",
    par: FromQuery[str] = "",
    bibliotheque: FromQuery[str] = "",
    salle: FromQuery[str] = "",
    mediateur: FromQuery[str] = "",
    etat: FromQuery[str] = "",
    suite: FromQuery[str] = "",
) -> Response[str]:
    """A week or a month of sessions, or what is in the way of those to come; the filters are in the address."""
    reach, rooms = await programme.reach(person_of(request)), await rooms_of_all()
    now = clock.now()
    shown = reach.only(bibliotheque)
    zone = shown.seen[0].timezone if shown.seen else settings().timezone
    today = now.astimezone(ZoneInfo(zone)).date()
    chosen = grid.chosen(par, bibliotheque if shown is not reach else "", salle, mediateur, etat, shown, rooms)
    day = local_time.day(jour)
    if day is None or not 2001 <= day.year <= 2099:
        day = today
    asked = Asked(vue if vue in VIEWS else WEEK, day, chosen, int(suite) if suite.isdecimal() and len(suite) < 4 else 0)
    days = calendar.days_of(asked.view, day)
    closed = await calendar_queries.closed_on(days[0], days[-1])
    every = await calendar_queries.sessions_on(days, closed, zone, now)
    found = grid.kept(calendar_queries.seen_by(every, {library.id for library in shown.seen}), chosen)
    return page(
        request,
        "planning/calendar.html",
        **_shape(asked, days, found, shown, rooms, closed),
        **_choices(request, reach, shown, rooms, every),
        moves=_moves(asked, today),
        asked=asked,
        days=[_day(one, shown.seen, closed, today, language_of(request)) for one in days],
        movable={library.id for library in shown.programmed},
        may_date=bool(reach.programmed),
    )


def _shape(
    asked: Asked,
    days: Sequence[date],
    found: list[calendar.Dated],
    reach: Reach,
    rooms: dict[UUID, list[RoomView]],
    closed: Sequence[Closed],
) -> dict[str, Any]:
    """Return what the view is made of: rows of a week, weeks of a month, or a list."""
    shape: dict[str, Any] = {"rows": [], "weeks": [], "listed": [], "following": None, "count": len(found)}
    if asked.view == CONFLICTS:
        return {**shape, **grid.in_the_way(found)}
    if asked.view == MONTH:
        return {**shape, "weeks": grid.weeks(days, found)}
    made = grid.rows(asked.chosen, days, found, reach, rooms, closed)
    first = asked.page * grid.MOST_ROWS
    more = len(made) > first + grid.MOST_ROWS
    return {**shape, "rows": made[first : first + grid.MOST_ROWS], "following": asked.page + 1 if more else None}


def _moves(asked: Asked, today: date) -> dict[str, str]:
    before, after = calendar.beside(asked.view, asked.day)
    return {
        "before": asked.address(jour=before.isoformat()),
        "after": asked.address(jour=after.isoformat()),
        "today": asked.address(jour=today.isoformat()),
    }


def _choices(
    request: AnyRequest,
    reach: Reach,
    shown: Reach,
    rooms: dict[UUID, list[RoomView]],
    every: Sequence[calendar.Dated],
) -> dict[str, Any]:
    language = language_of(request)
    here = [(library, room) for library in shown.seen for room in rooms.get(library.id, [])]
    seen = {library.id for library in shown.seen}
    names = sorted({one.presenter for one in every if one.presenter and one.library_id in seen})
    return {
        "libraries": [{"value": library.slug, "label": library.name} for library in reach.seen],
        "rooms": listing.room_choices(here, several=len(shown.seen) > 1) if len(here) <= grid.MOST_CHOICES else [],
        "presenters": [{"value": name, "label": name} for name in names],
        "groupings": choices(words.GROUPINGS, language),
        "views": choices(words.VIEWS, language),
        "states": choices({name: workshop_words.STATES[name] for name in workshop_words.STATES if name != "withdrawn"},
                          language),
        "state_words": {found["value"]: found["label"] for found in choices(workshop_words.STATES, language)},
        "way_words": {found["value"]: found["label"] for found in choices(words.IN_THE_WAY, language)},
    }  # fmt: skip


def _day(
    day: date, libraries: Sequence[LibraryView], closed: Sequence[Closed], today: date, language: str
) -> dict[str, Any]:
    """Return a day with what is particular to it where these libraries are."""
    places = {(library.postal_code[:2], library.postal_code, library.timezone): library for library in libraries}
    names = {public_holiday(day, one.postal_code, one.timezone, language) for one in _one_of_each(places.values())}
    zones = {school_zone(one.postal_code, one.timezone, one.school_zone) for one in libraries}
    seen = {library.id for library in libraries}
    return {
        "day": day,
        "today": day == today,
        "holidays": sorted(name for name in names if name),
        "school": sorted(zone for zone in zones if zone and school_holiday(day, zone)),
        "closed": sum(one.library in seen and one.holds_day(day) for one in closed),
    }


def _one_of_each(libraries: Any) -> list[LibraryView]:
    """Return one library of each part of a country, which is what public holidays depend on."""
    return list({(one.postal_code[:3], one.timezone): one for one in libraries}.values())


@get("/seances/{session_id:uuid}/deplacer", opt={"power": Power.PLAN})
async def ask_to_move(
    request: AnyRequest,
    session_id: FromPath[UUID],
    jour: FromQuery[str] = "",
    salle: FromQuery[str] = "",
) -> Response[str]:
    """The form that moves a session: another day, hour or room. What is in the way and who is told comes next."""
    session = await queries.session_to_plan(person_of(request), session_id)
    rooms = await programme.rooms_to_programme(person_of(request))
    here = [(library, room) for library, room in rooms if library.id == session.library_id]
    was = edit_routes.as_it_is(session)
    day = local_time.day(jour)
    wanted = {"day": day.isoformat()} if day and abs(day - session.starts_at.date()) < timedelta(days=1000) else {}
    if any(str(room.id) == salle for _, room in here):
        wanted["room"] = salle
    return page(
        request,
        "planning/move.html",
        session=session,
        was=was,
        values={**was, **wanted},
        rooms=listing.room_choices(here, several=False),
    )


HANDLERS = [show, ask_to_move]
