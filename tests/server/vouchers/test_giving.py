"""Give a voucher for a booking, on its page and at the desk: kept, refused, taken back, and never written down."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from server.bookings.actions import cancel
from server.bookings.queries import secret_of
from server.bookings.tables import Booking
from server.foundation.errors import Refused
from server.foundation.ids import derived
from server.foundation.settings import settings
from server.journal.tables import Entry
from server.vouchers.actions import keyed, reserve
from server.vouchers.tables import Voucher

CODE, TYPED = "4417 0293", "44170293"


@pytest.fixture
async def booking(maker, issue, ask):
    """A booking in a session that takes the vouchers of one issuer."""
    await issue()
    return await ask(await maker.session(pass_accepted=True))


def address(booked):
    return f"/reservations/{booked.secret}/pass"


async def test_a_code_is_kept_for_the_booking(client, booking, states):
    ticket = await client.get(f"/reservations/{booking.secret}")
    assert address(booking) in ticket.text
    asked = await client.get(address(booking))
    assert "9999-9999" in asked.text
    answer = await client.send_form(address(booking), code=CODE)
    assert (answer.status_code, answer.headers["location"]) == (303, address(booking))
    assert await states(booking.id) == ["reserved"]
    shown = await client.get(address(booking))
    assert "Chèque qui finit par 0293" in shown.text
    assert "Le compte y est." in shown.text
    assert shown.headers["cache-control"] == "no-store"


async def test_given_twice_it_is_kept_once(client, booking, states, told):
    for code in (CODE, "4417-0293"):
        assert (await client.send_form(address(booking), code=code)).status_code == 303
    assert await states(booking.id) == ["reserved"]
    assert await told() == ["voucher.reserved"]


@pytest.mark.parametrize("code", ["", "4417029", "44A70293", "x" * 500, "' OR 1=1 --"])
async def test_a_code_that_is_none_is_refused_in_words(client, booking, states, code):
    answer = await client.send_form(address(booking), code=code)
    assert answer.status_code == 422
    assert "ne ressemble à aucun chèque" in answer.text
    assert await states(booking.id) == []


async def test_a_code_serves_one_booking_at_a_time(client, booking, maker, ask, now):
    await client.send_form(address(booking), code=CODE)
    other = await ask(await maker.session(pass_accepted=True), "Paul Kerros")
    refused = await client.send_form(address(other), code=TYPED)
    assert refused.status_code == 422
    assert "déjà utilisé, ou gardé" in refused.text
    assert "Jeanne" not in refused.text
    voucher = (await Voucher.select(Voucher.id).first())["id"]
    assert (await client.send_form(f"{address(booking)}/{voucher}/retirer")).status_code == 303
    assert (await client.send_form(address(other), code=TYPED)).status_code == 303


async def test_enough_is_enough(client, booking):
    await client.send_form(address(booking), code=CODE)
    refused = await client.send_form(address(booking), code="11112222")
    assert refused.status_code == 422
    assert "Chèques pour cette inscription : 1." in refused.text


async def test_one_does_not_take_back_what_is_somebody_else_s(client, booking, maker, ask, states):
    await client.send_form(address(booking), code=CODE)
    other = await ask(await maker.session(pass_accepted=True), "Paul Kerros")
    voucher = (await Voucher.select(Voucher.id).first())["id"]
    assert (await client.send_form(f"{address(other)}/{voucher}/retirer")).status_code == 404
    assert await states(booking.id) == ["reserved"]


async def test_what_is_used_stays(client, booking, came, states):
    await client.send_form(address(booking), code=CODE)
    await came(booking.id)
    voucher = (await Voucher.select(Voucher.id).first())["id"]
    refused = await client.send_form(f"{address(booking)}/{voucher}/retirer")
    assert refused.status_code == 422
    assert "Ce chèque est déjà utilisé." in refused.text
    assert await states(booking.id) == ["used"]


async def test_no_seat_no_voucher(client, maker, issue, ask, now, states):
    await issue()
    session = await maker.session(pass_accepted=True, capacity=1)
    first, second = await ask(session), await ask(session, "Paul Kerros")
    assert second.state == "waiting"
    page = await client.get(address(second))
    assert 'name="code"' not in page.text
    assert "quand la place est sûre" in page.text
    assert (await client.send_form(address(second), code=CODE)).status_code == 422
    assert (await client.send_form(address(first), code=CODE)).status_code == 303
    await cancel(first.id, by="patron", now=now)
    assert (await client.send_form(address(first), code="11112222")).status_code == 422


async def test_sessions_that_take_none_have_no_such_page(client, maker, issue, ask):
    await issue()
    booked = await ask(await maker.session())
    assert (await client.get(address(booked))).status_code == 404
    assert address(booked) not in (await client.get(f"/reservations/{booked.secret}")).text
    assert (await client.get("/reservations/personne/pass")).status_code == 404


async def test_tries_are_counted(client, booking):
    answers = [(await client.send_form(address(booking), code="1")).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


async def test_the_desk_gives_it_too(signed_in, booking, states):
    page = f"/bureau/inscriptions/{booking.id}/pass"
    assert "Pass numérique de Jeanne Le Goff" in (await signed_in.get(page)).text
    assert (await signed_in.send_form(page, code="12")).status_code == 422
    assert (await signed_in.send_form(page, code=CODE)).headers["location"] == page
    assert await states(booking.id) == ["reserved"]
    voucher = (await Voucher.select(Voucher.id).first())["id"]
    await signed_in.send_form(f"{page}/{voucher}/retirer")
    assert await states(booking.id) == ["given_back"]


async def test_the_desk_of_another_library_does_not(browser, maker, booking, states):
    person = await maker.staff("manager", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(person))
        page = f"/bureau/inscriptions/{booking.id}/pass"
        assert (await opened.get(page)).status_code == 404
        assert (await opened.send_form(page, code=CODE)).status_code == 404
    assert await states(booking.id) == []


async def test_the_code_is_written_nowhere(client, booking, caplog):
    caplog.set_level("DEBUG")
    answer = await client.send_form(address(booking), code=CODE)
    await client.send_form(address(booking), code="9" * 7)
    row = await Voucher.select().first()
    assert row["digest"] == await keyed(TYPED) != await keyed("44170294")
    assert row["ends"] == "0293"
    lines = str(await Entry.select()) + str(row) + answer.headers["location"]
    for text in (lines, caplog.text):
        assert not re.search(r"4417.?0293|9999999", text)
    assert "0293" not in str(await Entry.select())
    assert str(row["id"]) in str(await Entry.select())


async def test_the_page_is_there_for_its_secret_only(client, booking):
    assert (await client.get(f"/reservations/{secret_of(booking.id)}/pass")).status_code == 200
    assert (await client.get(f"/reservations/{booking.id}/pass")).status_code == 404


async def test_the_quick_booking_takes_a_code_with_the_name(signed_in, maker, issue, states):
    await issue()
    session = await maker.session(pass_accepted=True)
    page = f"/bureau/seances/{session}"
    assert 'name="code"' in (await signed_in.get(page)).text
    assert 'name="code"' not in (await signed_in.get(f"/bureau/seances/{await maker.session()}")).text
    answer = await signed_in.send_form(f"{page}/inscriptions", name="Jeanne Le Goff", key="a", code=CODE)
    booking = UUID(answer.headers["location"].rpartition("=")[2])
    assert await states(booking) == ["reserved"]
    assert f"/bureau/inscriptions/{booking}/pass" in (await signed_in.get(answer.headers["location"])).text
    assert f"/bureau/inscriptions/{booking}/pass" in (await signed_in.get(f"/bureau/inscriptions/{booking}")).text
    refused = await signed_in.send_form(f"{page}/inscriptions", name="Paul Kerros", key="b", code=CODE)
    assert refused.status_code == 422
    assert 'href="#code"' in refused.text
    assert [row["id"] for row in await Booking.select(Booking.id)] == [booking]
    assert (await signed_in.send_form(f"{page}/inscriptions", name="Paul Kerros", key="b")).status_code == 303


async def test_a_new_secret_lets_no_voucher_be_spent_again(client, booking, maker, ask, monkeypatch, now):
    await client.send_form(address(booking), code=CODE)
    other = await ask(await maker.session(pass_accepted=True), "Paul Kerros")
    known = replace(settings(), secret=b"another secret, after a restore!")
    monkeypatch.setattr("server.vouchers.actions.settings", lambda: known)
    with pytest.raises(Refused, match="voucher_taken"):
        await reserve(other.id, CODE, by="staff:1", now=now)


async def test_a_voucher_written_down_under_the_secret_of_old_is_still_spent(client, booking, maker, ask):
    await client.send_form(address(booking), code=CODE)
    await Voucher.update({Voucher.digest: derived(settings().secret, "voucher", TYPED)}, force=True)
    other = await ask(await maker.session(pass_accepted=True), "Paul Kerros")
    answer = await client.send_form(address(other), code=CODE)
    assert (answer.status_code, await Voucher.count()) == (422, 1)
