"""Papers for programs: make them, look at them, say where they hang, what must be replaced; the answering machine."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.languages import LANGUAGES
from server.foundation.problems import answers
from server.foundation.web import language_of
from server.foundation.words import clean
from server.libraries.queries import require as require_power
from server.prints import posted, posting
from server.prints.answering import script
from server.prints.choosing import Named, asked_by_name, library_named
from server.prints.contents import require
from server.prints.papers import prepared
from server.prints.posted import Outdated, PrintView
from server.prints.routes import pdf, png
from server.prints.rules import read_places
from server.prints.telling import told

AnyRequest = Request[Any, Any, Any]
BOOK = {"power": Power.BOOK}
Subject = Literal["session", "series", "workshop", "library", "room", "network"]


class NewPrint(msgspec.Struct, forbid_unknown_fields=True):
    """A paper to print. `kind`: poster, flyer (session, series or workshop); brochure, large_print (library, or
    neither: the network); sign (library or room). Things are named by id, libraries and workshops by slug too.

    `paper`: a3, a4, a5. `day` is for signs, `month` ("2027-01") for programmes. A workshop with a library shows its
    dates there. `places`: where it will hang; no names of people.
    """

    kind: str
    session: str = ""
    series: str = ""
    workshop: str = ""
    room: str = ""
    library: str = ""
    paper: str = ""
    language: str = "fr"
    day: date | None = None
    month: str = ""
    places: list[str] = []


class Print(msgspec.Struct):
    """A paper that was printed. `digest` is of all that it shows; `of` is its subject's id, null for the network."""

    id: UUID
    kind: str
    subject: Subject
    of: UUID | None
    title: str
    paper: str
    language: str
    day: date | None
    library: UUID | None
    places: list[str]
    digest: str
    printed_at: datetime
    removed_at: datetime | None
    replaces: UUID | None
    pdf: str


class Prints(msgspec.Struct):
    """The papers that hang, the newest first; `next` is always null."""

    items: list[Print]
    next: str | None = None


class Change(msgspec.Struct):
    """What changed in a session since it was printed, in sentences."""

    session: UUID
    title: str
    sentences: list[str]


class Wrong(msgspec.Struct):
    """Prints of one paper that are no longer true. `gone`: nothing on it takes place, take it down. `fresh` is the
    print made instead, until it is settled.
    """

    heading: str
    what: str
    prints: list[UUID]
    places: list[str]
    papers: int
    gone: bool
    fresh: UUID | None
    changes: list[Change]


class Wrongs(msgspec.Struct):
    """What must be replaced or taken down; `next` is always null."""

    items: list[Wrong]
    next: str | None = None


class Moved(msgspec.Struct, forbid_unknown_fields=True):
    """Where a print hangs now, or that it was taken down everywhere. What is left out stays."""

    places: list[str] | None = None
    removed: bool = False


class Settled(msgspec.Struct):
    """How outdated prints were seen to: replaced, taken_down, or corrected by hand (they hang on)."""

    how: str


class Script(msgspec.Struct):
    """What the answering machine of a library says, in short paragraphs; seats are those of `at`."""

    library: UUID
    day: date
    language: str
    at: datetime
    paragraphs: list[str]
    text: str


def _print(view: PrintView) -> Print:
    asked = view.asked
    names = ("id", "title", "library", "digest", "printed_at", "removed_at", "replaces")
    said = {name: getattr(asked, name) for name in ("kind", "subject", "of", "paper", "language", "day")}
    pdf_path = f"/api/v1/prints/{view.id}/paper.pdf"
    return Print(**said, **{name: getattr(view, name) for name in names}, places=list(view.places), pdf=pdf_path)


def _wrong(group: Outdated, language: str) -> Wrong:
    said = told(group, language, most=len(group.wrong))
    pairs = zip(group.wrong, said.changes, strict=True)
    changes = [Change(one.session.id, title, sentences) for one, (title, sentences) in pairs]
    prints, places = [view.id for view in group.prints], list(group.places)
    return Wrong(said.heading, said.what, prints, places, group.papers, group.gone, group.fresh, changes)


@get("/prints", opt=BOOK, responses=answers(401))
async def hanging(request: AnyRequest) -> Prints:
    """The papers that hang somewhere and are not over, in the libraries at whose desk the holder of the token works."""
    found = await posted.hanging(*await posted.desks(person_of(request)), clock.now())
    return Prints([_print(view) for view in found])


@get("/prints/outdated", opt=BOOK, responses=answers(401))
async def outdated(request: AnyRequest) -> Wrongs:
    """The papers on which something is no longer true: how many, where, and what changed."""
    found = await posted.outdated_for(person_of(request), clock.now())
    return Wrongs([_wrong(group, language_of(request)) for group in found])


