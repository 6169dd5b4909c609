"""Calendars polled: what is asked for, what is kept, what a person is asked, and that one bad one stops no other."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from ical_feeds import discovery, following, mirror, subscriptions
from ical_feeds.choosing import Choice
from ical_feeds.tables import run
from tests.ical_feeds.world import (
    NOW,
    URL,
    Answer,
    Sites,
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


async def test_a_calendar_is_taken_up_and_followed(sites):
    sites.answers[URL] = calendar(*events(3))
    feed = await subscribe(sites)
    assert await shown() == ["Atelier 0", "Atelier 1", "Atelier 2"]
    assert (await row(feed))["name"] == "Agenda"
    sites.answers[URL] = calendar(*events(3), Told("9", "Nouveau", NOW + 30 * DAY))
    assert await poll(sites, NOW + timedelta(minutes=50)) == 0
    assert await poll(sites, NOW + 2 * HOUR) == 1
    assert len(await shown()) == 4
    after = await row(feed)
    assert (after["changes"], after["changed_at"], after["failures"]) == (1, NOW + 2 * HOUR, 0)


async def test_what_is_as_before_is_not_read_again_for_a_week(sites):
    read = []

    async def counting(body, **more):
        read.append(len(body))
        return await surroundings(sites).read(body, **more)

    sites.answers[URL] = lambda _: Answer(200, {}, calendar(*events(3)))  # a site without tags
    await subscribe(sites, read=counting)
    await poll(sites, NOW + 2 * HOUR, read=counting)
    assert len(read) == 1
    await poll(sites, NOW + 8 * DAY, read=counting)
    assert len(read) == 2


async def test_conditional_requests_say_what_is_held(sites):
    body = calendar(*events(3))
    sites.answers[URL] = lambda sent: (
        Answer(304)
        if sent.get("If-None-Match") == '"a"'
        else Answer(200, {"etag": '"a"', "last-modified": "Mon, 11 Jan 2027 08:00:00 GMT"}, body)
    )
    feed = await subscribe(sites)
    await poll(sites, NOW + 2 * HOUR)
    assert sites.log[-1][1] | {"Accept": ""} == {
        "Accept": "",
        "If-None-Match": '"a"',
        "If-Modified-Since": "Mon, 11 Jan 2027 08:00:00 GMT",
    }
    assert (await row(feed))["good_at"] == NOW + 2 * HOUR


@pytest.mark.parametrize(
    ("answer", "error", "detail"),
    [
        (Answer(200, {}, b"<html><title>Connexion</title>"), "html", "Connexion"),
        (Answer(200, {}, b""), "empty", ""),
        (Answer(200, {}, calendar(*events(9))[:-30]), "truncated", "66"),
        (Answer(200, {}, b"Bonjour"), "not_a_calendar", ""),
        (Answer(404), "missing", "404"),
        (Answer(410), "missing", "410"),
        (Answer(401), "sign_in", "401"),
        (Answer(500), "server_fault", "500"),
        (Answer(418), "not_answered", "418"),
        (Answer(0, error="TimeoutError: "), "slow", ""),
        (Answer(0, error="ClientConnectorError: x"), "unreachable", ""),
        (Answer(0, error="Forbidden: [Errno 13] x"), "refused_address", ""),
        (Answer(200, {}, b"x" * 11_000_000), "too_large", ""),
        (Answer(302, {"location": "http://10.0.0.1/"}), "refused_address", ""),
        (Answer(302, {"location": URL}), "redirects", ""),
    ],
)
async def test_a_failed_fetch_changes_nothing_and_says_why(sites, answer, error, detail):
    sites.answers[URL] = calendar(*events(9))
    feed = await subscribe(sites)
    before = await everything()
    sites.answers[URL] = answer
    for tries in (1, 2):
        at = (await row(feed))["next_at"]
        await poll(sites, at)
        after = await row(feed)
        assert await everything() == before
        assert (after["error"], after["error_detail"], after["failures"]) == (error, detail, tries)
        assert after["next_at"] - at >= 1.7 * tries * HOUR
    sites.answers[URL] = calendar(*events(9))
    await poll(sites, after["next_at"])
    assert ((await row(feed))["error"], (await row(feed))["failures"]) == ("", 0)


async def test_a_server_that_asks_for_rest_gets_it(sites):
    sites.answers[URL] = calendar(*events(3))
    feed = await subscribe(sites)
    sites.answers[URL] = Answer(503, {"retry-after": "36000"})
    at = NOW + 2 * HOUR
    await poll(sites, at)
    assert (await row(feed))["next_at"] >= at + timedelta(hours=10)


async def test_permanent_redirects_are_remembered_and_others_are_not(sites):
    moved, there = "https://site.fr/nouveau.ics", "https://site.fr/la.ics"
    sites.answers = {
        URL: Answer(301, {"location": moved}),
        moved: Answer(302, {"location": "/la.ics"}),
        there: calendar(*events(1)),
    }
    feed = await subscribe(sites)
    assert (await row(feed))["url"] == moved


async def test_one_bad_calendar_stops_no_other(sites):
    bad, broken, good = "https://a.fr/x.ics", "https://b.fr/x.ics", "https://c.fr/x.ics"
    for url in (bad, broken, good):
        sites.answers[url] = calendar(*(replace(each, uid=url + each.uid) for each in events(1)))
    feeds = [await subscribe(sites, url) for url in (bad, broken, good)]
    sites.answers[bad] = Answer(500)
    sites.answers[good] = calendar(*events(5, word="Bon"), *(replace(each, uid=good + each.uid) for each in events(1)))

    async def stumbling(body, **more):
        if body == sites.answers[broken]:
            raise RuntimeError("a fault of ours")
        return await surroundings(sites).read(body, **more)

    sites.answers[broken] = calendar(*events(2, first=1))
    assert await poll(sites, NOW + 2 * HOUR, read=stumbling) == 3
    assert [(await row(feed))["error"] for feed in feeds] == ["server_fault", "fault", ""]
    assert len(await shown()) == 8


async def test_two_calendars_of_one_host_are_asked_in_turn(sites):
    at_once = most = 0

    async def slowly(body, **more):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        return await surroundings(sites).read(body, **more)

    urls = [f"https://site.fr/{n}.ics" for n in range(3)]
    for number, url in enumerate(urls):
        sites.answers[url] = calendar(*events(1, first=number))
        await subscribe(sites, url)
        sites.answers[url] = calendar(*events(2, first=number))
    assert await poll(sites, NOW + 2 * HOUR, read=slowly) == 3
    assert most == 1


async def test_what_is_paused_is_not_asked_and_what_is_left_is_withdrawn(sites):
    sites.answers[URL] = calendar(*events(3))
    feed = await subscribe(sites)
    await following.pause(feed, now=NOW)
    assert await poll(sites, NOW + DAY) == 0
    assert len(await shown()) == 3
    await following.hurry(feed, now=NOW + DAY)
    assert await poll(sites, NOW + DAY) == 1
    assert await following.leave(feed, now=NOW + DAY) == 3
    assert await shown() == []
    assert await run("SELECT * FROM ical_feed") == []
    # The same one, taken up once more, begins anew.
    await subscribe(sites)
    assert len(await shown()) == 3


async def test_a_choice_holds_and_another_one_brings_back(sites):
    sites.answers[URL] = calendar(
        Told("1", "Ordinateur", NOW + DAY),
        Told("2", "Tricot", NOW + DAY),
        Told("3", "Photo", NOW + DAY, more="CATEGORIES:Numérique"),
    )
    feed = await subscribe(sites, choice=Choice(words_out=("tricot",)))
    assert await shown() == ["Ordinateur", "Photo"]
    assert await following.choose(feed, Choice(categories=("numerique",)), now=NOW + HOUR) == 1
    assert await shown() == ["Photo"]
    assert await following.choose(feed, Choice(), now=NOW + HOUR) == 2
    assert len(await shown()) == 3


async def test_a_page_leads_to_its_calendar(sites):
    sites.answers["https://site.fr/agenda"] = Answer(
        200, {}, b'<html><link rel="alternate" type="text/calendar" href="/agenda.ics">'
    )
    sites.answers[URL] = calendar(*events(2))
    feed = await subscribe(sites, "site.fr/agenda")
    assert (await row(feed))["url"] == URL


@pytest.mark.parametrize(
    ("pasted", "error", "detail"),
    [
        ("tricot", "not_an_address", ""),
        ("site.fr/agenda", "html", "Agenda"),
        ("site.fr/rien", "missing", "404"),
        ("site.fr/casse.ics", "truncated", ""),
    ],
)
async def test_what_leads_to_no_calendar_says_why(sites, pasted, error, detail):
    sites.answers["https://site.fr/agenda"] = Answer(200, {}, b'<title>Agenda</title><a href="/rien.ics">x</a>')
    sites.answers["https://site.fr/casse.ics"] = calendar(*events(2))[:-40]
    copy = await discovery.find(surroundings(sites), pasted, timezone="Europe/Paris", now=NOW)
    assert (copy.error, copy.detail, copy.good) == (error, detail, False)
    assert sum(sites.asked.values()) <= 6


async def test_what_is_long_over_is_forgotten(sites):
    sites.answers[URL] = calendar(*events(3))
    await subscribe(sites)
    assert await mirror.sweep(NOW + 200 * DAY) == 0
    assert await mirror.sweep(NOW + 500 * DAY) == 3


async def test_two_workers_ask_once(emptied):
    sites = Sites()
    sites.answers[URL] = calendar(*events(3))
    await subscribe(sites)

    async def slowly(body, **more):
        await asyncio.sleep(0.2)
        return await surroundings(sites).read(body, **more)

    sites.answers[URL] = calendar(*events(4))
    polled = await asyncio.gather(*(poll(sites, NOW + 2 * HOUR, read=slowly) for _ in range(3)))
    assert sorted(polled) == [0, 0, 1]
    assert sites.asked[URL] == 2
    assert len(await shown()) == 4


async def test_what_a_dead_worker_had_in_hand_is_asked_again(sites):
    sites.answers[URL] = calendar(*events(3))
    await subscribe(sites)
    at = NOW + 2 * HOUR
    await run(subscriptions.CLAIM, at, at, [], 1, at + subscriptions.LEASE)
    assert await poll(sites, at + timedelta(minutes=4)) == 0
    assert await poll(sites, at + timedelta(minutes=6)) == 1


async def test_what_is_left_while_it_is_asked_for_is_not_kept(sites):
    sites.answers[URL] = calendar(*events(3))
    feed = await subscribe(sites)

    async def meanwhile(body, **more):
        await following.leave(feed, now=NOW)
        return await surroundings(sites).read(body, **more)

    sites.answers[URL] = calendar(*events(5))
    assert await poll(sites, NOW + 2 * HOUR, read=meanwhile) == 1
    assert await shown() == []
    assert await run("SELECT * FROM ical_feed") == []
