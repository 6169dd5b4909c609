"""What staff type about a workshop or a session, and what a form shows of them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from server.foundation.errors import Invalid
from server.foundation.forms import whole
from server.resources.words import KINDS
from server.workshops import local_time
from server.workshops.actions import Outline
from server.workshops.competences import COMPETENCES
from server.workshops.keeping import read_seats, show_seats
from server.workshops.plan import Plan
from server.workshops.queries import SessionView, WorkshopView
from server.workshops.windows import a_week_later, read_windows, show_windows
from server.workshops.words import ALL_AUDIENCES, THEMES

Form = dict[str, Any]
OUTLINE_TEXTS = ("title", "summary", "description", "level", "bring", "prerequisites", "kind")
STOCK = "stock_"
PLAN_TEXTS = ("mode", "online_url", "place", "presenter", "note")
# Where the form says what an action finds wrong.
SAID_AT = {
    "starts_at": "start",
    "ends_at": "end",
    "opens_at": "opens_day",
    "release_hours": "release_days",
}


def read_outline(form: Form) -> Outline:
    """Return the workshop typed."""
    levels = {each.code: whole(form.get(each.field, ""), 0) for each in COMPETENCES.values()}
    worked_on = {code: level for code, level in levels.items() if level}
    return Outline(
        **{name: form.get(name, "") for name in OUTLINE_TEXTS},
        themes=[theme for theme in THEMES if form.get(f"theme_{theme}")],
        audiences=[audience for audience in ALL_AUDIENCES if form.get(f"audience_{audience}")],
        minutes=whole(form.get("minutes", ""), 120),
        language=form.get("language") or "fr",
        needed_kinds=[kind for kind in KINDS if whole(form.get(f"need_{kind}", ""), 0)],
        needed_numbers=[number for kind in KINDS if (number := whole(form.get(f"need_{kind}", ""), 0))],
        competences=list(worked_on),
        competence_levels=list(worked_on.values()),
    )


def show_outline(workshop: WorkshopView) -> Form:
    """Return the fields of a workshop as its form holds them."""
    shown: Form = {name: getattr(workshop, name) for name in OUTLINE_TEXTS}
    shown |= {f"theme_{theme}": "1" for theme in workshop.themes}
    shown |= {f"audience_{audience}": "1" for audience in workshop.audiences}
    needs = zip(workshop.needed_kinds, workshop.needed_numbers, strict=True)
    shown |= {f"need_{kind}": str(number) for kind, number in needs}
    shown |= show_competences(dict(zip(workshop.competences, workshop.competence_levels, strict=True)))
    return shown | {"minutes": str(workshop.minutes), "language": workshop.language}


def show_competences(levels: dict[str, int]) -> Form:
    """Return the fields of competences as the form of a workshop holds them."""
    return {COMPETENCES[code].field: str(level) for code, level in levels.items() if code in COMPETENCES}


def read_plan(form: Form, zone: str) -> Plan:
    """Return the session typed, its hours read in `zone`; raises Invalid with the fields that cannot be read."""
    starts_at, ends_at = _instants(form, zone)
    room = form.get("room", "")
    return Plan(
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=whole(form.get("capacity", ""), -1),
        waiting_places=whole(form.get("waiting_places", ""), 0),
        room=_uuid(room, "room") if room else None,
        **{name: form.get(name, "") for name in PLAN_TEXTS if name != "mode"},
        mode=form.get("mode") or "on_site",
        pass_accepted=form.get("pass_accepted") == "1",
        **read_windows(form, zone),
        drop_in=form.get("drop_in") == "1",
        **read_seats(form),
        **read_needs(form),
    )


def read_needs(form: Form) -> dict[str, Any]:
    """Return the equipment typed: each stock and how many of it; nothing typed is what the workshop needs.

    In a form that showed what a session has (`stocks_shown`), nothing typed is none. Raises Invalid.
    """
    typed = {name.removeprefix(STOCK): value for name, value in form.items() if name.startswith(STOCK) and value}
    if not typed and not form.get("stocks_shown"):
        return {"stocks": None, "stock_numbers": []}
    needs = {_uuid(which, "stocks"): whole(number, 0) for which, number in typed.items()}
    wrong = {f"{STOCK}{which}": "bad_number" for which, number in needs.items() if number < 0}
    if wrong:
        raise Invalid(wrong)
    taken = {which: number for which, number in needs.items() if number}
    return {"stocks": list(taken), "stock_numbers": list(taken.values())}


def _instants(form: Form, zone: str) -> tuple[datetime, datetime]:
    first, begins = local_time.day(form.get("day", "")), local_time.hour(form.get("start", ""))
    last_typed = form.get("last_day", "")
    last, ends = local_time.day(last_typed) if last_typed else first, local_time.hour(form.get("end", ""))
    read = {"day": first, "start": begins, "last_day": last or not last_typed, "end": ends}
    typed = {"day": form.get("day"), "start": form.get("start"), "last_day": last_typed, "end": form.get("end")}
    wrong = {name: "bad_date" if typed[name] else "missing" for name, value in read.items() if not _known(value)}
    if wrong or first is None or last is None or begins is None or ends is None:
        raise Invalid(wrong)
    starts_at = local_time.instant(datetime.combine(first, begins), zone, "start")
    return starts_at, local_time.instant(datetime.combine(last, ends), zone, "end")


def _known(value: date | time | bool | None) -> bool:
    """Tell whether a field was read; midnight is."""
    return value is not None and value is not False


def _uuid(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({field: "bad_choice"}) from None


def chosen(form: Form, field: str) -> UUID:
    """Return the thing chosen in a list; raises Invalid at that field."""
    if not form.get(field):
        raise Invalid({field: "bad_choice"})
    return _uuid(form[field], field)


def show_plan(session: SessionView) -> Form:
    """Return the fields of a session as its form holds them."""
    first, last = (local_time.written_day(at, session.timezone) for at in (session.starts_at, session.ends_at))
    needs = zip(session.stocks, session.stock_numbers, strict=True)
    return {name: getattr(session, name) for name in PLAN_TEXTS} | {
        "presenter": session.presented_by,
        **{f"{STOCK}{which}": str(number) for which, number in needs},
        "workshop": str(session.workshop_id),
        "library": str(session.library_id),
        "room": str(session.room_id or ""),
        "day": first,
        "start": local_time.written_hour(session.starts_at, session.timezone),
        "last_day": "" if last == first else last,
        "end": local_time.written_hour(session.ends_at, session.timezone),
        "capacity": str(session.capacity),
        "waiting_places": str(session.waiting_places),
        "pass_accepted": "1" if session.pass_accepted else "",
        **show_windows(session.opens_at, session.closes_hours, session.offer_hours, session.timezone),
        "drop_in": "1" if session.drop_in else "",
        **show_seats(session.kept, session.release_hours, session.laptops, session.companions_count),
    }


def again(session: SessionView) -> Form:
    """Return the fields of a new session like this one, a week later."""
    shown = show_plan(replace(session, opens_at=a_week_later(session.opens_at)))
    return shown | {
        "day": local_time.written_day(session.starts_at + timedelta(days=7), session.timezone),
        "last_day": "",
        "note": "",
    }


def said_at(errors: dict[str, str]) -> dict[str, str]:
    """Return the sentences under the names that the form's fields have."""
    return {SAID_AT.get(name, name): sentence for name, sentence in errors.items()}
