"""A programme brought in by a file: choose it, say what its columns hold, see what would happen, confirm."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation import clock, limits
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.web import form_of, language_of, page, see_other
from server.intake import actions, drafts, queries, running
from server.intake.apart import MOST_BYTES
from server.intake.columns import FIELDS, NEEDED
from server.intake.drafts import Choices, Draft
from server.intake.lines import Unreadable
from server.intake.told import lines_of
from server.intake.words import KINDS
from server.libraries.queries import LibraryView
from server.workshops import programme
from server.workshops.importing import Row, judge_programme

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/imports"
# A body may be a little larger than the file in it; what is larger still gets our own words.
MOST_BODY = 2 * MOST_BYTES
MOST_TRIES = {"most": 60, "seconds": 3600}


@get("/imports", opt={"power": Power.PLAN})
async def home(request: AnyRequest) -> Response[str]:
    """Bring a file in; what was brought in and not confirmed; the imports made."""
    await programme.require_programming(person_of(request))
    return await _home(request, {})


async def _home(request: AnyRequest, errors: dict[str, str]) -> Response[str]:
    person = person_of(request)
    return page(
        request,
        "intake/home.html",
        status=422 if errors else 200,
        errors=errors,
        drafts=await queries.drafts_of(person, clock.now()),
        runs=await queries.runs_of(person),
        kinds=_words(KINDS, language_of(request)),
        most_rows=drafts.MOST_ROWS,
    )


def _words(table: dict[str, str], language: str) -> dict[str, str]:
    return {found["value"]: found["label"] for found in choices(table, language)}


@post("/imports", opt={"power": Power.PLAN}, status_code=303, request_max_body_size=MOST_BODY)
async def bring_in(request: AnyRequest) -> Response[Any]:
    """Open a file and keep what it holds for a day."""
    person, now = person_of(request), clock.now()
    await programme.require_programming(person)
    await limits.count("import", person.by, now=now, **MOST_TRIES)
    try:
        file = (await request.form()).get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid({"file": "file_missing"})
        zone = (await programme.libraries_to_programme(person))[0].timezone
        draft = await drafts.bring_in(await file.read(MOST_BYTES + 1), zone=zone, by=person, now=now)
    except Refused as error:
        return await _home(request, faults(error, language_of(request), otherwise="file"))
    return see_other(f"{HOME}/{draft}/colonnes")


@get("/imports/{draft_id:uuid}/colonnes", opt={"power": Power.PLAN})
async def ask_columns(request: AnyRequest, draft_id: FromPath[UUID]) -> Response[str]:
    """What holds for the file: its columns, the library of lines that name none, whether to publish."""
    draft = await drafts.draft_of(person_of(request), draft_id, clock.now())
    return await _columns(request, draft, draft.choices, {})


async def _columns(request: AnyRequest, draft: Draft, chosen: Choices, errors: dict[str, str]) -> Response[str]:
    libraries = await programme.libraries_to_programme(person_of(request))
    offered = [
        {"value": str(place), "label": _label(heading, place, draft)} for place, heading in enumerate(draft.headings)
    ]
    return page(
        request,
        "intake/columns.html",
        status=422 if errors else 200,
        errors=errors,
        draft=draft,
        chosen=chosen,
        fields=_words(FIELDS, language_of(request)),
        needed=NEEDED,
        columns=offered,
        samples={name: draft.sample(place) for name, place in (chosen.columns or {}).items()},
        libraries=[{"value": library.slug, "label": library.name} for library in libraries],
    )


def _label(heading: str, place: int, draft: Draft) -> str:
    """Return how a column is called: its heading, and its number where that is empty or there are two alike."""
    return heading if heading and draft.headings.count(heading) == 1 else f"{heading} ({place + 1})".strip()


@post("/imports/{draft_id:uuid}/colonnes", opt={"power": Power.PLAN}, status_code=303)
async def choose_columns(request: AnyRequest, draft_id: FromPath[UUID]) -> Response[Any]:
    """Keep the choice, and show what would happen."""
    draft, form = await drafts.draft_of(person_of(request), draft_id, clock.now()), await form_of(request)
    chosen = Choices(
        library=form.get("library", ""),
        public=form.get("public") == "1",
        capacity=whole(form.get("capacity", ""), -1),
        waiting=whole(form.get("waiting", ""), -1),
        columns={name: place for name in FIELDS if (place := _place(form.get(f"col_{name}", ""), draft)) is not None},
    )
    try:
        await drafts.choose(draft, chosen, now=clock.now())
    except Refused as error:
        return await _columns(request, draft, chosen, faults(error, language_of(request), otherwise="library"))
    return see_other(f"{HOME}/{draft.id}/essai")


def _place(text: str, draft: Draft) -> int | None:
    place = whole(text, -1)
    return place if 0 <= place < len(draft.headings) else None


@get("/imports/{draft_id:uuid}/essai", opt={"power": Power.PLAN})
async def rehearse(request: AnyRequest, draft_id: FromPath[UUID]) -> Response[str]:
    """What would happen, line by line; nothing is changed."""
    person, now, language = person_of(request), clock.now(), language_of(request)
    draft = await drafts.draft_of(person, draft_id, now)
    rows, libraries = await _rows(person, draft)
    good = [row for row in rows if isinstance(row, Row)]
    judged = await judge_programme(good, libraries, public=draft.choices.public, now=now)
    lines = lines_of(rows, judged, language)
    counts = {fate: sum(line.fate == fate for line in lines) for fate in ("new", "known", "differs", "refused")}
    return page(request, "intake/rehearsal.html", draft=draft, lines=lines, counts=counts)


async def _rows(person: Person, draft: Draft) -> tuple[list[Row | Unreadable], list[LibraryView]]:
    """Return what a draft makes, and the libraries where the person may date it: first that of lines that name none."""
    known = await programme.libraries_to_programme(person)
    libraries = sorted(known, key=lambda library: library.slug != draft.choices.library)
    return await drafts.rows_to_import(draft, libraries) if libraries else [], libraries


@post("/imports/{draft_id:uuid}/essai", opt={"power": Power.PLAN}, status_code=303)
async def confirm(request: AnyRequest, draft_id: FromPath[UUID]) -> Response[Any]:
    """Import, and show the report, or how far it is."""
    person, now = person_of(request), clock.now()
    draft = await drafts.draft_of(person, draft_id, now)
    rows, _libraries = await _rows(person, draft)
    chosen = draft.choices
    made = await actions.start(
        rows, kind=draft.kind, public=chosen.public, library=chosen.library, by=person, now=now, draft=draft.id
    )
    await running.go_on(made, now)
    return see_other(f"{HOME}/{made}")


@post("/imports/{draft_id:uuid}/abandon", opt={"power": Power.PLAN}, status_code=303)
async def give_up(request: AnyRequest, draft_id: FromPath[UUID]) -> Response[Any]:
    """Erase what was brought in."""
    await programme.require_programming(person_of(request))
    await drafts.give_up(person_of(request), draft_id)
    return see_other(HOME)


HANDLERS = [home, bring_in, ask_columns, choose_columns, rehearse, confirm, give_up]
