"""What is said of an offered seat: taken up, missed, and never as if it were a booking; each once."""

from datetime import timedelta

import pytest

from server.bookings.actions import cancel
from server.bookings.offers import accept, decline, expire_due
from server.foundation.settings import settings
from server.notifications import texts, words
from server.notifications.letters import letter
from server.notifications.sending import send_due
from server.notifications.tables import Message
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
HOUR = timedelta(hours=1)


@pytest.fixture
async def offered(make_session, ask, now, read_journal):
    """Three bookings of a session of one seat: cancelled, offered for four hours, waiting; the journal is read."""
    session = await make_session(capacity=1, offer_hours=4)
    made = [await ask(session, name) for name in ("Anne Un", "Brice Deux", "Chloé Trois")]
    await cancel(made[0].id, by="patron", now=now)
    await read_journal()
    return made


async def kinds(booked):
    rows = await Message.select().where(Message.booking == booked.id).order_by(Message.created_at).order_by(Message.id)
    return [(row["kind"], row["state"]) for row in rows]


async def test_the_offer_is_told_once_with_two_links(offered, view, read_journal, now):
    assert await kinds(offered[1]) == [("waiting", "owed"), ("offered", "owed")]
    await read_journal()
    assert len(await kinds(offered[1])) == 2
    shown = await view(offered[1])
    plain, html = words.mail("offered", shown)
    for answer in ("oui", "non"):
        link = f"{settings().url}/reservations/{offered[1].secret}/{answer}"
        assert link in plain
        assert f'href="{link}"' in html
    for said in (plain, html.replace("&#39;", "'")):
        assert "Répondez oui ou non avant le lundi 11 janvier à 14 h." in said
        assert "Vous n'êtes PAS encore inscrit." in said
    assert "14 h" in " ".join(words.paragraphs("offered", shown))  # what is read aloud on the telephone


async def test_the_sms_says_until_when_and_how_to_answer(offered, view):
    assert texts.of_booking("offered", await view(offered[1])) == (
        "Médiathèque du Port : une place est gardée pour vous jusqu'à lun. 11 janv. 14 h, dites oui ou non. "
        f"mer. 13 janv., 10 h. Répondez : 02 98 00 00 00, {offered[1].reference}."
    )


async def test_the_calendar_of_an_offer_is_not_a_date_yet(offered, view, now):
    sent = await letter(offered[1].id, "offered", await view(offered[1]), now)
    calendar = next(part.get_content() for part in sent.walk() if part.get_content_type() == "text/calendar")
    assert "METHOD:REQUEST" in calendar
    assert "STATUS:TENTATIVE" in calendar
    assert "SUMMARY:À confirmer — " in calendar


async def test_yes_is_confirmed_and_no_is_acknowledged(offered, read_journal, now):
    await decline(offered[1].id, by="patron", now=now)
    await accept(offered[2].id, by="patron", now=now)
    await read_journal()
    assert (await kinds(offered[1]))[-1] == ("cancelled", "owed")
    assert [kind for kind, _ in await kinds(offered[2])] == ["waiting", "offered", "confirmed"]


async def test_what_is_no_longer_true_is_not_sent(offered, read_journal, taking, now):
    await accept(offered[1].id, by="patron", now=now)
    await read_journal()
    await send_due(taking(), now)
    assert await kinds(offered[1]) == [("waiting", "dropped"), ("offered", "dropped"), ("confirmed", "sent")]


async def test_who_missed_it_is_told_kindly_where_they_stand(offered, view, read_journal, now):
    await expire_due(now + 4 * HOUR)
    await read_journal()
    assert (await kinds(offered[1]))[-1] == ("expired", "owed")
    shown = await view(offered[1])
    plain, _ = words.mail("expired", shown)
    assert "La place est allée à la personne suivante." in plain
    assert "Vous restez sur la liste d'attente, à la fin. Votre rang : 1." in plain
    assert "PAS inscrit" in plain
    assert "sans réponse, la place est passée" in texts.of_booking("expired", shown)


async def test_who_leaves_the_list_is_told_so_and_the_calendar_takes_it_back(offered, view, read_journal, now):
    await cancel(offered[2].id, by="patron", now=now)
    await expire_due(now + 4 * HOUR)
    await expire_due(now + 30 * HOUR)
    await read_journal()
    shown = await view(offered[1])
    assert shown.party.state == "cancelled"
    plain, _ = words.mail("expired", shown)
    assert "Vous n'êtes plus sur la liste d'attente." in plain
    sent = await letter(offered[1].id, "expired", shown, now)
    calendar = next(part.get_content() for part in sent.walk() if part.get_content_type() == "text/calendar")
    assert "METHOD:CANCEL" in calendar
    assert "STATUS:CANCELLED" in calendar


async def test_asked_twice_in_a_row_only_the_last_offer_is_told(offered, read_journal, now):
    await cancel(offered[2].id, by="patron", now=now)
    await expire_due(now + 4 * HOUR)
    await read_journal()
    told = await kinds(offered[1])
    assert [state for kind, state in told if kind == "offered"] == ["dropped", "owed"]


async def test_a_change_while_a_seat_is_held_does_not_say_that_it_is_booked(offered, view):
    await Session.update({Session.place: "Mairie"}).where(Session.id == (await view(offered[1])).session.id)
    said = " ".join(words.paragraphs("changed", await view(offered[1])))
    assert "Vous n'êtes PAS encore inscrit." in said
    assert "Votre inscription reste valable" not in said
    assert "Répondez oui ou non avant le lundi 11 janvier à 14 h." in said
