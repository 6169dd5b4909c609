"""What keeps robots out of the booking pages, and the pages out of caches."""

from datetime import timedelta

from server.bookings.tables import Booking
from tests.server.bookings.walking import to_check


async def test_a_robot_that_fills_the_hidden_field_books_nothing(client, walk, maker):
    session = await maker.session()
    start = f"/seances/{session}/reservation"
    assert (await client.send_form(start, for_whom="self", site="https://x.example")).status_code == 409
    page = await to_check(walk, session)
    assert page.fields["site"] == ""
    answer = await client.send_form(page.address, site="https://x.example")
    assert answer.status_code == 409
    assert "L'inscription n'est pas faite" in answer.text.replace("&#39;", "'")
    assert await Booking.count() == 0


async def test_ten_bookings_in_ten_minutes_from_one_address(client, walk, maker, standing_clock, now):
    session = await maker.session(capacity=20)
    for number in range(10):
        assert (await walk(await to_check(walk, session, f"Jeanne Martin {number}"))).status == 200
    last = await to_check(walk, session, "Une de trop")
    answer = await client.send_form(last.address)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 600
    assert await Booking.count() == 10
    standing_clock(now + timedelta(minutes=11))
    assert (await client.send_form(last.address)).status_code == 303


async def test_a_form_sent_by_another_site_is_refused(client, maker):
    session = await maker.session()
    answer = await client.post(
        f"/seances/{session}/reservation", data={"for_whom": "self"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


async def test_pages_of_the_flow_are_kept_by_no_cache(walk, maker):
    session = await maker.session()
    page = await to_check(walk, session)
    ticket = await walk(page)
    for each in (page, ticket):
        assert each.headers["cache-control"] == "no-store"
        assert each.headers["referrer-policy"] == "same-origin"
