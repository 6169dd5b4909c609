"""Series for programs: the dates of a rule, the sessions planned on them, changes to several sessions."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET, UnsetType

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.problems import answers
from server.foundation.reasons import sentence
from server.foundation.settings import settings
from server.foundation.web import language_of
from server.foundation.words import clean
from server.libraries import queries as library_queries
from server.libraries.queries import LibraryView, require
from server.planning import actions, days, editing, queries
from server.planning.editing import Edit
from server.planning.rules import Proposal, Reason, Rule, looked_at, propose
from server.workshops import api, local_time
from server.workshops.outfit import outfitted, usual_needs
from server.workshops.series import Course
from server.workshops.sessions import Plan

AnyRequest = Request[Any, Any, Any]


class Rhythm(msgspec.Struct, forbid_unknown_fields=True):
    """Which days. `kind`: weekly (every `every` weeks), monthly (`nths`: 1 to 5, -1 for the last), chosen (`days`).

    `weekdays`: 0 for Monday to 6; without any, that of `first`. It ends with `last` or after `most` dates.
    """

    kind: str
    first: date | None = None
    weekdays: list[int] = []
    every: int = 1
    nths: list[int] = []
    last: date | None = None
    most: int | None = None
    days: list[date] = []


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """A series: of a workshop in a library (ids or slugs), by a rule, at a local hour ("14:00"), so many minutes long.

    `equipment`: how many things of which stock, null for what the workshop needs. `skip`: public (holidays), school
    (holidays), not_open (days of the week).
    """

    workshop: str
    library: str
    rule: Rhythm
    start: str
    minutes: int
    capacity: int = 8
    waiting_places: int = 0
    room: UUID | None = None
    presenter: str = ""
    note: str = ""
    equipment: dict[UUID, int] | None = None
    skip: tuple[Literal["public", "school", "not_open"], ...] = ("public", "school", "not_open")


class NewPlan(Asked, forbid_unknown_fields=True):
    """A series to plan. `dates`: which ones; without them, those that are kept.

    `title` makes a course of them, booked together; with `singles`, one date alone too. `despite` says why what is
    in the way is passed over: agreed, shared, replaced, open, mistake.
    """

    dates: list[date] | None = None
    title: str = ""
    singles: bool = False
    publish: bool = False
    despite: str = ""


class Why(msgspec.Struct):
    """Why a date is skipped: a key, and a sentence. A `conflict` may be passed over."""

    reason: str
    detail: str
    conflict: bool


class Proposed(msgspec.Struct):
    """A date of a series; one that is not `possible` cannot be planned."""

    day: date
    kept: bool
    possible: bool
    reasons: list[Why]


class Proposals(msgspec.Struct):
    """The dates of a series, kept and skipped; `school_known_until` is null when all school holidays are known."""

    dates: list[Proposed]
    school_known: bool
    school_known_until: date | None


class Planned(msgspec.Struct):
    """What was planned: the sessions by start, and what they share."""

    batch: UUID
    sessions: list[UUID]


class Changes(msgspec.Struct, forbid_unknown_fields=True):
    """What to change in a session, in it and the following ones, or in all those planned with it that are to come.

    `by_days` moves them; `start` is their local hour ("14:00"). What is left out stays.
    """

    scope: Literal["one", "following", "all"]
    by_days: int = 0
    start: str | None = None
    minutes: int | None = None
    room: UUID | UnsetType | None = UNSET
    capacity: int | UnsetType = UNSET
    waiting_places: int | UnsetType = UNSET
    presenter: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    despite: str = ""


class Changed(msgspec.Struct):
    """How many sessions changed, and how many people are told."""

    changed: int
    told: int


@post("/series/proposals", opt={"power": Power.PLAN}, status_code=200, responses=answers(400, 401, 404))
async def proposals(request: AnyRequest, data: JSONBody[Asked]) -> Proposals:
    """The dates of a series, each kept or skipped with its reasons; nothing is written."""
    library = await _library(data, person_of(request))
    found, language = await _proposals(data, library), language_of(request)
    unknown = days.unknown(library, _skip(data), [one.day for one in found])
    dates = [Proposed(one.day, one.kept, one.possible, [_why(why, language) for why in one.reasons]) for one in found]
    return Proposals(dates, unknown is None, unknown.until if unknown else None)


@post("/series/plans", opt={"power": Power.PLAN}, responses=answers(400, 401, 404, 409))
async def plan(request: AnyRequest, data: JSONBody[NewPlan]) -> Response[Planned]:
    """Plan the sessions of a series, all or none. The programming role is needed in its library."""
    person = person_of(request)
    library = await _library(data, person)
    dates = [one.day for one in await _proposals(data, library) if one.kept] if data.dates is None else data.dates
    if not all(2000 <= day.year <= 2100 for day in dates):
        raise Invalid({"dates": "bad_date"})
    plan_on = _plans_on(data, library)
    batch = await actions.plan_all(
        await _workshop(data.workshop),
        library.id,
        [plan_on(day) for day in sorted(set(dates))],
        course=Course(clean(data.title), data.singles) if data.title else None,
        public=data.publish,
        despite=data.despite,
        by=person,
        now=clock.now(),
    )
    made = [session.id for session in await queries.batch_for(person, batch)]
    return Response(Planned(batch, made), headers={"location": f"{settings().url}/bureau/series/{batch}"})


@post(
    "/sessions/{session_id:uuid}/changes",
    opt={"power": Power.PLAN},
    status_code=200,
    responses=answers(400, 401, 404, 409),
)
async def change(request: AnyRequest, session_id: FromPath[UUID], data: JSONBody[Changes]) -> Changed:
    """Change a session and those planned with it, all or none; people who booked are told of dates and places."""
    person, now = person_of(request), clock.now()
    session = await queries.session_to_plan(person, session_id)
    touched = queries.in_scope(session, await queries.like_it(person, session), data.scope, now)
    fields = {name: getattr(data, name) for name in editing.FIELDS if getattr(data, name) is not UNSET}
    fields = {name: clean(value) if isinstance(value, str) else value for name, value in fields.items()}
    edit = Edit(data.by_days, _hour(data.start), data.minutes, fields).check()
    told = sum(one.told for one in await editing.foresee(touched, edit, now=now))
    ids = [one.id for one in touched]
    return Changed(await editing.change_all(ids, edit, by=person, now=now, despite=data.despite), told)


async def _library(data: Asked, person: Person) -> LibraryView:
    """Return the library of a series for somebody who plans there; raises Invalid or NotFound."""
    library = await library_queries.by_id(await api.known_library(data.library))
    await require(person, library.id, Power.PLAN)
    return library


async def _workshop(name: str) -> UUID:
    try:
        return (await api.named(clean(name))).id
    except NotFound:
        raise Invalid({"workshop": "bad_choice"}) from None


async def _proposals(data: Asked, library: LibraryView) -> list[Proposal]:
    rule = _rule(data.rule)
    found = looked_at(rule)
    workshop = await _workshop(data.workshop)
    plan_on = outfitted(_plans_on(data, library), await usual_needs(workshop, library.id))
    why = await days.reasons(found, plan_on, library, _skip(data), now=clock.now(), workshop=workshop)
    return propose(found, lambda day: why[day], most=rule.most)


def _rule(given: Rhythm) -> Rule:
    """Return the rule given; raises Invalid."""
    if given.first is None and not given.days:
        raise Invalid({"first": "missing"})
    rule = Rule(
        kind=given.kind,
        first=given.first or min(given.days),
        weekdays=frozenset(given.weekdays),
        every=given.every,
        nths=frozenset(given.nths),
        last=given.last,
        most=given.most,
        days=tuple(given.days),
    )
    rule.check()
    return rule


def _plans_on(data: Asked, library: LibraryView) -> Callable[[date], Plan]:
    """Return what gives the session of a day; it raises Invalid."""
    if not 5 <= data.minutes <= 24 * 60:
        raise Invalid({"minutes": "bad_number"})

    start = _hour(data.start)

    def plan(day: date) -> Plan:
        begins = datetime.combine(day, start or time(0))
        ends = begins + timedelta(minutes=data.minutes)
        made = Plan(
            local_time.instant(begins, library.timezone, "start"),
            local_time.instant(ends, library.timezone, "minutes"),
            data.capacity,
            data.waiting_places,
            data.room,
            presenter=clean(data.presenter),
            note=clean(data.note),
            stocks=None if data.equipment is None else list(data.equipment),
            stock_numbers=list((data.equipment or {}).values()),
        )
        made.check()
        return made

    return plan


def _hour(text: str | None) -> time | None:
    """Return a local hour ("14:00"), None when none is given; raises Invalid."""
    found = local_time.hour(text) if text is not None else None
    if text is not None and found is None:
        raise Invalid({"start": "bad_date"})
    return found


def _skip(data: Asked) -> days.Skip:
    return days.Skip(*(name in data.skip for name in days.Skip.__dataclass_fields__))


def _why(reason: Reason, language: str) -> Why:
    return Why(reason.key, sentence(reason.key, language, **reason.facts), reason.conflict)


PROGRAMS: list[ControllerRouterHandler] = [proposals, plan, change]
