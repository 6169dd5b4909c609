"""Readings of feeds are counted by day and kind of application, and shown to staff; nobody is followed."""

import html
from datetime import timedelta

import pytest

from server.subscribers import readings
from server.subscribers.tables import Reading

GOOGLE = {"user-agent": "Google-Calendar-Importer"}
PAGE = "/bureau/calendriers/lectures"


async def counted():
    rows = await Reading.select().order_by(Reading.feed).order_by(Reading.client)
    return [(row["feed"], row["client"], row["times"]) for row in rows]


async def test_each_feed_is_counted_and_nothing_of_who_asked_is_kept(client, signed_in, maker, now):
    await maker.library("centre", name="Médiathèque du Centre")
    for _ in range(3):
        await client.get("/agenda.ics", headers=GOOGLE)
    await client.get("/agenda.ics?theme=internet", headers=GOOGLE)
    await client.get("/bibliotheques/centre/agenda.ics", headers={"user-agent": "iOS/18.1 dataaccessd/1.0"})
    await client.get("/bibliotheques/nulle-part/agenda.ics", headers=GOOGLE)
    await client.head("/agenda.ics", headers=GOOGLE)
    await client.get("/", headers=GOOGLE)
    text = html.unescape((await signed_in.get(PAGE)).text)
    assert await counted() == [
        ("/agenda.ics", "google", 3),
        ("/agenda.ics?", "google", 1),
        ("/bibliotheques/centre/agenda.ics", "apple", 1),
    ]
    assert {column._meta.name for column in Reading._meta.columns} == {"id", "day", "feed", "client", "times"}
    for words in ("Tout l'agenda, avec des filtres", "Médiathèque du Centre", "Google Agenda", "11 janvier 2027"):
        assert words in text


async def test_what_was_not_changed_is_a_reading_too(client, now):
    first = await client.get("/agenda.ics", headers=GOOGLE)
    again = await client.get("/agenda.ics", headers={**GOOGLE, "if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    await readings.HERE.write_down(now)
    assert await counted() == [("/agenda.ics", "google", 2)]


async def test_private_ones_are_counted_together(client, booked, make_calendar, now):
    for name in ("Jeanne Martin", "Léo Petit"):
        made = await booked(name)
        path = await make_calendar(made.secret)
        await client.get(f"{path}/mes-ateliers.ics", headers=GOOGLE)
        await client.get(f"/reservations/{made.secret}.ics", headers=GOOGLE)
    await readings.HERE.write_down(now)
    assert await counted() == [("/p/*/mes-ateliers.ics", "google", 2), ("/reservations/*.ics", "google", 2)]


async def test_a_reading_costs_the_database_nothing_for_half_a_minute(client, standing_clock, now):
    await client.get("/agenda.ics", headers=GOOGLE)
    assert await counted() == [("/agenda.ics", "google", 1)]
    for seconds in (1, 29):
        standing_clock(now + timedelta(seconds=seconds))
        await client.get("/agenda.ics", headers=GOOGLE)
    assert await counted() == [("/agenda.ics", "google", 1)]
    standing_clock(now + timedelta(seconds=30))
    await client.get("/agenda.ics", headers=GOOGLE)
    assert await counted() == [("/agenda.ics", "google", 4)]


async def test_when_the_database_is_away_counts_wait(client, monkeypatch, now):
    with monkeypatch.context() as away:
        away.setattr(readings.Reading, "raw", classmethod(lambda *_: _unreachable()))
        await client.get("/agenda.ics", headers=GOOGLE)
    assert readings.HERE.counts.total() == 1
    await readings.HERE.write_down(now)
    assert await counted() == [("/agenda.ics", "google", 1)]


async def _unreachable():
    raise ConnectionRefusedError


async def test_counts_are_kept_for_a_year(client, now):
    await client.get("/agenda.ics", headers=GOOGLE)
    await readings.sweep(now + timedelta(days=399))
    assert len(await counted()) == 1
    await readings.sweep(now + timedelta(days=402))
    assert await counted() == []


@pytest.mark.parametrize("path", [PAGE, "/bureau/calendriers"])
async def test_only_staff_read_it(client, path):
    answer = await client.get(path)
    assert answer.status_code == 303
    assert "/bureau/connexion" in answer.headers["location"]
