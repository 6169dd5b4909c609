"""What is made once: made anew when something changes it and not before; how it is asked for, and how often."""

import gzip
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from server.bookings.actions import Request, book
from server.libraries.sheets import change_place
from server.reports import elected_routes, freshness, offer_sheets, open_data, paging
from server.reports.freshness import Scope
from server.workshops.actions import change_workshop

pytestmark = pytest.mark.usefixtures("their_today")
SHEET = {"pivot": "21350238800019", "services": ["access"]}
ANY, OTHER = uuid4(), uuid4()
FILE = "data-inclusion.json"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], Scope()),
        ([("booking.made", ANY, OTHER), ("login.ended", ANY, None)], Scope()),
        ([("workshop.changed", ANY, OTHER)], Scope(workshops=frozenset({ANY}))),
        ([("session.planned", ANY, OTHER)], Scope(libraries=frozenset({OTHER}))),
        ([("session.planned", ANY, OTHER), ("mediator.habilitated", ANY, None)], Scope(whole=True)),
        ([("thing.that_nobody_knows", ANY, None)], Scope(whole=True)),
    ],
)
def test_what_a_line_of_the_journal_touches(lines, found):
    rows = [{"kind": kind, "subject": subject, "library": library} for kind, subject, library in lines]
    assert freshness.scope(rows) == found
    assert bool(found) is (found != Scope())


@pytest.fixture
def made(monkeypatch):
    """The names of the files that were made, in order."""
    names = []

    def noted(name, how):
        async def make(now):
            names.append(name)
            return await how.make(now)

        return replace(how, make=make)

    for name, how in open_data.FILES.items():
        monkeypatch.setitem(open_data.FILES, name, noted(name, how))
    return names


async def test_a_file_is_made_when_something_changed_and_in_another_hour(client, maker, now, made, standing_clock):
    library = await maker.library("ormes")
    session = await maker.session(library)
    first = await client.get(f"/donnees/{FILE}")
    await book(Request(session=session, name="Anne", channel="desk"), by="system", now=now)
    assert (await client.get(f"/donnees/{FILE}")).headers["etag"] == first.headers["etag"]
    assert made == [FILE]
    await change_place(library, {"phone": "02 99 11 22 33"}, by=maker.by, now=now)
    changed = await client.get(f"/donnees/{FILE}")
    assert changed.headers["etag"] != first.headers["etag"]
    assert changed.json()["structures"][0]["telephone"] == "+33299112233"
    standing_clock(now + timedelta(hours=1))
    assert (await client.get(f"/donnees/{FILE}")).json() == changed.json()
    assert made == [FILE] * 3


async def test_who_has_a_file_is_told_so_and_who_reads_compressed_gets_it_so(client, maker):
    await maker.session(await maker.library("ormes"))
    plain = await client.get(f"/donnees/{FILE}", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = await client.get(f"/donnees/{FILE}", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 6, mtime=0))
    tag = plain.headers["etag"]
    for asked in (tag, f'"other", {tag}'):
        again = await client.get(f"/donnees/{FILE}", headers={"if-none-match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    head = await client.request("HEAD", f"/donnees/{FILE}", headers={"accept-encoding": "identity"})
    assert (head.content, head.headers["content-length"]) == (b"", plain.headers["content-length"])


async def test_the_worker_makes_anew_what_somebody_asked_for(client, maker, now, made):
    library = await maker.library("ormes")
    assert (await client.get("/donnees/lieux.json")).json() == []
    await change_place(library, SHEET, by=maker.by, now=now)
    made.clear()
    await open_data.keep(now)
    assert made == ["lieux-resume", "lieux.json"]
    assert len((await client.get("/donnees/lieux.json")).json()) == 1
    assert len(made) == 2


@pytest.mark.parametrize(
    "path", [*(f"/donnees/{one}" for one in ("", FILE, "lieux.csv", "frequentation.json")), "/chiffres"]
)
async def test_t92_nobody_asks_for_them_without_end(client, monkeypatch, path):
    for limit in (open_data.MOST, elected_routes.MOST):
        monkeypatch.setitem(limit, "most", 2)
    answers = [await client.get(path.rstrip("/")) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_a_sheet_that_is_mended_is_judged_at_once_and_alone(signed_in, maker, now, monkeypatch):
    ormes, port = await maker.library("ormes"), await maker.library("port")
    poor, other = [await maker.workshop(title, description="Court.") for title in ("Courriel", "Tablette")]
    for library in (ormes, port):
        for workshop in (poor, other):
            await maker.session(library, workshop)
    judged = []
    read = offer_sheets.offer_reading.offered

    async def noted(scope, now):
        found = await read(scope, now)
        judged.append(sorted(found))
        return found

    monkeypatch.setattr(offer_sheets.offer_reading, "offered", noted)

    async def scores():
        found = await offer_sheets.listed([ormes, port], most=9, skip=0)
        return {(one.library, one.workshop): one.score for one in found}

    await signed_in.get("/bureau/data-inclusion")
    before = await scores()
    long = "On apprend à écrire un message, à y joindre une photo et à reconnaître un message dangereux. " * 3
    await change_workshop(poor, {"description": long}, by=maker.by, now=now)
    await signed_in.get("/bureau/data-inclusion")
    after = await scores()
    assert {pair for pair in before if after[pair] > before[pair]} == {(ormes, poor), (port, poor)}
    assert [len(pairs) for pairs in judged] == [4, 2]
    await signed_in.get("/bureau/data-inclusion")
    assert len(judged) == 2


async def test_sheets_come_a_page_at_a_time_and_by_library(signed_in, maker, monkeypatch):
    for slug in ("ormes", "port"):
        await maker.session(await maker.library(slug), await maker.workshop(f"Atelier {slug}", summary=""))
    monkeypatch.setattr(paging, "PAGE", 1)

    async def listed(query=""):
        text = (await signed_in.get(f"/bureau/data-inclusion{query}")).text
        return [slug for slug in ("ormes", "port") if f"Atelier {slug}" in text], text

    assert [(await listed(query))[0] for query in ("", "?page=2", "?bibliotheque=port")] == [
        ["ormes"],
        ["port"],
        ["port"],
    ]
    text = (await listed())[1]
    assert "2 fiches" in text
    assert "Ce qui manque le plus" in text
