"""What is known of the days of a library, and which of the days of a series are proposed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.foundation.errors import Invalid
from server.libraries.days_off import public_holiday, school_holiday, school_known_until, school_zone
from server.libraries.opening import open_weekdays
from server.libraries.queries import LibraryView
from server.planning.rules import Reason
from server.workshops import individual
from server.workshops.conflicts import Conflict, conflicts_of
from server.workshops.sessions import Plan


@dataclass(frozen=True)
class Skip:
    """Which days are skipped: public holidays, school holidays, days of the week on which the library does not open."""

    public: bool = True
    school: bool = True
    not_open: bool = True


@dataclass(frozen=True)
class PublicHoliday:
    """The public holiday that a day is, to be named in the language of who reads it."""

    day: date
    postal_code: str
    zone: str

    def said(self, language: str) -> str:
        """Return its name: "Lundi de Pâques", "Easter Monday"."""
        return public_holiday(self.day, self.postal_code, self.zone, language)


def days_off(library: LibraryView, skip: Skip) -> Callable[[date], list[Reason]]:
    """Return what says why a day is to be skipped in a library."""
    schools = school_zone(library.postal_code, library.timezone, library.school_zone)
    opened = open_weekdays(library.opening_hours)

    def why(day: date) -> list[Reason]:
        found = []
        if skip.public and public_holiday(day, library.postal_code, library.timezone):
            name = PublicHoliday(day, library.postal_code, library.timezone)
            found.append(Reason("skipped_public", {"name": name}))
        if skip.school and school_holiday(day, schools):
            found.append(Reason("skipped_school", {"zone": schools}))
        if skip.not_open and opened is not None and day.weekday() not in opened:
            found.append(Reason("skipped_not_open"))
        return found

    return why


@dataclass(frozen=True)
class Unknown:
    """What is not known of school holidays: of a place in no zone, or of the days after `until`."""

    until: date | None


def unknown(library: LibraryView, skip: Skip, days: Sequence[date]) -> Unknown | None:
    """Return what is not known of the school holidays of these days, None when all is known or not asked."""
    schools = school_zone(library.postal_code, library.timezone, library.school_zone)
    if not skip.school or library.school_zone == "none":
        return None
    if not schools:
        return Unknown(None)
    return Unknown(school_known_until()) if days and max(days) > school_known_until() else None


async def reasons(
    days: Sequence[date],
    plan_on: Callable[[date], Plan],
    library: LibraryView,
    skip: Skip,
    *,
    now: datetime,
    workshop: UUID | None = None,
) -> dict[date, tuple[Reason, ...]]:
    """Return, for each day, why it is to be skipped: days off, what is in the way, what the workshop does not allow.

    Raises Invalid.
    """
    off = days_off(library, skip)
    plans: dict[date, Plan] = {}
    found: dict[date, list[Reason]] = {}
    for day in days:
        found[day] = off(day)
        try:
            plans[day] = plan_on(day)
        except Invalid as error:
            if set(error.fields.values()) != {"hour_skipped"}:
                raise
            found[day].append(Reason("hour_skipped", final=True))
    for day, conflicts in (await _in_the_way(plans, library, now)).items():
        found[day].extend(conflicts)
    unfit = await not_allowed(workshop, library.id, list(plans.values())) if workshop else [[] for _ in plans]
    for day, why in zip(plans, unfit, strict=True):
        found[day].extend(why)
    return {day: tuple(why) for day, why in found.items()}


async def _in_the_way(plans: Mapping[date, Plan], library: LibraryView, now: datetime) -> dict[date, list[Reason]]:
    slots = [plan.slot() for plan in plans.values()]
    found = await conflicts_of(slots, library.id, library.timezone, now=now)
    return {
        day: past(plan, now) + as_reasons(conflicts)
        for (day, plan), conflicts in zip(plans.items(), found, strict=True)
    }


async def not_allowed(workshop: UUID, library: UUID, plans: Sequence[Plan]) -> list[list[Reason]]:
    """Return, for each plan, why its workshop does not allow it; nobody passes over that."""
    found = await individual.faults(workshop, library, plans)
    return [[Reason(reason, final=True)] if reason else [] for reason in found]


def past(plan: Plan, now: datetime) -> list[Reason]:
    """Return the reason for which nobody plans what has begun."""
    return [Reason("skipped_past", final=True)] if plan.starts_at <= now else []


def as_reasons(conflicts: Sequence[Conflict]) -> list[Reason]:
    """Return conflicts as reasons to skip a day."""
    return [Reason(conflict.reason, conflict.facts, conflict=True) for conflict in conflicts]
