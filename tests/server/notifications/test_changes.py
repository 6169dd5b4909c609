"""A change in words, told once things are quiet: from what a party was told to what is true, the same by all ways."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.accounts.rules import Person
from server.bookings.queries import by_id
from server.foundation.ids import new_id
from server.libraries.tables import Room
from server.notifications.calls import of_today, record
from server.notifications.sending import send_due, send_texts_due
from server.notifications.tables import Message, Told
from server.workshops.changes import Place, changes
from server.workshops.sessions import change_session
from tests.server.notifications.providers import Texter

STARTS = datetime(2027, 1, 12, 9, tzinfo=UTC)
WAS = Place(STARTS, STARTS + timedelta(hours=2), "on_site", "", "Médiathèque du Port", "", "Salle 1")
CALL = {"channel_of_contact": "call", "email": "", "phone": "0298111111"}
SMS = {"channel_of_contact": "sms", "email": "", "phone": "0612345678"}
ON_LINE = {"mode": "online", "online_url": "https://a.example"}
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changed", "sentences", "briefs"),
    [
        ({}, [], []),
        ({"room": "Salle 2"}, ["La salle change : salle 2 au lieu de salle 1."], ["salle 2 au lieu de salle 1"]),
        (
            {"room": ""},
            ["La salle change : ce n'est plus salle 1. Demandez à l'accueil."],
            ["plus salle 1, demandez à l'accueil"],
        ),
        (
            {"starts_at": STARTS + DAY, "ends_at": STARTS + DAY + timedelta(hours=2)},
            ["La date change : mercredi 13 janvier, à 10 h au lieu de mardi 12 janvier, à 10 h."],
            ["au lieu du mar. 12 janv., 10 h"],
        ),
        (
            {"starts_at": STARTS + timedelta(minutes=30), "ends_at": STARTS + timedelta(hours=3)},
            ["L'heure change : 10 h 30 au lieu de 10 h."],
            ["au lieu de 10 h"],
        ),
        (
            {"ends_at": STARTS + timedelta(hours=1)},
            ["La séance finit à 11 h au lieu de 12 h."],
            ["fin à 11 h au lieu de 12 h"],
        ),
        (
            {"place": "Mairie, 1er étage", "room": ""},
            ["Le lieu change : Mairie, 1er étage au lieu de Médiathèque du Port."],
            ["Mairie, 1er étage au lieu de Médiathèque du Port"],
        ),
        (
            {"library": "Bibliothèque Nord", "room": "Salle 2"},
            ["Le lieu change : Bibliothèque Nord au lieu de Médiathèque du Port."],
            ["Bibliothèque Nord au lieu de Médiathèque du Port"],
        ),
        (
            {"mode": "online", "online_url": "https://visio.example", "room": ""},
            ["La séance se fait en ligne, par Internet. Ne venez pas sur place."],
            ["en ligne, ne venez pas sur place"],
        ),
        (
            {"mode": "mixed", "room": "100 % Salle"},
            ["La salle change : 100 % Salle au lieu de salle 1.", "La séance se fait sur place, et aussi en ligne."],
            ["100 % Salle au lieu de salle 1", "sur place ou en ligne"],
        ),
        ({"online_url": "https://unused.example"}, [], []),
    ],
)  # fmt: skip
def test_in_words(changed, sentences, briefs):
    found = changes(WAS, replace(WAS, **changed), "Europe/Paris", "fr")
    assert [change.sentence for change in found] == sentences
    assert [change.brief for change in found] == briefs


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({"room": ""}, {"room": "Salle 2"}, "La salle est connue : salle 2."),
        ({"mode": "online"}, {}, "La séance se fait sur place. Elle n'est plus en ligne."),
        (ON_LINE, {**ON_LINE, "online_url": "https://b.example"}, "L'adresse Internet de la séance change."),
    ],
)  # fmt: skip
def test_in_words_from_elsewhere(before, after, sentence):
    (found,) = changes(replace(WAS, **before), replace(WAS, **after), "Europe/Paris", "fr")
    assert found.sentence == sentence


def test_in_english():
    (found,) = changes(
        WAS, replace(WAS, starts_at=STARTS + DAY, ends_at=STARTS + DAY + timedelta(hours=2)), "Europe/Paris", "en"
    )
    assert found.sentence == "The date changes: Wednesday 13 January, at 10 am instead of Tuesday 12 January, at 10 am."


@pytest.fixture
def by():
    return Person(new_id(), "Directrice", True, "staff:1")


@pytest.fixture
async def session(make_session, now, undone):
    """A session on Thursday, in room 1 of two."""
    return await make_session(starts_at=now + timedelta(days=3))


@pytest.fixture
async def rooms(session, by, ask, now):
    """The ids of two rooms of the session's library; the session is in the first one."""
    held = await by_id((await ask(session, "Sonde", channel_of_contact="none", email="")).id)
    made = [Room(id=new_id(), library=held.session.library_id, name=f"Salle {number}") for number in (1, 2)]
    for room in made:
        await room.save()
    await change_session(session, {"room": made[0].id}, by=by, now=now - DAY)
    return [room.id for room in made]


