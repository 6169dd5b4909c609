"""A programme brought in by its file, from the form to the agenda, and back."""

from datetime import UTC, datetime, time, timedelta
from html import unescape
from uuid import uuid4

import pytest

from server.foundation.settings import settings
from server.intake import actions, drafts
from server.intake.tables import ImportDraft, ImportHeading, ImportItem, ImportRun
from server.workshops.queries import all_workshops
from tests.server.intake.files import csv, ods, xlsx
from tests.server.intake.steps import FILE, HEADINGS, ROWS, columns_of, held, rehearse, send, take_in

CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//essai//FR\r
{}END:VCALENDAR\r
"""
EVENT = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTAMP:20270101T000000Z\r\nDTSTART{}\r\nSUMMARY:{}\r\n{}END:VEVENT\r\n"


@pytest.mark.parametrize("make", [xlsx, ods, csv])
async def test_a_programme_is_looked_at_then_planned(signed_in, library, now, make):
    _, words = await rehearse(signed_in, make(FILE))
    said = ["2 séances nouvelles", "2 lignes ne peuvent pas être prises", "Ligne 2", "mercredi 20 janvier 2027"]
    said += [
        "Cette date ou cette heure manque, ou ne peut pas être lue.",
        "Cette bibliothèque n'est pas dans le réseau.",
    ]
    assert [each for each in said if each not in words] == []
    assert await held(library, now) == []  # to look is to change nothing
    report = await take_in(signed_in, make(FILE))
    assert await held(library, now) == [
        ("Souris et clavier", "2027-01-20T13:00", 6, "draft"),
        ("Trier ses mails", "2027-01-21T09:00", 8, "draft"),
    ]
    words = unescape((await signed_in.get(report)).text)
    assert "2 séances importées" in words
    assert "Ligne 4" in words


async def test_importing_twice_changes_nothing(signed_in, library, now):
    await take_in(signed_in, xlsx(FILE), public="1")
    before, workshops = await held(library, now), await all_workshops()
    _, words = await rehearse(signed_in, xlsx(FILE))
    assert "0 séance nouvelle" in words
    assert "2 séances sont déjà là" in words
    assert "Importer ces" not in words
    await take_in(signed_in, xlsx(FILE), public="1")
    assert (await held(library, now), await all_workshops()) == (before, workshops)


async def test_what_is_there_otherwise_is_said_and_left(signed_in, library, now):
    await take_in(signed_in, xlsx(FILE))
    changed = [HEADINGS, [*ROWS[0][:4], 9, *ROWS[0][5:]], [*ROWS[1][:3], time(13, 0), *ROWS[1][4:]]]
    _, words = await rehearse(signed_in, xlsx(changed))
    assert "Déjà là, mais pas pareil\u00a0: le nombre de places." in words
    assert "Déjà là, mais pas pareil\u00a0: la fin." in words
    before = await held(library, now)
    await take_in(signed_in, xlsx(changed))
    assert await held(library, now) == before


async def test_what_is_in_the_way_is_said_and_passed_over(signed_in, library, maker, now):
    await maker.room(library, "Salle 2")
    there = {"starts_at": datetime(2027, 1, 20, 13, tzinfo=UTC), "presenter": "Inès"}
    await maker.session(library, await maker.workshop("Déjà prévu"), **there)
    headings = ["Atelier", "Jour", "Heure", "Salle", "Animatrice"]
    rows = [["Souris", "20/01/2027", "14h-16h", "Salle 2", "Inès"], ["Mails", "20/01/2027", "15h", "Salle 2", "Luc"]]
    _, words = await rehearse(signed_in, csv([headings, *rows]))
    plain = words.replace("\u00a0", " ")
    assert "Inès anime déjà « Déjà prévu »" in plain
    assert "Salle 2 est déjà prise : « Souris »" in plain
    await take_in(signed_in, csv([headings, *rows]))
    assert len(await held(library, now)) == 3


async def test_the_same_line_twice_is_one_session(signed_in, library, now):
    _, words = await rehearse(signed_in, xlsx([HEADINGS, ROWS[0], ROWS[0]]))
    assert "La même séance est deux fois dans le fichier." in words
    await take_in(signed_in, xlsx([HEADINGS, ROWS[0], ROWS[0]]))
    assert len(await held(library, now)) == 1


async def test_pressing_twice_imports_once(signed_in, library, now):
    told, _ = await rehearse(signed_in, xlsx(FILE))
    assert (await signed_in.send_form(told)).status_code == 303
    assert (await signed_in.send_form(told)).status_code == 404
    assert await ImportRun.count() == 1


async def test_columns_are_chosen_by_hand_and_remembered_by_their_headings(signed_in, library, now):
    rows = [["Quoi", "C'est quand", "De à"], ["Souris", "20/01/2027", "14h-16h"]]
    there = (await send(signed_in, csv(rows), "p.csv")).headers["location"]
    wrong = await signed_in.send_form(there, capacity="8", waiting="5", col_title="0")
    assert wrong.status_code == 422
    assert "Dites dans quelle colonne cela se trouve." in unescape(wrong.text)
    chosen = {"col_title": "0", "col_date": "1", "col_start": "2"}
    assert (await signed_in.send_form(there, capacity="8", waiting="5", **chosen)).status_code == 303
    again = (await send(signed_in, csv(rows), "p.csv")).headers["location"]
    assert columns_of((await signed_in.get(again)).text) == chosen
    _, words = await rehearse(signed_in, csv(rows))
    assert "1 séance nouvelle" in words


@pytest.mark.parametrize(
    ("given", "field"),
    [({"capacity": "x"}, "capacity"), ({"waiting": "-3"}, "waiting"), ({"capacity": "5000"}, "capacity")],
)
async def test_bad_numbers_are_said(signed_in, library, given, field):
    there = (await send(signed_in, xlsx(FILE))).headers["location"]
    columns = columns_of((await signed_in.get(there)).text)
    answer = await signed_in.send_form(there, **{"capacity": "8", "waiting": "5", **columns, **given})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


async def test_nobody_who_comes_is_written_down(signed_in, library):
    await take_in(signed_in, xlsx(FILE))
    there = (await send(signed_in, xlsx(FILE))).headers["location"]
    kept = str(await ImportDraft.select()) + str(await ImportRun.select()) + str(await ImportItem.select())
    kept += str(await ImportHeading.select())
    assert "exemple.fr" not in kept
    assert "exemple.fr" not in (await signed_in.get(there)).text


async def test_a_calendar_comes_in_too(signed_in, library, now):
    events = [
        EVENT.format("a", ":20270120T130000Z", "Souris", "DTEND:20270120T150000Z\r\n"),
        EVENT.format("b", ";VALUE=DATE:20270121", "Portes ouvertes", ""),
        EVENT.format("c", ":20270122T130000Z", "Annulé", "STATUS:CANCELLED\r\n"),
    ]
    body = CALENDAR.format("".join(events)).encode()
    _, words = await rehearse(signed_in, body)
    assert "1 séance nouvelle" in words
    assert "Elle dure toute la journée" in words
    assert "Elle est annulée dans ce calendrier." in words
    await take_in(signed_in, body)
    assert [title for title, *_ in await held(library, now)] == ["Souris"]
    moved = body.replace(b"20270120T1", b"20270127T1")
    _, words = await rehearse(signed_in, moved)
    assert "Déjà là, mais pas pareil\u00a0: la date ou l'heure, la fin." in words


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"%PDF-1.7", "Ce n'est ni un tableau"),
        (b"", "Ce fichier est vide"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n", "Ce calendrier est coupé avant sa fin"),
        (b"x" * 4_000_001, "Ce fichier est trop lourd"),
    ],
)
async def test_a_file_that_cannot_be_read_says_why(signed_in, library, body, said):
    answer = await send(signed_in, body, "x")
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert await ImportDraft.count() == 0


async def test_no_file_and_a_form_without_its_token(signed_in, library):
    assert (await signed_in.send_form("/bureau/imports")).status_code == 422
    answer = await signed_in.post("/bureau/imports", files={"file": ("x", b"x")}, headers={"origin": settings().url})
    assert answer.status_code == 403


async def test_drafts_are_of_one_person_and_go_after_a_day(signed_in, browser, library, maker, now):
    there = (await send(signed_in, xlsx(FILE))).headers["location"]
    other = await maker.staff("programming", library)
    async with browser() as second:
        second.sign_in_with(await maker.login(other))
        assert (await second.get(there)).status_code == 404
        assert (await second.get("/bureau/imports")).status_code == 200
        assert (await second.get(f"/bureau/imports/{uuid4()}")).status_code == 404
    await actions.sweep(now + timedelta(hours=23))
    assert await ImportDraft.count() == 1
    await actions.sweep(now + timedelta(hours=25))
    assert await ImportDraft.count() == 0


async def test_few_drafts_are_kept_and_one_is_given_up(signed_in, library):
    for _ in range(drafts.MOST_DRAFTS + 2):
        there = (await send(signed_in, xlsx(FILE))).headers["location"]
    assert await ImportDraft.count() == drafts.MOST_DRAFTS
    await signed_in.send_form(there.replace("/colonnes", "/abandon"))
    assert await ImportDraft.count() == drafts.MOST_DRAFTS - 1
    assert (await signed_in.get(there)).status_code == 404


async def test_only_where_one_may_programme(browser, maker, library, now):
    elsewhere = await maker.library("ailleurs", name="Ailleurs")
    programmer, reader = await maker.staff("programming", elsewhere), await maker.staff("desk", library)
    async with browser() as one:
        one.sign_in_with(await maker.login(programmer))
        report = await take_in(one, xlsx(FILE))
        assert "Cette bibliothèque n'est pas dans le réseau." in unescape((await one.get(report)).text)
        assert [title for title, *_ in await held(elsewhere, now)] == ["Trier ses mails", "Photos"]
        assert await held(library, now) == []
    async with browser() as other:
        other.sign_in_with(await maker.login(reader))
        assert (await other.get("/bureau/imports")).status_code == 403
        assert (await send(other, xlsx(FILE))).status_code == 403


@pytest.mark.parametrize(
    ("called", "found"),
    [("Jean Macé", True), ("JEAN-MACÉ", True), ("médiathèque jean-macé", True), ("Macé", True), ("Médiathèque", False),
     ("Mac", False), ("Jean-Macé 2", False)],
)  # fmt: skip
async def test_a_library_is_known_by_part_of_its_name_if_no_other_has_it(signed_in, maker, library, called, found):
    await maker.library("reunion", name="Médiathèque de la Réunion", timezone="Indian/Reunion")
    _, words = await rehearse(signed_in, xlsx([HEADINGS, [*ROWS[0][:5], called, ""]]))
    assert ("1 séance nouvelle" in words) is found
    assert ("nouvel atelier" in words) is found


async def test_hours_are_those_of_the_library_that_a_line_names(signed_in, maker, library, now):
    far = await maker.library("reunion", name="Médiathèque de la Réunion", timezone="Indian/Reunion")
    await take_in(signed_in, xlsx([HEADINGS, [*ROWS[0][:5], "Réunion", ""]]))
    assert [start for _, start, *_ in await held(far, now)] == ["2027-01-20T10:00"]


async def test_a_workshop_of_another_library_is_not_dated(signed_in, maker, library, now):
    other = await maker.library("ailleurs", name="Ailleurs")
    await maker.workshop("Souris et clavier", library=other)
    await take_in(signed_in, xlsx([HEADINGS, ROWS[0]]))
    assert len(await held(library, now)) == 1
    assert len([each for each in await all_workshops() if each.title == "Souris et clavier"]) == 2
