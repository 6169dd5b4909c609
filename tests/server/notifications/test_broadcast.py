"""Writing to the people of a session: each by their own way, owed once, in the journal without a word of it."""

from datetime import timedelta

import pytest

from server.bookings.actions import cancel
from server.bookings.queries import concerned_by
from server.bookings.tables import Booking, Contact
from server.foundation.errors import Invalid, Refused
from server.journal.tables import Entry
from server.notifications import broadcast, queries
from server.notifications.actions import sweep
from server.notifications.calls import of_today
from server.notifications.sending import send_due, send_texts_due
from server.notifications.tables import Broadcast
from server.workshops.queries import session as session_view
from tests.server.notifications.providers import Texter

pytestmark = pytest.mark.usefixtures("undone")
CALL = {"channel_of_contact": "call", "email": "", "phone": "0298111111"}
SMS = {"channel_of_contact": "sms", "email": "", "phone": "0612345678"}
PAPER = {"channel_of_contact": "none", "email": "", "phone": "0612345679"}
NOTHING = {"channel_of_contact": "none", "email": ""}
TEXT = "Le tram est coupé : venez en bus.\nDemandez Canari."


@pytest.fixture
async def session(make_session, ask, read_journal):
    """A session with five seats, all taken, each party with a way of its own, and one that waits."""
    made = await make_session(capacity=5)
    for number, way in enumerate(({}, SMS, CALL, PAPER, NOTHING, {})):
        await ask(made, f"N{number}", **way)
    await read_journal()
    await Booking.raw("UPDATE message SET state = 'dropped'")
    return made


async def told(session):
    names = {row["booking"]: row["name"] for row in await Contact.select()}
    found = [receipt for receipt in await queries.of_session(session) if receipt.kind == "broadcast"]
    return sorted((names[receipt.booking], receipt.channel) for receipt in found)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("confirmed", [("N0", "email"), ("N1", "sms"), ("N2", "call"), ("N3", "sms")]),
        ("waiting", [("N5", "email")]),
        ("both", [("N0", "email"), ("N1", "sms"), ("N2", "call"), ("N3", "sms"), ("N5", "email")]),
    ],
)
async def test_each_by_their_own_way_as_the_preview_said(session, now, audience, expected):
    preview = await broadcast.preview(await session_view(session), audience, TEXT, now)
    said = [(party.name, way) for way in ("email", "sms", "call") for party in getattr(preview.reach, way)]
    assert sorted(said) == expected
    assert [party.name for party in preview.reach.unreached] == (["N4"] if audience != "waiting" else [])
    assert await told(session) == []
    await broadcast.write(session, audience, TEXT, key="k", by="staff:1", now=now)
    assert await told(session) == expected


async def test_the_same_words_by_all_ways(session, now, taking):
    await broadcast.write(session, "both", TEXT, key="k", by="staff:1", now=now)
    mailer, texter = taking(), Texter()
    await send_due(mailer, now), await send_texts_due(texter, now)
    (call,) = await of_today([(await session_view(session)).library_id], now)
    said = "Le tram est coupé : venez en bus. Demandez Canari."
    bodies = [" ".join(letter.get_body(("plain",)).get_content().split()) for letter in mailer.got]
    assert all(said in text for text in [*bodies, " ".join(call.script.says), *(text for _, text in texter.got)])
    assert [number for number, _ in texter.got] == ["+33612345678", "+33612345679"]
    waiting = [body for body in bodies if "PAS inscrit" in body]
    assert len(bodies) == 2
    assert len(waiting) == 1


async def test_the_preview_counts_the_sms(session, now):
    short = await broadcast.preview(await session_view(session), "both", "Bonjour", now)
    long = await broadcast.preview(await session_view(session), "both", "Bonjour " * 30, now)
    assert (short.parts, long.parts) == (2, 6)
    assert short.sms.startswith("Médiathèque du Port : Bonjour.")


async def test_sending_the_form_twice_owes_once(session, now):
    for _ in range(2):
        await broadcast.write(session, "confirmed", TEXT, key="k", by="staff:1", now=now)
    assert len(await told(session)) == 4
    await broadcast.write(session, "confirmed", TEXT, key="other", by="staff:1", now=now)
    assert len(await told(session)) == 8


async def test_the_journal_holds_figures_and_no_text(session, now):
    await broadcast.write(session, "confirmed", TEXT, key="k", by="staff:1", now=now)
    (line,) = await Entry.select().where(Entry.kind == "session.written_to")
    assert '"sms": 2' in line["facts"]
    assert '"email": 1' in line["facts"]
    assert "Canari" not in str(await Entry.select())


async def test_who_left_meanwhile_is_not_written_to(session, now, taking):
    await broadcast.write(session, "confirmed", TEXT, key="k", by="staff:1", now=now)
    first = await Contact.select().where(Contact.name == "N0").first()
    await cancel(first["booking"], by="patron", now=now)
    mailer = taking()
    await send_due(mailer, now)
    assert mailer.got == []


@pytest.mark.parametrize(
    ("audience", "text", "field"),
    [("confirmed", "  \n ", "text"), ("confirmed", "a" * 601, "text"), ("all", "Bonjour", "audience")],
)
async def test_what_cannot_be_sent(session, now, audience, text, field):
    with pytest.raises(Invalid) as refused:
        await broadcast.write(session, audience, text, key="k", by="staff:1", now=now)
    assert list(refused.value.fields) == [field]
    await broadcast.write(session, "confirmed", "a" * 600, key="k", by="staff:1", now=now)


async def test_not_to_a_session_that_has_started_nor_to_nobody(session, make_session, ask, now):
    with pytest.raises(Refused, match="session_past"):
        await broadcast.write(session, "both", TEXT, key="k", by="staff:1", now=now + timedelta(days=2))
    lonely = await make_session()
    with pytest.raises(Refused, match="nobody_to_write_to"):
        await broadcast.preview(await session_view(lonely), "both", TEXT, now)
    await ask(lonely, "Sans contact", **NOTHING)
    with pytest.raises(Refused, match="nobody_to_write_to"):
        await broadcast.write(lonely, "both", TEXT, key="k", by="staff:1", now=now)
    assert await Broadcast.count() == 0 or await told(lonely) == []


async def test_the_text_is_erased_with_the_last_contact(session, now):
    await broadcast.write(session, "both", TEXT, key="k", by="staff:1", now=now)
    contacts = [party.id for party in await concerned_by(session)]
    await Contact.delete().where(Contact.booking.is_in(contacts[1:]))
    await sweep(now)
    assert [written.text for written in await broadcast.of_session(session)] == [TEXT]
    await Contact.delete().where(Contact.booking == contacts[0])
    await sweep(now)
    assert [written.text for written in await broadcast.of_session(session)] == [""]
