"""The agenda in one file and back: same ids, nothing lost, nobody's name in it; what is wrong is refused whole."""

import json
from datetime import date

import pytest

from server.accounts.rules import Person
from server.api import agenda_file
from server.bookings.actions import book
from server.bookings.requests import Request
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.libraries.closings import add_closing
from server.libraries.sheets import change_place
from server.workshops import sessions
from server.workshops.tables import Image, ImageCopy, Path, PathStep, Session
from tests.server.api.emptying import empty_agenda

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
    path = new_id()
    await Path(id=path, library=None, title="De zéro", summary="", created_at=now, updated_at=now).save()
    await PathStep(id=new_id(), path=path, position=1, workshop=course["workshop"]).save()
    image = new_id()
    await Image(id=image, workshop=workshop, alt="Une souris", width=2, height=1, created_at=now).save()
    await ImageCopy(id=new_id(), image=image, width=2, kind="webp", content=b"\x00\xff").save()
    return json.loads(json.dumps(await agenda_file.export(now, URL)))


async def test_a_file_goes_into_an_empty_instance_and_comes_out_the_same(told, maker, now):
    assert {name: len(told[name]) for name in agenda_file.TABLES} == {
        "libraries": 2, "place_sheets": 1, "closings": 1, "rooms": 1, "workshops": 2, "paths": 1, "path_steps": 1,
        "series": 1, "sessions": 6, "images": 1, "image_copies": 1,
    }  # fmt: skip
    await empty_agenda()
    counts = await agenda_file.load(told, by=maker.by, now=now)
    assert counts == {name: len(told[name]) for name in agenda_file.TABLES}
    assert await agenda_file.export(now, URL) == told
    assert {row["taken"] for row in await Session.select(Session.taken)} == {0}


async def test_nothing_of_people_is_in_it(told):
    text = json.dumps(told)
    assert not any(word in text for word in ("Jeanne", "Morvan", "0612345678", "staff:"))


async def test_what_is_public_and_to_come_is_told_again(told, maker, now):
    await empty_agenda()
    before = await Entry.count()
    await agenda_file.load(told, by=maker.by, now=now)
    rows = await Entry.select().order_by(Entry.id, ascending=False).limit(await Entry.count() - before)
    assert sorted(row["kind"] for row in rows) == ["library.opened"] * 2 + ["session.published"] * 4


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 2}, "agenda_version"),
        ({"sessions": [{"id": "x"}]}, "agenda_unreadable"),
        ({"sessions": [{"surprise": 1}]}, "agenda_unreadable"),
        ({"sessions": [1]}, "agenda_unreadable"),
        ({"sessions": 5}, "agenda_unreadable"),
        ({"rooms": []}, "agenda_unreadable"),  # a session is in one
    ],
)
async def test_what_cannot_be_read_is_refused_whole(told, maker, now, change, reason):
    await empty_agenda()
    with pytest.raises(Refused) as refusal:
        await agenda_file.load({**told, **change}, by=maker.by, now=now)
    assert refusal.value.reason == reason
    assert (await DB.rows("SELECT count(*) AS found FROM library"))[0]["found"] == 0


async def test_an_instance_that_has_something_keeps_it(told, maker, now):
    with pytest.raises(Refused) as refusal:
        await agenda_file.load(told, by=maker.by, now=now)
    assert refusal.value.reason == "agenda_not_empty"
    with pytest.raises(NotFound):
        await agenda_file.load(told, by=Person(maker.by.id, "", False, "staff:1"), now=now)


def test_only_our_own_files_are_taken_for_one():
    assert agenda_file.is_one({"format": "agendatheque-agenda"})
    assert not any(agenda_file.is_one(other) for other in ([], "x", {"format": "x"}, None))
