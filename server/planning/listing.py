"""The list of dates to tick before anything is written: each in words, with why it is skipped."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response

from server.foundation.errors import Invalid
from server.foundation.forms import choices
from server.foundation.ids import new_id
from server.foundation.languages import translator
from server.foundation.pages import HOUR
from server.foundation.reasons import sentence
from server.foundation.spoken import hour, weekday_date
from server.foundation.web import language_of, page
from server.libraries.queries import LibraryView, RoomView
from server.planning.days import Unknown
from server.planning.rules import Proposal, Reason
from server.workshops.sessions import Plan
from server.workshops.words import OVERRULES

UNBROKEN = "\u00a0"


@dataclass(frozen=True)
class Row:
    """A date to tick: the name of its tick, its words, why it is skipped, whether it is ticked and may be."""

    name: str
    words: str
    why: tuple[str, ...] = ()
    ticked: bool = True
    possible: bool = True
    conflict: bool = False


@dataclass(frozen=True)
class Group:
    """The dates of one library."""

    library: LibraryView
    rows: Sequence[Row]
    unknown: Unknown | None = None


@dataclass(frozen=True)
class Listing:
    """What the page of dates shows: where its form goes, dates by library, what it carries of the form before it."""

    action: str
    groups: Sequence[Group]
    carried: dict[str, str]
    title: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def row(name: str, words: str, reasons: Iterable[Reason], ticked: Collection[str] | None, language: str) -> Row:
    """Return a date to tick; until somebody ticked, those without reasons are."""
    reasons = tuple(reasons)
    possible = not any(reason.final for reason in reasons)
    return Row(
        name,
        words,
        tuple(in_words(reason, language) for reason in reasons),
        possible and (not reasons if ticked is None else name in ticked),
        possible,
        any(reason.conflict for reason in reasons),
    )


def in_words(reason: Reason, language: str) -> str:
    """Return why a date is skipped, its hours unbroken."""
    return HOUR.sub(lambda found: found[0].replace(" ", UNBROKEN), sentence(reason.key, language, **reason.facts))


def of_days(
    proposals: Iterable[Proposal],
    plan_on: Callable[[date], Plan],
    zone: str,
    ticked: Collection[str] | None,
    language: str,
    prefix: str = "",
) -> list[Row]:
    """Return the rows of the days of a rule; their names begin with `prefix`."""
    return [
        row(prefix + one.day.isoformat(), _words(one.day, plan_on, zone, language), one.reasons, ticked, language)
        for one in proposals
    ]


def _words(day: date, plan_on: Callable[[date], Plan], zone: str, language: str) -> str:
    """Return day and hours in words; the day alone when its hour does not exist."""
    try:
        plan = plan_on(day)
    except Invalid:
        return weekday_date(day, language)
    return said(plan.starts_at, plan.ends_at, zone, language)


def said(starts_at: datetime, ends_at: datetime, zone: str, language: str) -> str:
    """Return when something takes place, with its year: "mardi 12 janvier 2027, de 14 h à 16 h"."""
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (starts_at, ends_at))
    begins, ends = (hour(at, zone, language).replace(" ", UNBROKEN) for at in (starts_at, ends_at))
    facts = {"day": weekday_date(first.date(), language), "start": begins, "end": ends}
    facts["last"] = weekday_date(last.date(), language)
    words = translator(language)
    if last.date() == first.date():
        return words.gettext("%(day)s, de %(start)s à %(end)s") % facts
    return words.gettext("du %(day)s à %(start)s au %(last)s à %(end)s") % facts


def show(request: Request[Any, Any, Any], of: Listing, errors: dict[str, str], *, despite: str = "") -> Response[str]:
    """Return the page of dates."""
    return page(
        request,
        "planning/dates.html",
        status=422 if errors else 200,
        listing=of,
        kept=sum(found.ticked for found in of.rows),
        skipped=sum(not found.ticked for found in of.rows),
        conflicts=any(found.conflict for found in of.rows) or "despite" in errors,
        overrules=choices(OVERRULES, language_of(request)),
        despite=despite,
        key=new_id(),
        errors=errors,
    )


def room_choices(rooms: Iterable[tuple[LibraryView, RoomView]], *, several: bool) -> list[dict[str, str]]:
    """Return the choices of a list of rooms, each with its library where there are several."""
    return [
        {"value": str(room.id), "label": f"{room.name} ({library.name})" if several else room.name}
        for library, room in rooms
    ]
