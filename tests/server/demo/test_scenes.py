"""The demonstration has a story for each page of the product."""

from datetime import UTC, datetime

import pytest

from server.bookings.ledger import differing
from server.bookings.tables import Attendance, Booking, CourseBooking, Demand, HeadCount, Watch
from server.demo.scenes import play
from server.libraries.queries import by_id
from server.partners.tables import Prescription
from server.partnerships.tables import Convention, FundingFile
from server.vouchers.tables import Voucher
from server.workshops.tables import Session


@pytest.mark.parametrize("at", [datetime(2027, 1, 11, 9, tzinfo=UTC), datetime(2027, 7, 31, 23, 30, tzinfo=UTC)])
async def test_all_scenes_are_played_whatever_the_hour(client, maker, at):
    library = await by_id(await maker.library("rennes"))
    workshops = [await maker.workshop(f"Atelier {number}") for number in range(4)]
    token = await play(library, workshops, maker.by, now=at)
    waiting = Booking.course.is_not_null() & (Booking.state == "waiting")
    assert (await CourseBooking.count(), await Booking.count().where(waiting)) == (4, 4)
    assert await Booking.count().where(Booking.state == "offered") == 1
    assert (await Voucher.select(Voucher.state))[0]["state"] == "reserved"
    assert (await Attendance.count(), await HeadCount.count()) == (4, 2)
    assert (await Demand.count(), await Watch.count(), await Prescription.count()) == (4, 1, 1)
    assert await Session.count().where(Session.practice.eq(True)) == 1
    assert (await client.get(f"/partenaires/{token}")).status_code in {200, 410}  # the clock of the page is not moved
    assert (await client.get("/charte")).text.count("commune") >= 2
    assert sorted(row["state"] for row in await Convention.select(Convention.state)) == ["draft", "signed", "signed"]
    assert sorted(row["budget"] for row in await FundingFile.select(FundingFile.budget)) == [1_200_000, 4_000_000]
    assert await differing() == []
