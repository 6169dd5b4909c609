"""When one may book, and through which door: a table; then the pages that say so."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from server.bookings.actions import Request, book, cancel
from server.bookings.rules import check_open
from server.bookings.tables import Booking
from server.foundation.errors import Refused

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dated:
    """A session of two hours that starts so long after NOW."""

    starts_at: datetime
    state: str = "published"
    opens_at: datetime | None = None
    closes_hours: int = 0

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + 2 * HOUR


SECOND = timedelta(seconds=1)
LATER = {"opens_at": NOW + SECOND}
CLOSED = {"closes_hours": 24}


@pytest.mark.parametrize(
    ("starts_in", "more", "channel", "reason"),
    [
        (SECOND, {}, "web", None),
        (timedelta(0), {}, "web", "session_past"),
        (-HOUR, {}, "peer", "session_past"),
        (timedelta(0), {}, "partner", "session_past"),
        (timedelta(0), {}, "api", "session_past"),
        # Who walks in while it goes on is noted at the desk.
        (timedelta(0), {}, "desk", None),
        (-2 * HOUR + SECOND, {}, "desk", None),
        (-2 * HOUR, {}, "desk", "session_past"),
        (DAY, {"state": "draft"}, "desk", "session_not_open"),
        (DAY, {"state": "withdrawn"}, "web", "session_not_open"),
        (DAY, {"state": "cancelled"}, "desk", "session_cancelled"),
        (-DAY, {"state": "cancelled"}, "web", "session_cancelled"),
        # Before it opens.
        (DAY, LATER, "web", "opens_later"),
        (DAY, LATER, "peer", "opens_later"),
        (DAY, LATER, "desk", None),
        (DAY, LATER, "partner", None),
        (DAY, LATER, "api", None),
        (DAY, {"opens_at": NOW}, "web", None),
        # After it closes on line.
        (DAY + SECOND, CLOSED, "web", None),
        (DAY, CLOSED, "web", "closed_on_line"),
        (DAY, CLOSED, "peer", "closed_on_line"),
        (DAY, CLOSED, "desk", None),
        (SECOND, CLOSED, "partner", None),
        (SECOND, CLOSED, "api", None),
    ],
)
def test_doors_and_hours(starts_in, more, channel, reason):
    session = Dated(NOW + starts_in, **more)
    if reason is None:
        check_open(session, NOW, channel)
        return
    with pytest.raises(Refused) as refused:
        check_open(session, NOW, channel)
    assert refused.value.reason == reason


def words(answer):
    return re.sub(r"\s+", " ", answer.text.replace("&#39;", "'").replace("\u00a0", " "))


async def test_before_it_opens_the_pages_say_when_and_whom_to_call(client, maker, now, standing_clock):
    session = await maker.session(starts_in=5 * DAY, opens_at=now + DAY)
    for path in ("", "/reservation"):
        page = words(await client.get(f"/seances/{session}{path}"))
        assert "Les inscriptions par Internet ouvrent le mardi 12 janvier à 10 h." in page
        assert "02 99 00 00 00" in page
        assert f"/seances/{session}/prevenez-moi" in page
    refused = await client.send_form(f"/seances/{session}/reservation", for_whom="self")
    assert refused.status_code == 409
    assert "ne sont pas encore ouvertes" in words(refused)
    agenda = words(await client.get("/"))
    assert f"/seances/{session}/prevenez-moi" in agenda
    assert f"/seances/{session}/reservation" not in agenda
    standing_clock(now + DAY)
    assert (await client.send_form(f"/seances/{session}/reservation", for_whom="self")).status_code == 303
    assert "prevenez-moi" not in words(await client.get(f"/seances/{session}"))


async def test_it_may_open_or_close_while_somebody_answers(client, maker, now, standing_clock):
    session = await maker.session(starts_in=DAY + HOUR, closes_hours=24)
    begun = await client.send_form(f"/seances/{session}/reservation", for_whom="self")
    path = begun.headers["location"].rsplit("/", 1)[0]
    await client.send_form(f"{path}/nom", name="Jeanne Martin")
    await client.send_form(f"{path}/contact", channel="none")
    standing_clock(now + HOUR)
    refused = await client.send_form(f"{path}/verification")
    assert refused.status_code == 409
    assert "On ne s'inscrit plus par Internet à cette séance." in words(refused)
    assert "02 99 00 00 00" in words(refused)
    assert await Booking.count() == 0
    standing_clock(now + HOUR - SECOND)
    assert (await client.send_form(f"{path}/verification")).status_code == 303
    assert await Booking.count() == 1


async def test_staff_book_outside_the_window_and_the_list_goes_on_until_the_start(signed_in, maker, now):
    session = await maker.session(capacity=1, starts_in=2 * DAY, opens_at=now + DAY, closes_hours=12)
    answer = await signed_in.send_form(f"/bureau/seances/{session}/inscriptions", name="Anne Un")
    assert answer.status_code == 303
    first = await Booking.objects().first()
    at = now + 2 * DAY - SECOND  # closed on line for long
    waits = await book(Request(session, "Brice Deux", channel="desk"), by="staff:1", now=at)
    assert waits.state == "waiting"
    await cancel(first.id, by="patron", now=at)
    assert (await Booking.objects().where(Booking.id == waits.id).first()).state == "confirmed"
