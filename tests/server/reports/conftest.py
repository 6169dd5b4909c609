"""A year of two networks' worth of sessions: held, cancelled, to practise with, in two time zones, counted or not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from data_inclusion.schema.v1 import services, structures

from server.bookings import arrivals, attendance, counting
from server.bookings.actions import Request, book
from server.bookings.counts import Count
from server.foundation.database import DB
from server.foundation.ids import new_id

HOUR = timedelta(hours=1)
NEW_YEAR = datetime(2025, 12, 31, 22, 30, tzinfo=UTC)  # 2025 in Rennes, 2026 in La Réunion


@pytest.fixture
def their_today(monkeypatch, now):
    """The publisher's models refuse a day after today: today is that of the tests."""

    class Today(date):
        @classmethod
        def today(cls):
            return now.date()

    for module in (services, structures):
        monkeypatch.setattr(module, "date", Today)


@pytest.fixture
async def year(maker, now):
    """Make the year and return its libraries by name and its sessions by what they stand for."""
    rennes = await maker.library("rennes", insee="35238")
    island = await maker.library("ile", timezone="Indian/Reunion", insee="97411")
    empty = await maker.library("vide")
    everywhere = await maker.workshop("Courriel", themes=("email",), level="beginner", audiences=("seniors",))
    stories = await maker.workshop("Heure du conte", audiences=("youth",))
    starts = {
        "named": (rennes, everywhere, datetime(2026, 2, 2, 13, tzinfo=UTC)),
        "again": (rennes, everywhere, datetime(2026, 3, 2, 13, tzinfo=UTC)),
        "class": (rennes, stories, datetime(2026, 3, 9, 9, tzinfo=UTC)),
        "unsaid": (rennes, stories, datetime(2026, 3, 16, 9, tzinfo=UTC)),
        "nobody": (rennes, stories, datetime(2026, 4, 6, 9, tzinfo=UTC)),
        "shared": (island, everywhere, datetime(2026, 5, 4, 9, tzinfo=UTC)),
        "eve": (rennes, everywhere, NEW_YEAR),
        "morning": (island, everywhere, NEW_YEAR),
        "cancelled": (rennes, stories, datetime(2026, 5, 11, 9, tzinfo=UTC)),
        "practice": (rennes, stories, datetime(2026, 5, 12, 9, tzinfo=UTC)),
        "draft": (rennes, stories, datetime(2026, 5, 13, 9, tzinfo=UTC)),
        "to come": (rennes, stories, datetime(2027, 11, 9, 9, tzinfo=UTC)),
    }
    made = {}
    for name, (library, workshop, start) in starts.items():
        maker.now = start - 48 * HOUR
        made[name] = await maker.session(library, workshop, starts_at=start, published=name != "draft")
    maker.now = now
    await _come(made["named"], starts["named"][2])
    counts = {
        "again": Count({"people": 0, "cents": 0}),
        "class": Count({"people": 27, "visits": 2, "classes": 1, "pupils": 25, "remote": 0}, off_site=True),
        "nobody": Count({"people": 0, "staff_minutes": 90, "volunteers": 2}, off_site=False),
        "shared": Count({"people": 6, "known": 2, "feminin": 4, "cents": 4550}, {"soixante_dix_plus": 5}),
        "eve": Count({"people": 9}),
        "morning": Count({"people": 8, "visits": 0}),
        "cancelled": Count({"people": 100}),
        "practice": Count({"people": 100}),
    }
    for name, count in counts.items():
        await counting.count_session(made[name], count, by="staff:1", now=starts[name][2])
    await DB.rows("UPDATE session SET state = 'cancelled' WHERE id = {}", made["cancelled"])
    await DB.rows("UPDATE session SET practice = true WHERE id = {}", made["practice"])
    return {"rennes": rennes, "ile": island, "vide": empty}, made


async def _come(session, start):
    """Book three parties of two, of which one comes whole, one in part and one not at all; one walks in."""
    before = start - 24 * HOUR
    for name, answer in (("Anne", "2"), ("Paul", "1"), ("Luc", "absent")):
        asked = Request(session=session, name=name, people=2, channel="desk")
        booked = await book(asked, by="system", now=before)
        await attendance.record(booked.id, answer, by="staff:1", now=start)
    came = arrivals.Newcomer(new_id(), session, "", 1)
    await arrivals.add(came, by="staff:1", now=start)
    await arrivals.give(came.id, by="staff:1", now=start)