async def states(booked):
    rows = await Message.select().where(Message.booking == booked.id).order_by(Message.id)
    return [(row["kind"], row["state"]) for row in rows if row["kind"] == "changed"]


async def test_a_change_waits_for_quiet_and_is_the_same_by_all_ways(session, rooms, ask, by, now, read_journal, taking):
    await read_journal(now - DAY)
    mailed, texted, called = (
        await ask(session, "Un"),
        await ask(session, "Deux", **SMS),
        await ask(session, "Trois", **CALL),
    )
    library = (await by_id(called.id)).session.library_id
    await read_journal()
    mailer, texter = taking(), Texter()
    await send_due(mailer, now), await send_texts_due(texter, now)
    await change_session(session, {"room": rooms[1]}, by=by, now=now)
    await change_session(session, {"ends_at": now + timedelta(days=3, hours=1)}, by=by, now=now + timedelta(minutes=20))
    await read_journal(now + timedelta(minutes=20))
    early, quiet = now + timedelta(minutes=49), now + timedelta(minutes=50)
    await send_due(mailer, early), await send_texts_due(texter, early)
    assert (len(mailer.got), len(texter.got)) == (1, 1)
    (soon,) = await of_today([library], early)
    assert soon.later
    await send_due(mailer, quiet), await send_texts_due(texter, quiet)
    (call,) = await of_today([library], quiet)
    said = ["La séance finit à 11 h au lieu de 12 h.", "La salle change : salle 2 au lieu de salle 1."]
    assert [sentence for sentence in call.script.says if sentence in said] == said
    plain = mailer.got[1].get_body(("plain",)).get_content()
    assert all(sentence in plain for sentence in said)
    assert "changement, fin à 11 h au lieu de 12 h, salle 2 au lieu de salle 1." in texter.got[1][1]
    for booked in (mailed, texted):
        assert await states(booked) == [("changed", "dropped"), ("changed", "sent")]
    await record(call.message, "yes", by="staff:1", now=quiet)
    told = {row["booking"]: row["room"] for row in await Told.select()}
    assert [told[booked.id] for booked in (mailed, texted, called)] == ["Salle 2"] * 3


async def test_what_came_back_to_what_was_told_is_not_told(session, rooms, ask, by, now, read_journal, taking):
    await read_journal(now - DAY)
    booked = await ask(session, "Un")
    await read_journal()
    for number, room in enumerate((rooms[1], rooms[0])):
        await change_session(session, {"room": room}, by=by, now=now + timedelta(minutes=number))
    await read_journal(now + timedelta(minutes=2))
    mailer = taking()
    await send_due(mailer, now + timedelta(hours=1))
    assert await states(booked) == [("changed", "dropped"), ("changed", "dropped")]
    assert [str(letter["Subject"]).split(" :")[0] for letter in mailer.got] == ["Votre place est réservée"]


@pytest.mark.usefixtures("undone")
async def test_near_the_start_it_is_told_at_once(make_session, ask, by, now, read_journal, taking):
    session = await make_session(starts_at=now + timedelta(hours=4))
    await ask(session, "Un")
    await read_journal()
    mailer = taking()
    await send_due(mailer, now)
    moved = now + timedelta(days=9)
    await change_session(session, {"starts_at": moved, "ends_at": moved + timedelta(hours=1)}, by=by, now=now)
    await read_journal()
    await send_due(mailer, now)
    assert "La date change : " in mailer.got[1].get_body(("plain",)).get_content()


async def test_who_was_told_nothing_before_is_told_to_read_with_care(
    session, rooms, ask, by, now, read_journal, taking
):
    await ask(session, "Un")
    await change_session(session, {"room": rooms[1]}, by=by, now=now + timedelta(seconds=1))
    await read_journal(now + timedelta(seconds=2))  # the booking is heard of once the room has changed
    await Message.update({Message.state: "dropped"}).where(Message.kind == "confirmed")
    mailer = taking()
    await send_due(mailer, now + timedelta(hours=1))
    assert "Lisez bien le jour, l'heure et le lieu ci-dessous." in mailer.got[0].get_body(("plain",)).get_content()
