"""What is shown of a booking, and to whom."""

import pytest

from server.bookings import queries
from server.bookings.actions import cancel
from server.bookings.queries import by_id, by_secret, counts, find, library_of, look_alikes, of_session
from server.bookings.tables import Contact
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import new_id
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


async def test_the_page_behind_the_link_has_all_the_ticket_needs(make_session, ask, now):
    session = await make_session()
    booked = await ask(session, "Jeanne Le Goff", people=2, companion="Luc", channel_of_contact="none", language="en")
    view = await by_secret(booked.secret)
    assert view == await by_id(booked.id)
    assert (view.secret, view.path) == (booked.secret, f"/reservations/{booked.secret}")
    assert (view.party.state, view.party.reference, view.party.people) == ("confirmed", booked.reference, 2)
    assert (view.party.name, view.party.companion, view.party.position) == ("Jeanne Le Goff", "Luc", None)
    assert (view.session.title, view.session.library, view.session.phone, view.session.access, view.session.bring) == (
        "Ma boîte aux lettres, mes photos", "Médiathèque du Port", "0298000000", "Sonner à gauche", "Votre téléphone",
    )  # fmt: skip
    assert (view.starts_at, view.ends_at, view.timezone) == (
        view.session.starts_at,
        view.session.ends_at,
        "Europe/Paris",
    )


@pytest.mark.parametrize("secret", ["", "x", "é" * 32, "qxuz73ycye66rnpuxihpkcwqrzygy47b"])
async def test_an_unknown_link(make_session, ask, secret):
    await ask(await make_session())
    with pytest.raises(NotFound):
        await by_secret(secret)


async def test_an_erased_booking_is_gone(make_session, ask):
    booked = await ask(await make_session())
    await Contact.delete().where(Contact.booking == booked.id)
    with pytest.raises(Gone):
        await by_secret(booked.secret)
    with pytest.raises(NotFound):
        await find(booked.reference, "Le Goff")


async def test_find_by_reference_and_family_name(make_session, ask):
    booked = await ask(await make_session(), "Jeanne Le Goff", companion="Luc Petit", people=2, helper="Anne Roux")
    for family_name in ("Le Goff", "LEGOFF", "petit", "Roux"):
        assert (await find(booked.reference.lower().replace(" ", ""), family_name)).secret == booked.secret
    for reference, family_name in [
        (booked.reference, "Martin"), (booked.reference, ""), ("ZGLORB 1", "Le Goff"), (booked.reference + "1", "Goff"),
    ]:  # fmt: skip
        with pytest.raises(NotFound):
            await find(reference, family_name)


async def test_the_list_of_a_session_in_order(make_session, ask, now):
    session = await make_session(capacity=2, waiting_places=9)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    waiting = [await ask(session, name, people=2) for name in ("Trois", "Quatre", "Cinq")]
    await cancel(waiting[0].id, by="patron", now=now)
    await ask(await make_session(), "Ailleurs")
    shown = await of_session(session)
    assert [(party.name, party.state, party.position) for party in shown] == [
        ("Un", "confirmed", None), ("Deux", "confirmed", None), ("Quatre", "waiting", 1), ("Cinq", "waiting", 2),
    ]  # fmt: skip
    assert [party.id for party in shown[:2]] == [first.id, second.id]
    assert await counts(session) == queries.Counts(confirmed=2, waiting=4, cancelled=2, bookings=5)
    assert await queries.waiting_position(waiting[2].id) == 2
    assert await queries.waiting_position(new_id()) is None
    assert await counts(new_id()) == queries.Counts(0, 0, 0, 0)


async def test_look_alikes_warn_of_a_second_booking(make_session, ask, now):
    session = await make_session(capacity=9)
    known = await ask(session, "Hélène Dupré")
    await ask(session, "Hélène Dupont")
    gone = await ask(session, "Helene Dupre")
    await cancel(gone.id, by="staff:1", now=now)
    await ask(await make_session(), "Hélène Dupré")
    assert [party.id for party in await look_alikes(session, "DUPRE  Helene")] == [known.id]


async def test_the_library_of_a_booking(make_session, ask):
    session = await make_session()
    booked = await ask(session)
    row = await Session.select(Session.library).where(Session.id == session).first()
    assert await library_of(booked.id) == row["library"]
    with pytest.raises(NotFound):
        await library_of(new_id())
