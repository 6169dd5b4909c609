"""A network in one file and back: same ids, nothing lost; names only if asked; what is wrong is refused whole."""

import json
from datetime import date

import pytest

from federation.piccolo_app import APP_CONFIG as federation
from ical_feeds.piccolo_app import APP_CONFIG as ical_feeds
from server.accounts.rules import Person
from server.agenda.tables import Missed, SavedSearch
from server.bookings.actions import book
from server.bookings.requests import Request
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.libraries.closings import add_closing
from server.libraries.sheets import change_place
from server.materials.actions import write_material
from server.materials.rules import Sheet
from server.materials.tables import MaterialUse
from server.piccolo_app import APP_CONFIG as server
from server.resources.stocks import Kept, add_stock
from server.takeout.actions import load
from server.takeout.contents import PEOPLE, STAYS, TABLES, columns_of
from server.takeout.queries import export, is_one
from server.workshops import sessions
from server.workshops.tables import Image, ImageCopy, Path, PathStep, Session, Workshop
from tests.server.takeout.filling import empty, fill

URL = "http://test.example"


@pytest.fixture
async def told(maker, now):
    """The file of an agenda with something of each kind."""
    _series, dates = await maker.course(3)
    course = await Session.select().where(Session.id == dates[0]).first()
    library = await maker.library("alsace", postal_code="67000", latitude=48.5, facilities=["wheelchair"])
    await add_closing(library, date(2027, 2, 1), date(2027, 2, 3), "Inventaire", by=maker.by, now=now)
    await change_place(library, {"services": ["access"], "summary": "Un lieu"}, by=maker.by, now=now)
    room, workshop = await maker.room(library), await maker.workshop("Clics", themes=["email"], minutes=90)
    busy = await maker.session(library, workshop, room=room, presenter="Ana", opens_at=now, laptops=2)
    await book(Request(busy, "Jeanne Morvan", channel="desk", phone="0612345678"), by="staff:1", now=now)
    gone = await maker.session(library, workshop)
    await sessions.cancel(gone, "Panne", by=maker.by, now=now)
    await sessions.withdraw(gone, by=maker.by, now=now)
    await maker.session(library, workshop, published=False)
    await add_stock(library, Kept("Tablettes", "tablet", 6), by=maker.by, now=now)
    material = await write_material(Sheet("La souris", url="https://souris.example/"), by=maker.by, now=now)
    await MaterialUse(id=new_id(), material=material, workshop=workshop).save()
    path = new_id()
    await Path(id=path, library=None, title="De zéro", summary="", created_at=now, updated_at=now).save()
    await PathStep(id=new_id(), path=path, position=1, workshop=course["workshop"]).save()
    image = new_id()
    await Image(id=image, workshop=workshop, alt="Une souris", width=2, height=1, created_at=now).save()
    await ImageCopy(id=new_id(), image=image, width=2, kind="webp", content=b"\x00\xff").save()
    return json.loads(json.dumps(await export(now, URL, people=False)))


def test_each_table_travels_or_has_a_reason_to_stay():
    there = {table._meta.tablename for app in (server, federation, ical_feeds) for table in app.table_classes}
    travels = {table._meta.tablename for table in TABLES.values()}
    assert not travels & set(STAYS), "one or the other"
    assert travels | set(STAYS) == there, "a new table is taken along, or stays for a reason (contents.py)"


async def test_what_is_left_out_of_a_table_can_be_left_out():
    for table in TABLES.values():
        missing = set(table._meta.columns) - set(columns_of(table, names=True).values())
        for column in missing - {table._meta.primary_key}:
            assert column._meta.null or column.get_default_value() is not None, column


async def test_a_row_of_each_table_goes_away_and_comes_back(maker, now):
    await fill(now)
    told = json.loads(json.dumps(await export(now, URL, people=True)))
    assert [name for name in TABLES if len(told[name]) != 1] == []
    await empty()
    assert await load(told, by=maker.by, now=now) == dict.fromkeys(TABLES, 1)
    assert await export(now, URL, people=True) == told
    unnamed = await export(now, URL, people=False)
    assert {name for name in TABLES if unnamed[name] != told[name]} == PEOPLE | {
        "sessions", "charter_signatures", "convention_parties",
    }  # fmt: skip


