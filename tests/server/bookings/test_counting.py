"""What is counted of a session without names: what agrees with who came, and that all of it is kept at once."""

from datetime import timedelta

import pytest

from server.bookings import attendance, attended, counting, headcount
from server.bookings.counting import count_session
from server.bookings.counts import Count, check
from server.bookings.presence import Totals
from server.foundation.errors import Invalid, Refused
from server.journal.tables import Entry

HOUR = timedelta(hours=1)
DOOR, NOBODY = Totals(6, 1, 0, 0, 0, True), Totals(0, 0, 0, 0, 4, False)
CASES = [
    ({}, {}, DOOR, {}),
    ({"known": 6, "feminin": 4, "masculin": 2, "pupils": 0, "remote": 6}, {"moins_de_douze": 6}, DOOR, {}),
    ({"known": 7}, {}, DOOR, {"known": "more_than_came"}),
    ({"feminin": 4, "masculin": 3}, {}, DOOR, {"feminin": "more_than_came"}),
    ({}, {"douze_dix_huit": 3, "non_communique": 4}, DOOR, {"douze_dix_huit": "more_than_came"}),
    ({"scolarise": 7}, {"moins_de_douze": 7}, DOOR, dict.fromkeys(("scolarise", "moins_de_douze"), "more_than_came")),
    ({"people": 30, "pupils": 28, "visits": 1, "classes": 1}, {}, NOBODY, {}),
    ({"people": 2, "pupils": 28}, {}, DOOR, {"pupils": "more_than_came"}),
    ({"people": 3, "retraite": 4}, {}, NOBODY, {"retraite": "more_than_came"}),
    ({"retraite": 8}, {}, NOBODY, {}),
    ({"retraite": 9}, {}, NOBODY, {"retraite": "say_how_many_came"}),
    ({"people": -1}, {"moins_de_douze": -1}, NOBODY, {"people": "bad_count", "moins_de_douze": "bad_count"}),
    ({"people": 10_001, "cents": 100_000_001}, {}, NOBODY, {"people": "bad_count", "cents": "bad_count"}),
    ({"cents": 0, "staff_minutes": 0, "volunteers": 0, "classes": 0}, {}, NOBODY, {}),
]  # fmt: skip


@pytest.mark.parametrize(("numbers", "ages", "figures", "wrong"), CASES)
def test_no_part_is_greater_than_the_whole(numbers, ages, figures, wrong):
    if not wrong:
        return check(Count(numbers, ages), figures, 8)
    with pytest.raises(Invalid) as refused:
        check(Count(numbers, ages), figures, 8)
    assert refused.value.fields == wrong
    return None


@pytest.fixture
async def session(undone, make_session, now):
    """A session of eight seats that starts now."""
    return await make_session(starts_at=now)


async def test_all_is_kept_at_once_and_the_same_again_is_no_change(session, ask, now):
    booked = await ask(session, people=3, at=now - HOUR)
    await attendance.record(booked.id, "3", by="staff:1", now=now)
    given = Count({"people": 9, "feminin": 2, "cents": 0}, {"douze_dix_huit": 0, "non_communique": 2}, off_site=False)
    for _ in range(2):
        await count_session(session, given, by="staff:1", now=now)
    kept = await counting.of_session(session)
    assert {name: value for name, value in kept.items() if value is not None} == {
        "feminin": 2, "cents": 0, "off_site": False,
    }  # fmt: skip
    assert await headcount.of_session(session) == {"douze_dix_huit": 0, "non_communique": 2}
    with pytest.raises(Invalid):
        await count_session(session, Count({"cents": 5, "feminin": 4}), by="staff:1", now=now)
    assert (await counting.of_session(session)) == kept
    lines = [row["kind"] for row in await Entry.select(Entry.kind)]
    assert lines.count("heads.counted") == 1
    await count_session(session, Count(), by="staff:1", now=now)
    assert not any((await counting.of_session(session)).values())
    assert await headcount.of_session(session) == {}


async def test_who_came_is_who_was_noted_else_who_was_counted(session, ask, now):
    assert (await attended.of_session(session)).present is None
    await count_session(session, Count({"people": 3}), by="staff:1", now=now)
    assert (await attended.of_session(session)).present == 3
    booked = await ask(session, people=2, at=now - HOUR)
    await attendance.record(booked.id, "absent", by="staff:1", now=now)
    assert (await attended.of_session(session)).present == 0


async def test_not_before_the_day_nor_of_a_session_called_off(undone, make_session, now):
    later = await make_session()
    with pytest.raises(Refused, match="too_early_to_record"):
        await count_session(later, Count({"people": 3}), by="staff:1", now=now)
