"""What a copy of a calendar is without: it goes slowly, a person is asked, and nothing doubles or is ours."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ical_feeds import discovery, following
from ical_feeds.choosing import Choice
from ical_feeds.fetch import handed_in
from ical_feeds.imported import ImportedEvent
from ical_feeds.read import Reading
from ical_feeds.tables import run
from tests.ical_feeds.world import (
    NOW,
    URL,
    Told,
    calendar,
    events,
    everything,
    poll,
    row,
    shown,
    subscribe,
    surroundings,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def test_reading_the_same_twice_changes_nothing(sites):
    sites.answers[URL] = calendar(
        *events(30), Told("", "Sans nom", NOW + DAY), Told("s", "Série", NOW + DAY, more="RRULE:FREQ=WEEKLY;COUNT=5")
    )
    feed = await subscribe(sites)
    before = await everything()
    assert len(before) == 36
    # Not even what is read anew, since another tag and stamps move with each export.
    stamped = sites.answers[URL].replace(b"SUMMARY:", b"DTSTAMP:20270111T100000Z\r\nSEQUENCE:0\r\nSUMMARY:")
    sites.answers[URL] = stamped
    assert await poll(sites, NOW + 2 * HOUR) == 1
    assert await everything() == before
    assert (await row(feed))["changed_at"] == NOW


async def test_what_vanishes_goes_after_two_good_copies_and_six_hours(sites):
    told = events(9)
    sites.answers[URL] = calendar(*told)
    feed = await subscribe(sites)
    sites.answers[URL] = calendar(*told[1:])
    await poll(sites, NOW + 2 * HOUR)
    assert len(await shown()) == 9
    await poll(sites, NOW + 5 * HOUR)
    assert len(await shown()) == 9
    # Unchanged since: a good copy all the same.
    await poll(sites, NOW + 9 * HOUR)
    assert len(await shown()) == 8
    assert (await row(feed))["changes"] == 1
    sites.answers[URL] = calendar(*told)
    await poll(sites, NOW + 20 * HOUR)
    assert len(await shown()) == 9


@pytest.mark.parametrize("after", [calendar(), calendar(Told("neuf", "Neuf", NOW + DAY))], ids=["empty", "another"])
async def test_a_calendar_that_is_suddenly_empty_asks_a_person(sites, after):
    told = events(30)
    sites.answers[URL] = calendar(*told)
    feed = await subscribe(sites)
    sites.answers[URL] = after
    for hours in (2, 12, 24):
        await poll(sites, NOW + hours * HOUR)
    asked = await row(feed)
    assert (asked["asked_at"], asked["vanishing"]) == (NOW + 2 * HOUR, 30)
    assert len(await shown()) == 30
    # They come back: nothing is asked any more.
    sites.answers[URL] = calendar(*told)
    await poll(sites, NOW + 48 * HOUR)
    assert (await row(feed))["asked_at"] is None
    assert len(await shown()) == 30


@pytest.mark.parametrize(("let_go", "left"), [(True, ["Neuf"]), (False, 31)])
async def test_the_answer_of_the_person_is_followed(sites, let_go, left):
    sites.answers[URL] = calendar(*events(30))
    feed = await subscribe(sites)
    sites.answers[URL] = calendar(Told("neuf", "Neuf", NOW + 400 * DAY))
    await poll(sites, NOW + 2 * HOUR)
    assert await following.answer(feed, let_go=let_go, now=NOW + 3 * HOUR) == 30
    await poll(sites, NOW + 3 * HOUR)
    assert (await shown() if let_go else len(await shown())) == left
    for hours in (10, 20, 30):
        await poll(sites, NOW + hours * HOUR)
    assert (await shown() if let_go else len(await shown())) == left
    assert (await row(feed))["asked_at"] is None


async def test_our_own_events_that_come_back_are_skipped(sites):
    async def foreign(found):
        return [each for each in found if each.uid != "0@exemple.fr"]

    sites.answers[URL] = calendar(*events(3))
    feed = await subscribe(sites, foreign=foreign)
    assert await shown() == ["Atelier 1", "Atelier 2"]
    assert '"ours_skipped", "1"' in (await row(feed))["problems"]


async def test_uids_that_are_new_each_time_make_no_doubles(sites):
    told = events(20)
    sites.answers[URL] = calendar(*told)
    feed = await subscribe(sites)
    ids = {each["id"] for each in await everything()}
    for hours in (2, 12):
        sites.answers[URL] = calendar(*(replace(each, uid=f"{hours}-{each.uid}") for each in told))
        await poll(sites, NOW + hours * HOUR)
        assert {each["id"] for each in await everything()} == ids
    assert '"volatile"' in (await row(feed))["problems"]


async def test_a_file_is_a_calendar_that_is_never_polled(sites):
    around = surroundings(sites)
    copy = await discovery.read(around, handed_in(calendar(*events(5))), timezone="Europe/Paris", now=NOW)
    feed = await following.take_up(around, copy, Choice(), timezone="Europe/Paris", now=NOW)
    assert await poll(sites, NOW + 30 * DAY) == 0
    again = await discovery.read(around, handed_in(calendar(*events(1))), timezone="Europe/Paris", now=NOW)
    await following.hand_in(around, feed, again, now=NOW + HOUR)
    assert await shown() == ["Atelier 0"]


def prepared(held):
    """A way to read calendars that were read before: reading itself is tried elsewhere, and takes its time."""

    async def read(body, **more):
        told = held[f"https://site{int(body.partition(b'UID:')[2].partition(b'-')[0])}.fr/agenda.ics"]
        last = ("", "", "", "confirmed", ())
        made = [
            ImportedEvent(each.uid, 0, each.starts_at, each.starts_at + HOUR, "Europe/Paris", False, each.title, *last)
            for each in told
        ]
        return Reading(made, [], "Agenda")

    return read


async def test_twenty_subscriptions_for_an_hour_make_the_expected_requests_and_no_more(sites):
    """Twenty calendars of 500 events of which 2 % change all the time, polled each minute of an hour."""
    held = {
        f"https://site{n}.fr/agenda.ics": [replace(each, uid=f"{n}-{each.uid}") for each in events(500)]
        for n in range(20)
    }
    for url, told in held.items():
        sites.answers[url] = calendar(*told)
        await subscribe(sites, url, read=prepared(held))
    assert sum(sites.asked.values()) == 20
    expected = len(await run("SELECT id FROM ical_feed WHERE next_at <= {}", NOW + HOUR))
    assert 0 < expected < 20
    for url, told in held.items():
        held[url] = [
            replace(each, title=f"{each.title} (suite)") if n % 50 == 0 else each for n, each in enumerate(told)
        ]
        sites.answers[url] = calendar(*held[url])
    polled = sum([await poll(sites, NOW + timedelta(minutes=minute), read=prepared(held)) for minute in range(1, 61)])
    assert polled == expected
    assert sum(sites.asked.values()) == 20 + expected
    assert max(sites.asked.values()) == 2
    changed = await run("SELECT count(*)::int AS number FROM ical_event WHERE changed_at > {}", NOW)
    assert changed[0]["number"] == 10 * expected
    # All changed, so all are asked twice as often now: in half an hour, not before a quarter of one.
    soonest = await run("SELECT min(next_at - fetched_at) AS least FROM ical_feed WHERE fetched_at > {}", NOW)
    assert timedelta(minutes=26) < soonest[0]["least"] < timedelta(minutes=34)
