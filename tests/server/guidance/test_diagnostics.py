"""Diagnostics: what may be kept, where they lead, who reads them, and that they vanish."""

import random
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest

from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.guidance import diagnostics
from server.guidance.diagnostic_rules import (
    FIRST,
    KEPT,
    MEASURED,
    Result,
    Step,
    Tagged,
    check_result,
    overall,
    refer,
    weakest,
)
from server.guidance.tables import Diagnostic, DiagnosticCount

PATH = "/bureau/diagnostics"
GOOD = Result(12, 44, {"2.1": 0, "5.2": 1})
TYPED = {"person": "Odile", "score": "12", "out_of": "44", "consent": "1", "level_2_1": "0", "level_5_2": "1"}
AT = datetime(2027, 1, 12, 9, tzinfo=UTC)


def plain(text):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_what_is_needed_first_is_told_of_all_that_is_measured():
    assert (sorted(FIRST), len(MEASURED)) == (sorted(MEASURED), 17)
    assert weakest({"3.4": 0, "2.1": 1, "admin": 0}) == ["admin", "3.4", "2.1"]


@pytest.mark.parametrize(
    ("person", "result", "consent", "field"),
    [
        ("", GOOD, True, "person"),
        ("x" * 61, GOOD, True, "person"),
        ("ana@exemple.fr", GOOD, True, "person"),
        ("Ana", Result(45, 44, GOOD.levels), True, "score"),
        ("Ana", Result(-1, 44, GOOD.levels), True, "score"),
        ("Ana", Result(0, 0, GOOD.levels), True, "out_of"),
        ("Ana", Result(1, 2000, GOOD.levels), True, "out_of"),
        ("Ana", Result(1, 2, {}), True, "levels"),
        ("Ana", Result(1, 2, {"2.1": 9}), True, "levels"),
        ("Ana", Result(1, 2, {"6.1": 1}), True, "levels"),
        ("Ana", GOOD, False, "consent"),
    ],
)
def test_what_may_not_be_kept(person, result, consent, field):
    with pytest.raises(Invalid) as refused:
        check_result(person, result, consent=consent)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("levels", "band"),
    [
        ({"2.1": 0}, "novice"),
        ({"2.1": 2, "1.1": 3}, "novice"),
        ({"2.1": 3, "1.1": 4}, "independent"),
        ({"2.1": 5, "1.1": 6}, "advanced"),
        ({"2.1": 8}, "expert"),
    ],
)
def test_the_overall_level(levels, band):
    assert overall(levels) == band


def tagged(number, title, days=1, **levels):
    """A session; `c21=1` for level 1 of 2.1."""
    named = {"admin" if name == "admin" else f"{name[1]}.{name[2]}": level for name, level in levels.items()}
    return Tagged(UUID(int=number), title, AT + timedelta(days=days), named)


REFERRED = {
    "the weakest first, what is needed first before": (
        {"2.1": 0, "5.2": 0, "1.1": 3},
        [tagged(1, "Mails", c21=1), tagged(2, "Souris", c52=1), tagged(3, "Chercher", c11=4)],
        [(2, "5.2", 0, 1), (1, "2.1", 0, 1), (3, "1.1", 3, 4)],
    ),
    "one step up before two, and a later date before a step too high": (
        {"2.1": 1},
        [tagged(1, "Trop dur", c21=5), tagged(2, "Deux", c21=3), tagged(3, "Un", 9, c21=2), tagged(4, "Déjà", c21=1)],
        [(3, "2.1", 1, 2)],
    ),
    "three steps when there is no better": ({"2.1": 1}, [tagged(1, "Trois", c21=4)], [(1, "2.1", 1, 4)]),
    "each of another workshop": (
        {"2.1": 0, "5.2": 0},
        [tagged(1, "Clics", c21=1, c52=1), tagged(2, "Clics", 2, c21=1), tagged(3, "Mails", 3, c21=2)],
        [(1, "5.2", 0, 1), (3, "2.1", 0, 2)],
    ),
    "services on line": ({"admin": 0}, [tagged(1, "Démarches", admin=2)], [(1, "admin", 0, 2)]),
    "three at most": (
        {"1.1": 0, "2.1": 0, "4.1": 0, "5.2": 0},
        [tagged(1, "A", c11=1), tagged(2, "B", c21=1), tagged(3, "C", c41=1), tagged(4, "D", c52=1)],
        [(4, "5.2", 0, 1), (2, "2.1", 0, 1), (1, "1.1", 0, 1)],
    ),
    "nothing for who knows all": ({"2.1": 8}, [tagged(1, "Mails", c21=8)], []),
}


