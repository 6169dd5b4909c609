"""After a session, one question to those who came: by their own channel, once, by day, with nothing to come to."""

from datetime import timedelta

import pytest

from server.bookings import attendance, opinions
from server.notifications import afterwards, gsm7, texts, words
from server.notifications.letters import letter
from server.notifications.rules import Facts, stale
from server.notifications.sending import send_due
from server.notifications.tables import Message
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
HOUR = timedelta(hours=1)
SMS = {"channel_of_contact": "sms", "email": "", "phone": "0612345678"}
CALL = {"channel_of_contact": "call", "email": "", "phone": "0298111111"}
NONE = {"channel_of_contact": "none", "email": "", "phone": ""}


@pytest.fixture
async def session(make_session, now):
    """A session of today, from 11 to 13."""
    return await make_session(starts_at=now + HOUR, capacity=5)


@pytest.fixture
def after(now):
    """An hour and a bit after its end, at 14 h 30 on a Monday."""
    return now + 4 * HOUR + HOUR / 2


async def asked():
    rows = await Message.select().where(Message.kind == "feedback").order_by(Message.id)
    return {(row["booking"], row["channel"]) for row in rows}


async def test_each_by_its_own_way_and_once(session, ask, after, now, monkeypatch):
    monkeypatch.setattr(afterwards, "texter", lambda: object())
    mailed, texted = await ask(session), await ask(session, "Deux", **SMS)
    await ask(session, "Trois", **CALL)
    await ask(session, "Quatre", **NONE)
    await ask(session, "Cinq")
    waits = await ask(session, "Six")
    assert waits.state == "waiting"
    assert await afterwards.owe_due(now + 3 * HOUR + HOUR / 2) == 0  # half an hour after the end
    assert await afterwards.owe_due(after) == 3
    assert await afterwards.owe_due(after) == 0
    assert {(mailed.id, "email"), (texted.id, "sms")} < await asked()
    assert all(booking != waits.id for booking, _ in await asked())


async def test_who_was_absent_or_has_answered_is_not_asked(session, ask, view, after):
    absent, excused, said, came = [await ask(session, name) for name in ("Un", "Deux", "Trois", "Quatre")]
    await attendance.record(absent.id, "absent", by="staff:1", now=after)
    await attendance.record(excused.id, "excused", by="staff:1", now=after)
    await attendance.record(came.id, "1", by="staff:1", now=after)
    await opinions.give(await view(said), "good", now=after)
    await afterwards.owe_due(after)
    assert await asked() == {(came.id, "email")}


@pytest.mark.parametrize(
    "changes", [{Session.state: "cancelled"}, {Session.practice: True}, {Session.state: "withdrawn"}]
)
async def test_no_session_no_question(session, ask, after, changes):
    await ask(session)
    await Session.update(changes).where(Session.id == session)
    assert await afterwards.owe_due(after) == 0


async def test_not_for_a_session_of_long_ago(session, ask, after):
    await ask(session)
    assert await afterwards.owe_due(after + timedelta(days=3)) == 0
    assert await afterwards.owe_due(after + timedelta(days=2)) == 1


async def test_it_leaves_by_day(session, ask, after, taking):
    await ask(session)
    night = after + 8 * HOUR
    await afterwards.owe_due(night)
    mailer = taking()
    await send_due(mailer, night)
    assert mailer.got == []
    await send_due(mailer, night + 12 * HOUR)
    assert [sent["Subject"] for sent in mailer.got] == [
        "Comment était la séance ? Ma boîte aux lettres, lundi 11 janvier"
    ]


async def test_the_mail_has_a_link_to_tap_and_nothing_to_come_to(session, ask, view, now):
    booked = await ask(session)
    made = await letter(booked.id, "feedback", await view(booked), now)
    assert [part.get_content_type() for part in made.walk() if not part.is_multipart()] == ["text/plain", "text/html"]
    for text in words.mail("feedback", await view(booked)):
        assert f"http://test.example/reservations/{booked.secret}#avis" in text
        assert "Je ne peux plus venir" not in text
        assert "Votre téléphone" not in text
        assert "« Bien », « Moyen » ou « Pas bien »" in text
        for fact in ("lundi 11 janvier", "Médiathèque du Port", "02 98 00 00 00", booked.reference):
            assert fact in text


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_sms_says_no_theme(make_session, ask, view, language, now):
    booked = await ask(await make_session(title="Vaincre la dépression", starts_at=now), language=language)
    text = texts.of_booking("feedback", await view(booked))
    assert gsm7.segments(text) == 1
    assert text.startswith("Médiathèque du Port : ")
    assert text.endswith(f"http://test.example/reservations/{booked.secret}")
    assert "épression" not in text


def test_only_this_one_is_worth_saying_after_the_start(now):
    facts = Facts("confirmed", "published", now - 3 * HOUR)
    assert stale("feedback", facts, now) == ""
    assert stale("reminder", facts, now) == "the session has started"
    assert stale("feedback", Facts("cancelled", "published", now - 3 * HOUR), now)
