"""Change a session and those planned with it: the form, what will change and who will be told, then the change."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused, Stale
from server.foundation.forms import choices, faults, whole
from server.foundation.languages import translator
from server.foundation.web import form_of, language_of, page, see_other
from server.planning import editing, forms, listing, queries, words
from server.planning.editing import Edit, Foreseen
from server.workshops import local_time, programme
from server.workshops import words as workshop_words
from server.workshops.forms import chosen
from server.workshops.queries import SessionView

MOST_SEEN = 1000
KEY, VERSION = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9]{1,9}")
AnyRequest = Request[Any, Any, Any]
TYPED = ("day", "start", "minutes", *editing.FIELDS)
WAS, SEEN = "was_", "seen"


@get("/seances/{session_id:uuid}/ensemble", opt={"power": Power.PLAN})
async def ask(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """The form of a session, to change it and others planned with it."""
    session = await queries.session_to_plan(person_of(request), session_id)
    typed = as_it_is(session)
    values = {**typed, **{WAS + name: value for name, value in typed.items()}, "scope": "following"}
    values[SEEN] = _versions(await queries.like_it(person_of(request), session))
    return await _form(request, session, values, {})


def as_it_is(session: SessionView) -> forms.Form:
    """Return the fields of the form as the session is: what they are compared with."""
    typed = {name: value for name, value in forms.like(session).items() if name in TYPED}
    return typed | {"day": local_time.written_day(session.starts_at, session.timezone), "note": session.note}


@post("/seances/{session_id:uuid}/ensemble", opt={"power": Power.PLAN}, status_code=200)
async def foresee(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """What will change in each session, and how many people will be told; nothing is written."""
    session, form = await queries.session_to_plan(person_of(request), session_id), await form_of(request)
    try:
        return await _foreseen(request, session, form, {})
    except Refused as error:
        return await _form(request, session, form, faults(error, language_of(request), otherwise="scope"))


@post("/seances/{session_id:uuid}/ensemble/garder", opt={"power": Power.PLAN}, status_code=303)
async def keep(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Change them all, or go back to the form."""
    person = person_of(request)
    session, form = await queries.session_to_plan(person, session_id), await form_of(request)
    if form.get("back"):
        return await _form(request, session, forms.carried(form), {})
    try:
        edit, despite = _edit(form), form.get("despite", "")
        touched = [one.id for one in await _scope(request, session, form)]
        await editing.change_all(touched, edit, by=person, now=clock.now(), despite=despite, seen=_seen(form))
    except Stale:
        return await _foreseen(request, session, form, {})
    except Invalid as error:
        return await _form(request, session, form, faults(error, language_of(request), otherwise="scope"))
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="despite")
        return await _foreseen(request, session, form, errors)
    return see_other(f"/bureau/seances/{session.id}?fait=modifiee")


async def _scope(request: AnyRequest, session: SessionView, form: forms.Form) -> list[SessionView]:
    """Return the sessions that the change is about: none that has begun, but the one that the form is of."""
    scope = form.get("scope", "")
    if scope not in queries.SCOPES:
        raise Invalid({"scope": "bad_choice"})
    return queries.in_scope(session, await queries.like_it(person_of(request), session), scope, clock.now())


def _versions(sessions: Iterable[SessionView]) -> str:
    """Return what a form carries of the sessions that it may change: the version of each as it was shown."""
    return " ".join(f"{one.id.hex}:{one.version}" for one in sessions)


def _seen(form: forms.Form) -> dict[UUID, int] | None:
    """Return the versions that a form was made from, None where it says none; what cannot be read was not seen."""
    if SEEN not in form:
        return None
    told = (one.partition(":") for one in str(form[SEEN]).split()[:MOST_SEEN])
    return {UUID(key): int(version) for key, _, version in told if KEY.fullmatch(key) and VERSION.fullmatch(version)}


def _edit(form: forms.Form) -> Edit:
    """Return what differs from what the form showed; raises Invalid."""
    changed = {name for name in TYPED if form.get(name, "") != form.get(WAS + name, "")}
    days = {name: local_time.day(form.get(name, "")) for name in ("day", WAS + "day")}
    start = local_time.hour(form.get("start", ""))
    wrong = {} if "day" not in changed or all(days.values()) else {"day": "bad_date"}
    wrong |= {} if "start" not in changed or start is not None else {"start": "bad_date"}
    if wrong:
        raise Invalid(wrong)
    return Edit(
        by_days=_between(days[WAS + "day"], days["day"]) if "day" in changed else 0,
        start=start if "start" in changed else None,
        minutes=whole(form.get("minutes", ""), -1) if "minutes" in changed else None,
        fields={name: _read(form, name) for name in editing.FIELDS if name in changed},
    ).check()


