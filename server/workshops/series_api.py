"""Courses for programs: make, read, publish."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.problems import answers
from server.foundation.settings import settings
from server.foundation.words import clean
from server.libraries import queries as library_queries
from server.workshops import api, local_time, series, sessions
from server.workshops.series import Course, SeriesView

AnyRequest = Request[Any, Any, Any]
PUBLIC = {"access": "public"}


class NewDate(msgspec.Struct, forbid_unknown_fields=True):
    """A date to add as a draft session; times without offset are local to the library."""

    starts_at: datetime
    ends_at: datetime


class NewSeries(msgspec.Struct, forbid_unknown_fields=True):
    """A course. `workshop` and `library` are ids or slugs; `sessions` exist already, `dates` are added as drafts.

    With `singles` one date may be booked alone. `capacity` and `waiting_places` are those of the new dates.
    """

    title: str
    workshop: str
    library: str
    singles: bool = False
    sessions: list[UUID] = []
    dates: list[NewDate] = []
    capacity: int = 8
    waiting_places: int = 0


class Date(msgspec.Struct):
    """A date of a course; instants are in UTC."""

    id: UUID
    url: str
    state: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int


class Series(msgspec.Struct):
    """A course with its dates, by start."""

    id: UUID
    url: str
    title: str
    singles: bool
    workshop: UUID
    library: UUID
    dates: list[Date]


class AllSeries(msgspec.Struct):
    """The courses that are not over, the first to begin first; `next` is always null: the list is whole."""

    items: list[Series]
    next: str | None = None


def _series(view: SeriesView, dates: tuple[Any, ...]) -> Series:
    url = settings().url
    return Series(
        id=view.id,
        url=f"{url}/cycles/{view.id}",
        title=view.title,
        singles=view.singles,
        workshop=view.workshop_id,
        library=view.library_id,
        dates=[
            Date(one.id, f"{url}/seances/{one.id}", one.state, one.starts_at, one.ends_at, one.capacity, one.taken)
            for one in dates
        ],
    )


@get("/series", opt=PUBLIC, responses=answers(400))
async def find(library: FromQuery[str] = "") -> AllSeries:
    """The courses that anybody may see and that are not over; `library` is an id or a slug."""
    where = await api.known_library(library) if library else None
    found = await series.coming_series(since=clock.now(), library=where)
    return AllSeries([_series(view, view.public()) for view in found])


@get("/series/{series_id:uuid}", opt=PUBLIC, responses=answers(404))
async def read(series_id: FromPath[UUID]) -> Series:
    """One course with its published and cancelled dates."""
    found = await series.public_series(series_id)
    return _series(found, found.public())


@post("/series", opt={"power": Power.PLAN}, responses=answers(400, 401, 404, 409))
async def make(request: AnyRequest, data: JSONBody[NewSeries]) -> Response[Series]:
    """Make a course of sessions that exist and of new drafts. The programming role is needed in its library."""
    library = await library_queries.by_id(await api.known_library(data.library))
    try:
        workshop = (await api.named(clean(data.workshop))).id
    except NotFound:
        raise Invalid({"workshop": "bad_choice"}) from None
    zone = library.timezone
    plans = [
        sessions.Plan(_at(date.starts_at, zone), _at(date.ends_at, zone), data.capacity, data.waiting_places)
        for date in data.dates
    ]
    made = await series.make_series(
        Course(clean(data.title), data.singles),
        workshop,
        library.id,
        sessions=data.sessions,
        plans=plans,
        by=person_of(request),
        now=clock.now(),
    )
    view = await series.series_view(made)
    return Response(_series(view, view.dates), status_code=201, headers={"location": f"/api/v1/series/{made}"})


def _at(moment: datetime, zone: str) -> datetime:
    """Return an instant; what has no offset is local."""
    return moment if moment.tzinfo else local_time.instant(moment, zone, "dates")


@post(
    "/series/{series_id:uuid}/publication",
    opt={"power": Power.PUBLISH},
    status_code=200,
    responses=answers(401, 404, 409),
)
async def publish(request: AnyRequest, series_id: FromPath[UUID]) -> Series:
    """Publish all the drafts of a course together."""
    await series.publish_series(series_id, by=person_of(request), now=clock.now())
    view = await series.series_view(series_id)
    return _series(view, view.dates)


READERS: list[ControllerRouterHandler] = [find, read]
PROGRAMS: list[ControllerRouterHandler] = [make, publish]