@post("/prints", opt=BOOK, responses=answers(400, 401, 404, 409))
async def make(request: AnyRequest, data: JSONBody[NewPrint]) -> Response[Print]:
    """Note that a paper is printed, and where it will hang; the answer says where its PDF is."""
    person, now = person_of(request), clock.now()
    given = {name: getattr(data, name) for name in Named.__dataclass_fields__}
    asked = await asked_by_name(Named(**given), now)
    made = await posting.put_up(asked, read_places("\n".join(map(clean, data.places))), by=person, now=now)
    return await _made(request, made)


@get("/prints/preview", opt=BOOK, responses=answers(400, 401, 404, 409), media_type="image/png")
async def preview(
    request: AnyRequest,
    kind: FromQuery[str],
    session: FromQuery[str] = "",
    series: FromQuery[str] = "",
    workshop: FromQuery[str] = "",
    room: FromQuery[str] = "",
    library: FromQuery[str] = "",
    paper: FromQuery[str] = "",
    language: FromQuery[str] = "fr",
    day: FromQuery[date | None] = None,
    month: FromQuery[str] = "",
) -> Response[bytes]:
    """The picture (PNG) of the first page of a paper; nothing is noted. What is asked for is as in `POST /prints`."""
    named = Named(kind, session, series, workshop, room, library, paper, language, day, month)
    found = await prepared(await asked_by_name(named, clock.now()), clock.now())
    await require(person_of(request), found.content)
    return png(await found.picture())


@get("/prints/{print_id:uuid}", opt=BOOK, responses=answers(401, 404))
async def show(request: AnyRequest, print_id: FromPath[UUID]) -> Print:
    """One print."""
    return _print(await posted.print_for(person_of(request), print_id))


@get("/prints/{print_id:uuid}/paper.pdf", opt=BOOK, responses=answers(401, 404, 409), media_type="application/pdf")
async def paper_pdf(request: AnyRequest, print_id: FromPath[UUID]) -> Response[bytes]:
    """The paper as PDF; 409 once something on it has changed."""
    paper = await posting.paper_of(await posted.print_for(person_of(request), print_id))
    return pdf(await paper.pdf(), paper.name)


@patch("/prints/{print_id:uuid}", opt=BOOK, responses=answers(400, 401, 404, 409))
async def move(request: AnyRequest, print_id: FromPath[UUID], data: JSONBody[Moved]) -> Print:
    """Say where a print hangs, or that it was taken down."""
    person, now = person_of(request), clock.now()
    if data.places is not None:
        await posting.move(print_id, read_places("\n".join(map(clean, data.places))), by=person, now=now)
    if data.removed:
        await posting.take_down(print_id, by=person, now=now)
    return _print(await posted.print_for(person, print_id))


@post("/prints/{print_id:uuid}/reprint", opt=BOOK, responses=answers(401, 404, 409))
async def print_anew(request: AnyRequest, print_id: FromPath[UUID]) -> Response[Print]:
    """Print an outdated paper as it is now, for the same places; asked twice, it is one print."""
    made = await posting.print_anew(print_id, by=person_of(request), now=clock.now())
    return await _made(request, made)


@post("/prints/{print_id:uuid}/settlement", opt=BOOK, status_code=200, responses=answers(401, 404, 409))
async def settle(request: AnyRequest, print_id: FromPath[UUID]) -> Settled:
    """Say that all prints of an outdated paper were replaced, corrected or taken down."""
    return Settled(await posting.settle(print_id, by=person_of(request), now=clock.now()))


@get("/libraries/{name:str}/answering-machine", opt={"power": Power.LOOK}, responses=answers(400, 401, 404))
async def answering(
    request: AnyRequest, name: FromPath[str], day: FromQuery[date | None] = None, language: FromQuery[str] = "fr"
) -> Script:
    """What to read aloud on the answering machine of a library, on a day: today's and the next days' sessions."""
    if language not in LANGUAGES:
        raise Invalid({"language": "bad_choice"})
    library = await library_named(clean(name))
    await require_power(person_of(request), library.id, Power.LOOK)
    found = await script(library, day, language, clock.now())
    return Script(library.id, found.day, language, found.at, list(found.paragraphs), found.text)


async def _made(request: AnyRequest, made: UUID) -> Response[Print]:
    view = _print(await posted.print_for(person_of(request), made))
    return Response(view, status_code=201, headers={"location": f"/api/v1/prints/{made}"})


PROGRAMS: list[ControllerRouterHandler] = [
    hanging,
    outdated,
    make,
    preview,
    show,
    paper_pdf,
    move,
    print_anew,
    settle,
    answering,
]
