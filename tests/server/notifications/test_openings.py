"""Who is told that booking has opened: once, by their own way, then erased."""

import asyncio
from datetime import timedelta

import pytest

from server.bookings.openings import watch
from server.bookings.tables import Watch
from server.foundation.database import DB
from server.foundation.settings import settings
from server.notifications import openings, rules, texts
from server.notifications.actions import done, try_again
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.openings import owe_due, to_call
from server.notifications.sending import send_due
from server.notifications.tables import Message
from server.workshops.queries import session as session_view
from server.workshops.tables import Session

DAY = timedelta(days=1)
MAIL = "jeanne@mel.example"


@pytest.fixture
def waiting(make_session, now):
    """Return a function that makes a session that opens tomorrow, and people who wait for that."""

    async def made(*contacts, **more):
        session = await make_session(**{"starts_at": now + 9 * DAY, "opens_at": now + DAY, **more})
        for email, phone in contacts:
            await watch(await session_view(session), email, phone, language="fr", now=now)
        return session

    return made


async def messages():
    rows = await Message.select().order_by(Message.id)
    return [(row["kind"], row["channel"], row["state"]) for row in rows]


@pytest.mark.parametrize(
    ("email", "phone", "texting", "channel"),
    [
        (MAIL, "", True, "email"),
        (MAIL, "0612345678", True, "email"),
        ("", "06 12 34 56 78", True, "sms"),
        ("", "06 12 34 56 78", False, "call"),
        ("", "02 98 00 00 00", True, "call"),
    ],
)
def test_by_which_way(email, phone, texting, channel):
    assert rules.opening_channel(email, phone, zone="Europe/Paris", texting=texting) == channel


@pytest.mark.usefixtures("undone")
class TestOnce:
    """Owed when it opens, once, and told from what is true then."""

    async def test_not_before_it_opens_then_one_message_then_erased(self, waiting, taking, now):
        await waiting((MAIL, ""))
        await owe_due(now + DAY - timedelta(seconds=1))
        assert await messages() == []
        for _ in range(2):
            await owe_due(now + DAY)
        assert await messages() == [("opened", "email", "owed")]
        door = taking()
        await send_due(door, now + DAY)
        await owe_due(now + DAY)
        assert len(door.got) == 1
        assert (await Watch.count(), await Message.count()) == (0, 0)
        await owe_due(now + 2 * DAY)
        assert await messages() == []

    async def test_the_mail_says_how_to_book_and_that_it_is_not_done(self, waiting, taking, now):
        session = await waiting((MAIL, ""))
        await owe_due(now + DAY)
        door = taking()
        await send_due(door, now + DAY)
        (mail,) = door.got
        assert mail["To"] == MAIL
        assert mail["Subject"] == "Les inscriptions sont ouvertes : Ma boîte aux lettres, mercredi 20 janvier"
        for form in ("plain", "html"):
            text = mail.get_body((form,)).get_content().replace("&#39;", "'")
            assert f"{settings().url}/seances/{session}" in text
            assert "Vous n'êtes pas encore inscrit." in text
            assert "02 98 00 00 00" in text
            assert "votre adresse est effacée" in text

    async def test_it_may_open_sooner_or_at_once(self, waiting, now):
        session = await waiting((MAIL, ""))
        await Session.update({Session.opens_at: None}).where(Session.id == session)
        await owe_due(now)
        assert len(await messages()) == 1

    async def test_put_off_after_it_was_owed_it_is_told_later(self, waiting, taking, now):
        session = await waiting((MAIL, ""))
        await owe_due(now + DAY)
        await Session.update({Session.opens_at: now + 2 * DAY}).where(Session.id == session)
        door = taking()
        await send_due(door, now + DAY)
        await owe_due(now + DAY)
        assert (await messages(), door.got) == ([("opened", "email", "owed")], [])
        await send_due(door, now + 2 * DAY)
        assert len(door.got) == 1

    @pytest.mark.parametrize("facts", [{"state": "cancelled"}, {"closes_hours": 9 * 24}])
    async def test_what_takes_no_booking_is_not_announced(self, waiting, taking, now, facts):
        session = await waiting((MAIL, ""))
        await owe_due(now + DAY)
        await Session.update({getattr(Session, name): value for name, value in facts.items()}).where(
            Session.id == session
        )
        door = taking()
        await send_due(door, now + DAY)
        assert door.got == []
        await owe_due(now + DAY)
        assert await Watch.count() == 0

    async def test_a_call_is_made_by_staff_then_erased(self, waiting, now):
        session = await waiting(("", "02 98 11 22 33"))
        await owe_due(now + DAY)
        library = (await session_view(session)).library_id
        (call,) = await to_call([library], now + DAY)
        assert (call.watcher.phone, call.unsent) == ("02 98 11 22 33", False)
        assert "les inscriptions sont ouvertes" in call.says[0]
        assert await to_call([], now + DAY) == []
        await done(call.message, by="staff:1", now=now + DAY)
        await owe_due(now + DAY)
        assert await Watch.count() == 0

    async def test_what_cannot_be_sent_is_shown_and_can_be_sent_again(self, waiting, taking, now):
        session = await waiting((MAIL, ""))
        await owe_due(now + DAY)
        await send_due(taking(Delivery(Outcome.REFUSED, "550 nobody")), now + DAY)
        library = (await session_view(session)).library_id
        (call,) = await to_call([library], now + DAY)
        assert (call.unsent, call.watcher.email) == (True, MAIL)
        await try_again(call.message, by="staff:1", now=now + DAY)
        door = taking()
        await send_due(door, now + DAY)
        assert len(door.got) == 1

    async def test_the_sms(self, waiting, now):
        await waiting(("", "06 12 34 56 78"))
        (found,) = (await openings.watchers([row["id"] for row in await Watch.select(Watch.id)])).values()
        assert texts.of_opening(found) == (
            "Médiathèque du Port : les inscriptions sont ouvertes. mercredi 20 janvier, 10 h. "
            "Pour s'inscrire : 02 98 00 00 00."
        )


async def test_a_worker_killed_in_the_act_and_others_at_once_owe_it_once(emptied, database, waiting, now):
    await waiting((MAIL, ""), ("", "0612345678"))

    async def killed():
        async with DB.transaction():
            await owe_due(now + DAY)
            assert len(await messages()) == 2
            raise ZeroDivisionError  # before it committed

    with pytest.raises(ZeroDivisionError):
        await killed()
    assert await messages() == []
    await asyncio.gather(*(owe_due(now + DAY) for _ in range(4)))
    assert [kind for kind, *_ in await messages()] == ["opened", "opened"]
