"""The demonstration has a year behind it, counted in all ways."""

import random
from datetime import UTC, datetime

import pytest

from server.bookings.ledger import differing
from server.bookings.tables import SessionCount
from server.demo import year
from server.libraries.queries import all_libraries
from server.reports import annual, monthly
from tests.server.reports.recount import count_again


@pytest.mark.parametrize("at", [datetime(2027, 1, 11, 9, tzinfo=UTC), datetime(2027, 7, 31, 23, 30, tzinfo=UTC)])
async def test_sessions_are_held_and_counted_whatever_the_day(maker, monkeypatch, at):
    monkeypatch.setattr(year, "MONTHS", 2)
    await maker.library("rennes")
    workshops = [await maker.workshop("Courriel", themes=("email",))]
    await year.play(await all_libraries(), workshops, maker.by, random.Random(1), at)
    places = await all_libraries()
    found = [(await annual.report(of, at)).network for of in (at.year - 1, at.year)]
    assert found == [await count_again(of, at, {one.id for one in places}) for of in (at.year - 1, at.year)]
    assert sum(one["occurrences"] for one in found) == 7
    assert sum(one["pupils"] or 0 for one in found) == 25
    assert await SessionCount.count() == 5
    (shared,) = (await monthly.document(at)).shared
    assert (shared.sessions, shared.present) == (1, 31)
    assert await differing() == []