async def test_a_file_goes_into_an_empty_instance_and_comes_out_the_same(told, maker, now, monkeypatch):
    monkeypatch.setattr("server.takeout.actions.MOST_VALUES", 250)  # several statements for the sessions
    assert {name: len(told[name]) for name in TABLES if told[name]} == {
        "libraries": 2, "place_sheets": 1, "closings": 1, "rooms": 1, "workshops": 2, "paths": 1, "path_steps": 1,
        "series": 1, "sessions": 6, "images": 1, "image_copies": 1, "stocks": 1, "materials": 1, "material_uses": 1,
    }  # fmt: skip
    await empty()
    counts = await load(told, by=maker.by, now=now)
    assert counts == {name: len(told[name]) for name in TABLES}
    assert await export(now, URL, people=False) == told
    assert {row["taken"] for row in await Session.select(Session.taken)} == {0}


async def test_what_is_there_to_practise_stays_with_all_that_leans_on_it(told, maker, now):
    workshop, material = told["workshops"][0]["id"], told["materials"][0]["id"]
    await MaterialUse(id=new_id(), material=material, workshop=workshop).save()
    await Workshop.update({Workshop.practice: True}).where(Workshop.id == workshop)
    left = await export(now, URL, people=False)
    assert [row["workshop"] for row in left["material_uses"]] == [told["workshops"][1]["id"]]
    assert workshop not in json.dumps(left)


async def test_nothing_of_people_is_in_it(told):
    text = json.dumps(told)
    assert not any(word in text for word in ("Jeanne", "Morvan", "0612345678", "staff:"))


async def test_what_is_public_and_to_come_is_told_again(told, maker, now):
    await empty()
    before = await Entry.count()
    await load(told, by=maker.by, now=now)
    rows = await Entry.select().order_by(Entry.id, ascending=False).limit(await Entry.count() - before)
    assert sorted(row["kind"] for row in rows) == ["library.opened"] * 2 + ["session.published"] * 4


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 3}, "agenda_version"),
        ({"sessions": [{"id": "x"}]}, "agenda_unreadable"),
        ({"sessions": [{"surprise": 1}]}, "agenda_unreadable"),
        ({"sessions": [1]}, "agenda_unreadable"),
        ({"sessions": 5}, "agenda_unreadable"),
        ({"rooms": []}, "agenda_unreadable"),  # a session is in one
    ],
)
async def test_what_cannot_be_read_is_refused_whole(told, maker, now, change, reason):
    await empty()
    with pytest.raises(Refused) as refusal:
        await load({**told, **change}, by=maker.by, now=now)
    assert refusal.value.reason == reason
    assert (await DB.rows("SELECT count(*) AS found FROM library"))[0]["found"] == 0


async def test_an_instance_that_has_something_keeps_it(told, maker, now):
    with pytest.raises(Refused) as refusal:
        await load(told, by=maker.by, now=now)
    assert refusal.value.reason == "agenda_not_empty"
    with pytest.raises(NotFound):
        await load(told, by=Person(maker.by.id, "", False, "staff:1"), now=now)


async def test_what_visitors_left_before_gives_way(told, maker, now):
    await empty()
    await Missed(id=new_id(), week=now.date(), theme="jobs", place="", times=3, last_at=now).save()
    await SavedSearch(id="abcdefgh", query="?theme=jobs", created_at=now).save()
    await load(told, by=maker.by, now=now)
    assert await Missed.count() == len(told["searches_missed"])
    assert await SavedSearch.count() == len(told["saved_searches"])


def test_only_our_own_files_are_taken_for_one():
    assert is_one({"format": "agendatheque-agenda"})
    assert not any(is_one(other) for other in ([], "x", {"format": "x"}, None))
