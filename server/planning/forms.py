"""What staff type to plan a series: its rule, and the session that each of its days gets."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.foundation.errors import Invalid
from server.foundation.forms import whole
from server.planning.days import Skip
from server.planning.rules import CHOSEN, LAST, MONTHLY, WEEKLY, Rule
from server.planning.words import BOOKED, DAYS
from server.workshops import individual, keeping, local_time
from server.workshops.forms import read_plan, show_plan
from server.workshops.queries import SessionView, WorkshopView
from server.workshops.series import Course
from server.workshops.sessions import Plan

Form = dict[str, str]
TICKED = "tick_"
USUAL: Form = {
    "capacity": "8", "waiting_places": "4", "mode": "on_site", "minutes": "120", "closes_hours": "0",
    "offer_hours": "0", "rhythm": "w1", "most": "10", "booked": "each", "skip_public": "1", "skip_school": "1",
    "skip_not_open": "1", **keeping.PLAIN,
}  # fmt: skip


def read_rule(form: Form) -> Rule:
    """Return the rule typed; raises Invalid with the fields that cannot be read."""
    rhythm, typed = form.get("rhythm", ""), form.get("days", "").replace(",", " ").split()
    days = [local_time.day(day) for day in typed] if rhythm == CHOSEN else []
    first, last = (_day(form, name) for name in ("first", "last"))
    wrong = {"days": "bad_date"} if None in days else {}
    if rhythm != CHOSEN:
        wrong |= {} if first else {"first": "bad_date" if form.get("first") else "missing"}
        wrong |= {"last": "bad_date"} if form.get("last") and not last else {}
    if wrong:
        raise Invalid(wrong)
    rule = Rule(
        first=first or date.min,
        weekdays=frozenset(int(day) for day in DAYS if form.get(f"weekday_{day}")),
        last=last,
        most=whole(form["most"], -1) if form.get("most") else None,
        days=tuple(day for day in days if day),
        **_rhythm(rhythm),
    )
    rule.check()
    return rule


def _day(form: Form, name: str) -> date | None:
    return local_time.day(form.get(name, ""))


def _rhythm(text: str) -> dict[str, Any]:
    """Return the kind of rule and its numbers: "w2" is every other week, "m24" the second and the fourth of a month."""
    kind, numbers = text[:1], text[1:]
    if kind == "w" and numbers.isdigit():
        return {"kind": WEEKLY, "every": int(numbers)}
    if kind == "m" and numbers.isdigit():
        return {"kind": MONTHLY, "nths": frozenset(int(number) or LAST for number in numbers)}
    return {"kind": text}


def read_skip(form: Form) -> Skip:
    """Return which days are to be skipped."""
    return Skip(*(form.get(f"skip_{name}") == "1" for name in Skip.__dataclass_fields__))


def read_course(form: Form) -> Course | None:
    """Return what the series is called when it is booked as one, None when each session is booked by itself."""
    booked = form.get("booked", "each")
    if booked not in BOOKED:
        raise Invalid({"booked": "bad_choice"})
    if booked == "each":
        return None
    if len(form.get("title", "").strip()) < 3:
        raise Invalid({"title": "missing"})
    return Course(form["title"], singles=booked == "singles")


def plans_on(form: Form, zone: str) -> Callable[[date], Plan]:
    """Return what gives the session of a day in a library; it raises Invalid, for each day or for that day."""
    start, minutes = local_time.hour(form.get("start", "")), whole(form.get("minutes", ""), -1)
    before = whole(form.get("opens_before", ""), -1) if form.get("opens_before") else None
    wrong = {} if start else {"start": "bad_date" if form.get("start") else "missing"}
    wrong |= {} if 5 <= minutes <= 24 * 60 else {"minutes": "bad_number"}
    wrong |= {} if before is None or 0 <= before <= 365 else {"opens_before": "bad_number"}
    if wrong or start is None:
        raise Invalid(wrong)

    def plan(day: date) -> Plan:
        ends = datetime.combine(day, start) + timedelta(minutes=minutes)
        dated = {"day": day.isoformat(), "last_day": ends.date().isoformat(), "end": f"{ends:%H:%M}"}
        made = read_plan({**form, **dated, **_opening(form, day, before)}, zone)
        made.check()
        return made

    return plan


def _opening(form: Form, day: date, before: int | None) -> Form:
    """Return when booking opens on line for the session of a day, so many days before, at midnight by default."""
    if before is None:
        return {"opens_day": "", "opens_hour": ""}
    return {"opens_day": (day - timedelta(days=before)).isoformat(), "opens_hour": form.get("opens_hour", "")}


def ticked(form: Form) -> list[str]:
    """Return what was ticked in the list of dates, in order."""
    return sorted(name.removeprefix(TICKED) for name in form if name.startswith(TICKED))


def ticked_days(form: Form, prefix: str = "") -> list[date]:
    """Return the days ticked of the library whose dates are named with `prefix`; raises Invalid for what is none."""
    own = [name for name in ticked(form) if name.startswith(prefix) and (prefix or "_" not in name)]
    mine = [name.removeprefix(prefix) for name in own]
    days = [local_time.day(text) for text in mine]
    if not all(day and 2000 <= day.year <= 2100 for day in days):
        raise Invalid({"dates": "bad_date"})
    return [day for day in days if day]


def key_of(form: Form) -> UUID | None:
    """Return what tells a list of dates sent twice from two lists."""
    try:
        return UUID(form.get("key", ""))
    except ValueError:
        return None


def carried(form: Form) -> Form:
    """Return what the list of dates carries along of the form before it."""
    own = {"csrf", "despite", "publish", "back", "key"}
    return {name: value for name, value in form.items() if name not in own and not name.startswith(TICKED)}


def of_workshop(workshop: WorkshopView) -> Form:
    """Return the fields of a series of a workshop that was never dated."""
    own = individual.USUAL if workshop.kind else {}
    return {**USUAL, "workshop": str(workshop.id), "minutes": str(workshop.minutes), "title": workshop.title, **own}


def like(session: SessionView) -> Form:
    """Return the fields of a series of sessions like this one: same workshop, place, hour and seats; other days."""
    shown: Form = {name: value for name, value in show_plan(session).items() if isinstance(value, str)}
    minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)
    own = {"day": "", "last_day": "", "end": "", "opens_day": "", "note": "", "opens_before": _before(session)}
    return {**USUAL, **shown, **own, "minutes": str(minutes), "title": session.title}


def _before(session: SessionView) -> str:
    return str((session.starts_at - session.opens_at).days) if session.opens_at else ""