def _between(first: date | None, last: date | None) -> int:
    return (last - first).days if first and last else 0


def _read(form: forms.Form, name: str) -> Any:
    if name == "room":
        return chosen(form, name) if form.get(name) else None
    return whole(form.get(name, ""), -1) if name in {"capacity", "waiting_places"} else form.get(name, "")


async def _foreseen(
    request: AnyRequest, session: SessionView, form: forms.Form, errors: dict[str, str]
) -> Response[str]:
    edit, language = _edit(form), language_of(request)
    sessions = await _scope(request, session, form)
    found = await editing.foresee(sessions, edit, now=clock.now())
    rooms = {room.id: room.name for _, room in await programme.rooms_to_programme(person_of(request))}
    rows = [_row(one, rooms, language) for one in found]
    stale = _changed_since(sessions, form)
    return page(
        request,
        "planning/foreseen.html",
        status=409 if stale else 422 if errors else 200,
        session=session,
        stale=stale,
        rows=rows,
        changed=[row for row in rows if row["changed"]],
        fields=_fields(edit, language),
        told=sum(one.told for one in found),
        impossible=any(reason.final for one in found for reason in one.reasons),
        conflicts="despite" in errors or any(reason.conflict for one in found for reason in one.reasons),
        carried=forms.carried(form) | {SEEN: _versions(sessions)},
        overrules=choices(workshop_words.OVERRULES, language),
        despite=form.get("despite", ""),
        errors=errors,
    )


def _changed_since(sessions: list[SessionView], form: forms.Form) -> bool:
    """Tell whether somebody changed one of these sessions since the form, or this page, showed it."""
    try:
        editing.check_seen(sessions, _seen(form))
    except Stale:
        return True
    return False


def _row(one: Foreseen, rooms: Mapping[UUID, str], language: str) -> dict[str, Any]:
    """Return a session in words, before and after; `rooms` are their names."""
    view, after = one.session, one.changes
    starts_at, ends_at = after.get("starts_at", view.starts_at), after.get("ends_at", view.ends_at)
    return {
        "was": listing.said(view.starts_at, view.ends_at, view.timezone, language),
        "becomes": listing.said(starts_at, ends_at, view.timezone, language) if "starts_at" in after else "",
        "changed": bool(after),
        "passes": _passes(one, rooms, language),
        "people": view.taken + view.waiting,
        "why": [listing.in_words(reason, language) for reason in one.reasons],
    }


def _passes(one: Foreseen, rooms: Mapping[UUID, str], language: str) -> list[str]:
    """Return each field that is replaced, with what it was and becomes: « la salle : Salle 1, puis Salle 2 »."""
    gettext, view = translator(language).gettext, one.session
    room = one.changes.get("room")
    becomes = {**one.changes, "room": rooms.get(room, "") if room else ""}
    told = {name: (getattr(view, name), becomes[name]) for name in editing.FIELDS if name in one.changes}
    return [
        gettext(words.PASSED)
        % {"field": gettext(words.FIELDS[name]), "was": _shown(was, language), "becomes": _shown(then, language)}
        for name, (was, then) in told.items()
    ]


def _shown(value: Any, language: str) -> str:
    return translator(language).gettext(words.NOTHING) if value in ("", None) else str(value)


def _fields(edit: Edit, language: str) -> list[str]:
    """Return the names of what changes beside day and hours, in words."""
    names = {found["value"]: found["label"] for found in choices(words.FIELDS, language)}
    return [names[name] for name in editing.FIELDS if name in edit.fields]


async def _form(request: AnyRequest, session: SessionView, values: forms.Form, errors: dict[str, str]) -> Response[str]:
    person = person_of(request)
    rooms = await programme.rooms_to_programme(person)
    here = [(library, room) for library, room in rooms if library.id == session.library_id]
    several = queries.still_to_come(await queries.like_it(person, session), clock.now())
    return page(
        request,
        "planning/edit.html",
        status=422 if errors else 200,
        session=session,
        several=len(several),
        following=sum(one.starts_at >= session.starts_at for one in several),
        values=values,
        errors=errors,
        rooms=listing.room_choices(here, several=False),
    )


HANDLERS = [ask, foresee, keep]
