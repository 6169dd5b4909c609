"""A draft is published by itself at its hour: exactly once, in the library's time, or not at all and said why."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from server.accounts import actions as accounts
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused
from server.journal.tables import Entry
from server.workshops import clashes, publication, queries, sessions
from server.workshops.tables import Session

HOUR = timedelta(hours=1)


@pytest.mark.usefixtures("undone")
async def test_it_is_published_at_its_hour_and_not_before(maker, administrator, now):
    draft = await maker.session(published=False)
    await publication.plan_publication(draft, now + HOUR, by=administrator, now=now)
    assert await publication.publish_due(now + HOUR - timedelta(seconds=1)) == 0
    assert await publication.publish_due(now + HOUR) == 1
    assert await publication.publish_due(now + HOUR) == 0
    kept = await queries.session(draft)
    assert (kept.state, kept.published_at, kept.publish_at) == ("published", now + HOUR, None)
    lines = await Entry.select().where((Entry.subject == draft) & (Entry.kind == "session.published"))
    assert [line["actor"] for line in lines] == [administrator.by]


@pytest.mark.parametrize(
    ("day", "hour", "status", "at"),
    [
        ("2027-01-12", "09:00", 303, datetime(2027, 1, 12, 8, tzinfo=UTC)),
        ("12/01/2027", "9 h", 303, datetime(2027, 1, 12, 8, tzinfo=UTC)),
        ("2027-01-11", "09:59", 422, None),
        ("2027-01-14", "09:00", 422, None),
        ("", "09:00", 422, None),
        ("2027-01-12", "", 422, None),
        ("demain", "09:00", 422, None),
    ],
)
async def test_the_hour_is_the_librarys(signed_in, maker, day, hour, status, at):
    draft = await maker.session(published=False)
    path = f"/bureau/seances/{draft}"
    answer = await signed_in.send_form(f"{path}/publier-plus-tard", day=day, hour=hour)
    assert (answer.status_code, (await queries.session(draft)).publish_at) == (status, at)
    if at:
        assert "mardi 12 janvier" in (await signed_in.get("/bureau/a-relire")).text
        assert "Elle se publie toute seule" in (await signed_in.get(path)).text
        assert (await signed_in.send_form(f"{path}/publier-plus-tard/renoncer")).status_code == 303
        assert (await queries.session(draft)).publish_at is None


async def test_a_program_chooses_the_hour(program, maker):
    draft = await maker.session(published=False)
    path = f"/api/v1/sessions/{draft}/publication"
    assert (await program.post(path, json={"at": "2027-01-12T09:00:00"})).json()["publish_at"] == "2027-01-12T08:00:00Z"
    assert (await program.post(path, json={"at": "2020-01-12T09:00:00"})).status_code == 400
    assert (await program.post(path, json={})).json()["state"] == "published"


@pytest.mark.usefixtures("undone")
async def test_what_got_in_the_way_meanwhile_is_said_and_the_others_go_on(signed_in, maker, administrator, now):
    library = await maker.library()
    room = await maker.room(library)
    stopped, other = [await maker.session(library, room=each, published=False) for each in (room, None)]
    for draft in (stopped, other):
        await publication.plan_publication(draft, now + HOUR, by=administrator, now=now)
    await Session.update({Session.updated_at: now - clashes.HOLDS}).where(Session.id == stopped)
    with pytest.raises(Refused, match="room_held"):  # it holds its room for as long as it is to be published
        await maker.session(library, room=room)
    taken = await maker.session(library, room=room, starts_in=timedelta(days=5))
    moved = await queries.session(stopped)
    await Session.update({Session.starts_at: moved.starts_at, Session.ends_at: moved.ends_at}).where(
        Session.id == taken
    )
    assert await publication.publish_due(now + HOUR) == 1
    assert [(await queries.session(each)).state for each in (stopped, other)] == ["draft", "published"]
    text = unescape((await signed_in.get("/bureau/a-relire")).text)
    assert "N'a pas pu être publiée" in text
    assert "salle déjà prise" in text


@pytest.mark.usefixtures("undone")
async def test_it_must_be_before_the_end(maker, administrator, now):
    draft = await maker.session(published=False)
    for at in (now, now + timedelta(days=3)):
        with pytest.raises(Invalid):
            await publication.plan_publication(draft, at, by=administrator, now=now)
    await sessions.publish(draft, by=administrator, now=now)
    with pytest.raises(Refused, match="publication_not_planned"):
        await publication.give_up_publication(draft, by=administrator, now=now)


@pytest.mark.usefixtures("emptied")
async def test_many_workers_publish_it_once(database, maker_for, now):
    added = await accounts.add_staff(
        "a@test.example", "A", "une phrase de passe", administrator=True, by="system", now=now
    )
    person = Person(added, "A", True, f"staff:{added}")
    maker = maker_for(person)
    drafts = [await maker.session(published=False) for _ in range(3)]
    for draft in drafts:
        await publication.plan_publication(draft, now + HOUR, by=person, now=now)
    with suppress(asyncio.CancelledError):  # a worker that dies half-way has done nothing
        async with DB.transaction():
            assert await publication.publish_due(now + HOUR) == 3
            raise asyncio.CancelledError
    counts = await asyncio.gather(*(publication.publish_due(now + HOUR) for _ in range(6)))
    counts += [await publication.publish_due(now + HOUR)]
    assert sum(counts) == 3
    lines = await Entry.select(Entry.subject).where(Entry.kind == "session.published")
    assert sorted(line["subject"] for line in lines) == sorted(drafts)
