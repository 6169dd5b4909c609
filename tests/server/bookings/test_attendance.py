"""Who came: recorded, corrected, journalled in figures, kept when the contacts are erased; ages counted apart."""

import json
from datetime import timedelta

import pytest

from server.bookings import attendance, door_list
from server.bookings.changing import Changed, change
from server.bookings.counting import count_session
from server.bookings.counts import Count
from server.bookings.erasure import erase_due
from server.bookings.moving import move_to
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.workshops.queries import session as session_view

pytestmark = pytest.mark.usefixtures("undone")
HOUR = timedelta(hours=1)


@pytest.fixture
async def session(make_session, now):
    """A session of eight seats that started an hour ago."""
    return await make_session(starts_at=now - HOUR)


@pytest.fixture
def figures(session, now):
    """Return a function that reads the totals of the session."""

    async def read():
        return (await door_list.door(await session_view(session), now)).totals

    return read


async def lines():
    rows = await Entry.select(Entry.kind, Entry.subject, Entry.facts).order_by(Entry.id)
    return [(row["kind"], row["subject"], json.loads(row["facts"])) for row in rows]


async def test_nobody_said_is_not_nobody_came(session, ask, figures, now):
    booked = await ask(session, people=3)
    assert (await figures()).unknown == 3
    assert not (await figures()).recorded
    await attendance.record(booked.id, "absent", by="staff:1", now=now)
    assert ((await figures()).absent, (await figures()).unknown, (await figures()).recorded) == (3, 0, True)


async def test_each_answer_is_kept_corrected_and_journalled_in_figures(session, ask, figures, now):
    booked = await ask(session, "Jeanne Le Goff", people=3)
    for answer in ("2", "2", "absent", "excused", "3", "none"):
        await attendance.record(booked.id, answer, by="staff:1", now=now)
    told = [(subject, facts) for kind, subject, facts in await lines() if kind == "attendance.recorded"]
    assert {subject for subject, _ in told} == {booked.id}
    assert [(facts["state"], facts["present"], facts["people"]) for _, facts in told] == [
        ("present", 2, 3), ("absent", 0, 3), ("excused", 0, 3), ("present", 3, 3), ("unrecorded", 0, 3),
    ]  # fmt: skip
    assert all(set(facts) == {"session", "state", "present", "people"} for _, facts in told)
    assert not (await figures()).recorded


@pytest.mark.parametrize("answer", ["4", "0", "", "oui"])
async def test_what_cannot_be_is_refused(session, ask, now, answer):
    booked = await ask(session, people=3)
    with pytest.raises(Invalid):
        await attendance.record(booked.id, answer, by="staff:1", now=now)
    await attendance.record(booked.id, "3", by="staff:1", now=now)


async def test_only_who_has_a_seat_can_be_there(session, ask, now):
    seated = await ask(session, people=6)
    await ask(session, people=2)
    waits = await ask(session, "Paul", people=1, at=now - 2 * HOUR)
    assert (seated.state, waits.state) == ("confirmed", "waiting")
    with pytest.raises(Refused, match="no_seat_booked"):
        await attendance.record(waits.id, "1", by="staff:1", now=now)
    with pytest.raises(NotFound):
        await attendance.record(new_id(), "1", by="staff:1", now=now)


async def test_not_before_the_day(make_session, ask, now):
    session = await make_session(starts_at=now + 3 * HOUR)
    booked = await ask(session)
    with pytest.raises(Refused, match="too_early_to_record"):
        await attendance.record(booked.id, "1", by="staff:1", now=now)
    await attendance.record(booked.id, "1", by="staff:1", now=now + HOUR)


async def test_all_others_at_once(session, ask, figures, now):
    first, second = await ask(session, people=2), await ask(session, people=3)
    await attendance.record(first.id, "1", by="staff:1", now=now)
    assert await attendance.record_rest(session, "present", by="staff:1", now=now) == 1
    assert ((await figures()).present, (await figures()).absent) == (4, 1)
    assert await attendance.record_rest(session, "absent", by="staff:1", now=now) == 0
    await attendance.record(second.id, "absent", by="staff:1", now=now)
    assert (await figures()).present == 1
    with pytest.raises(Invalid):
        await attendance.record_rest(session, "excused", by="staff:1", now=now)


async def test_figures_survive_the_contacts(session, ask, figures, now):
    booked = await ask(session, "Jeanne Le Goff", people=3)
    await attendance.record(booked.id, "2", by="staff:1", now=now)
    await count_session(session, Count(ages={"soixante_dix_plus": 2}), by="staff:1", now=now)
    before = await figures()
    assert await erase_due(now + timedelta(days=40)) == 1
    door = await door_list.door(await session_view(session), now)
    assert (door.totals, door.ages, door.parties[0].name) == (before, {"soixante_dix_plus": 2}, "")
    await attendance.record(booked.id, "3", by="staff:1", now=now + timedelta(days=41))
    assert (await figures()).present == 3


async def test_sessions_over_and_not_recorded_are_told_until_they_are(session, ask, now, make_session):
    library = (await session_view(session)).library_id
    over = now + 2 * HOUR
    assert await door_list.to_record([library], over) == []
    first, second = await ask(session, people=2), await ask(session)
    assert await door_list.to_record([library], now) == []  # not over yet
    found = await door_list.to_record([library], over)
    assert [(each.session.id, each.people) for each in found] == [(session, 3)]
    assert await door_list.to_record([(await session_view(await make_session())).library_id], over) == []
    await attendance.record(first.id, "2", by="staff:1", now=over)
    assert [each.people for each in await door_list.to_record([library], over)] == [1]
    await attendance.record(second.id, "excused", by="staff:1", now=over)
    assert await door_list.to_record([library], over) == []


async def test_a_party_that_changes_before_the_start_is_counted_anew(make_session, ask, now):
    session, other = await make_session(starts_at=now + HOUR), await make_session(starts_at=now + HOUR)
    fewer, moved = await ask(session, people=3), await ask(session, people=2)
    for each, answer in ((fewer, "3"), (moved, "2")):
        await attendance.record(each.id, answer, by="staff:1", now=now)
    await change(fewer.id, Changed("Jeanne", people=1), by="staff:1", now=now)
    await move_to(moved.id, other, may_wait=False, by="staff:1", now=now)
    for each in (session, other):
        shown = await door_list.door(await session_view(each), now)
        assert [(party.state, party.present) for party in shown.parties] == [("", 0)]