@pytest.mark.parametrize("case", REFERRED)
def test_the_same_result_leads_to_the_same_sessions(case):
    levels, found, expected = REFERRED[case]
    steps = tuple(Step(UUID(int=number), code, has, level) for number, code, has, level in expected)
    for seed in range(5):
        mixed = random.Random(seed)
        shuffled = dict(mixed.sample(list(levels.items()), len(levels)))
        assert refer(shuffled, mixed.sample(found, len(found))) == steps


async def test_from_the_sheet_to_where_it_leads_and_away(signed_in, maker, now):
    library = await maker.library("rennes")
    workshop = await maker.workshop("Mes mails", competences=["2.1"], competence_levels=[1])
    await maker.session(library, workshop, capacity=0, waiting_places=2)
    session = await maker.session(library, workshop, starts_in=timedelta(days=5))
    refused = await signed_in.send_form(f"{PATH}/nouveau", **TYPED | {"consent": ""})
    assert (refused.status_code, "Sans son accord, rien n'est gardé" in unescape(refused.text)) == (422, True)
    assert await Diagnostic.count() == 0
    await signed_in.send_form(f"{PATH}/campagne", campaign="ABCDEF123")
    kept = await signed_in.send_form(f"{PATH}/nouveau", **TYPED)
    address = kept.headers["location"]
    shown = await signed_in.get(address)
    text = plain(shown.text)
    assert "Diagnostic : Odile" in text
    assert "12 sur 44. En tout : Novice." in text.replace("\xa0", " ")
    assert "Campagne ABCDEF123" in text
    assert re.findall(r'href="/bureau/seances/([\w-]+)"', shown.text) == [str(session)]
    assert shown.headers["cache-control"] == "no-store"
    listed = plain((await signed_in.get(PATH)).text)
    assert "Odile" in listed
    assert "Diagnostics par mois et par niveau" in listed
    gone = await signed_in.send_form(f"{address}/effacer", mistaken="1")
    assert gone.headers["location"] == f"{PATH}?fait=efface"
    assert (await signed_in.get(address)).status_code == 404
    assert await diagnostics.counts([library], date(2026, 1, 1)) == []


async def test_it_is_erased_after_a_year_and_only_counted_then(maker, now):
    library = await maker.library()
    for person in ("Odile", "Karim"):
        kept = await diagnostics.write(library, person, GOOD, consent=True, by=maker.by, now=now)
    later = now + KEPT
    with pytest.raises(NotFound):
        await diagnostics.for_person(maker.by, kept, later)
    assert await diagnostics.erase_due(later - timedelta(seconds=1)) == 0
    assert await diagnostics.erase_due(later) == 2
    assert await Diagnostic.count() == 0
    assert await diagnostics.counts([library], date(2027, 1, 1)) == [diagnostics.Count(date(2027, 1, 1), "novice", 2)]
    assert not [row for row in await DB.rows("SELECT facts::text AS facts FROM journal") if "Odile" in row["facts"]]
    assert timedelta(days=366) >= KEPT
    assert {column._meta.name for column in DiagnosticCount.all_columns()} == {
        "id", "library", "month", "band", "people",
    }  # fmt: skip


async def test_only_the_desk_of_its_library_reads_it(browser, maker, now):
    library = await maker.library()
    kept = await diagnostics.write(library, "Odile", GOOD, consent=True, by=maker.by, now=now)
    statuses = {}
    for name, role, place in (
        ("here", "desk", library),
        ("reader", "reading", library),
        ("elsewhere", "manager", await maker.library()),
    ):
        async with browser() as other:
            other.sign_in_with(await maker.login(await maker.staff(role, place)))
            answer = await other.get(f"{PATH}/{kept}")
            erased = await other.send_form(f"{PATH}/{kept}/effacer") if name != "here" else answer
            listed = await other.get(PATH)
            written = await other.send_form(f"{PATH}/nouveau", **TYPED | {"library": str(library)})
            statuses[name] = (answer.status_code, erased.status_code, "Odile" in listed.text, written.status_code)
    assert statuses["here"] == (200, 200, True, 303)
    assert statuses["reader"][0] in (403, 404)
    assert statuses["reader"][3] in (403, 404)
    assert statuses["elsewhere"] == (404, 404, False, 422)
    assert {row["library"] for row in await Diagnostic.select(Diagnostic.library)} == {library}


@pytest.mark.parametrize(("code", "status"), [("ABC-123", 303), ("", 303), ("A B", 422), ("x" * 41, 422)])
async def test_the_code_of_a_campaign_is_kept_as_it_was_given(signed_in, maker, code, status):
    library = await maker.library()
    assert (await signed_in.send_form(f"{PATH}/campagne", campaign=code)).status_code == status
    assert await diagnostics.campaigns([library]) == ({library: code} if code and status == 303 else {})
