"""The agenda as calendars, read back with another program and judged on their headers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from icalendar import Calendar

from server.bookings import actions
from server.libraries import actions as libraries
from server.workshops import sessions
from server.workshops.tables import Session

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def events(client, path="/agenda.ics"):
    """The events of a feed, by summary."""
    answer = await client.get(path)
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    found = list(calendar.walk("VEVENT"))
    assert not [each.errors for each in found if each.errors]
    return {str(each["SUMMARY"]): each for each in found}


async def test_a_session_of_ours(client, maker, now):
    library = await maker.library(
        "jean-mace", name="Médiathèque Jean-Macé", latitude=48.1, longitude=-1.67, timezone="America/Miquelon"
    )
    workshop = await maker.workshop("Mails, photos; etc.", themes=["email"], summary="Avec pièce jointe", bring="Rien")
    session = await maker.session(library, workshop)
    event = (await events(client))["Mails, photos; etc."]
    assert event["UID"] == str(session)
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["DTSTART"].params["TZID"] == "America/Miquelon"
    assert event["DTSTART"].dt.astimezone(UTC) == now + 2 * DAY
    assert event["DTEND"].dt.astimezone(UTC) == now + 2 * DAY + 2 * HOUR
    assert event["LOCATION"] == "Médiathèque Jean-Macé, 1 rue du Port, 35000 Rennes"
    assert event["GEO"].to_ical() == "48.1;-1.67"
    assert [str(each) for each in event["CATEGORIES"].cats] == ["Courrier électronique"]
    lines = str(event["DESCRIPTION"]).split("\n")
    assert lines[-1] == event["URL"] == f"http://test.example/seances/{session}"
    assert "Avec pièce jointe" in lines


async def test_a_session_of_a_peer_keeps_its_identity(client, mirror, now):
    session = await mirror("Découvrir la tablette", version=7, tags=["TelephoneEtTablette"])
    event = (await events(client))["Découvrir la tablette"]
    assert event["UID"] == str(session)
    assert event["SEQUENCE"] == 7
    assert event["DTSTAMP"].dt == now - 5 * HOUR
    assert event["URL"] == f"https://quimper.example/seances/{session}"
    assert [str(each) for each in event["CATEGORIES"].cats] == ["TelephoneEtTablette"]
    assert event["LOCATION"] == "Médiathèque des Ursulines, Esplanade Julien-Gracq, 29000 Quimper"
    description = str(event["DESCRIPTION"])
    assert "Proposé par Médiathèque de Quimper" in description
    assert description.endswith(event["URL"])


@pytest.mark.parametrize(
    "more",
    [
        {"version": None, "updated": None},
        {"version": 2**52},
        {"ends_at": None},
        {"timezone": "Mars/Olympus"},
        {"name": "x" * 190 + "\x0b"},
        {"place_name": "", "street": "", "locality": "", "postal_code": "", "url": ""},
        {"status": "tentative"},
    ],
)
async def test_whatever_a_peer_tells_the_feed_is_read(client, mirror, more):
    await mirror(**more)
    (event,) = (await events(client)).values()
    assert event["DTEND"].dt > event["DTSTART"].dt
    assert 0 <= event["SEQUENCE"] < 2**31


async def test_sequence_of_a_peer_without_versions_never_goes_down(client, mirror, now):
    await mirror("Avant", version=None, updated=now - 9 * DAY)
    await mirror("Après", version=None, updated=now - DAY)
    found = await events(client)
    assert 0 < found["Avant"]["SEQUENCE"] < found["Après"]["SEQUENCE"]


async def test_full_then_free_moves_the_stamp_and_not_the_sequence(client, maker, now):
    session = await maker.session(capacity=2, waiting_places=0)
    booked = [
        await actions.book(actions.Request(session, f"Personne {hour}"), by="patron", now=now + hour * HOUR)
        for hour in (1, 2)
    ]
    full = (await events(client))["COMPLET — Premiers pas avec Internet"]
    assert full["DTSTAMP"].dt == now + 2 * HOUR
    await actions.cancel(booked[0].id, by="patron", now=now + 3 * HOUR)
    free = (await events(client))["Premiers pas avec Internet"]
    assert free["DTSTAMP"].dt == free["LAST-MODIFIED"].dt == now + 3 * HOUR
    assert free["SEQUENCE"] == full["SEQUENCE"] == 0


async def test_a_booking_that_changes_nothing_shown_leaves_the_bytes(client, maker, now):
    session = await maker.session(capacity=5)
    before = await client.get("/agenda.ics")
    await actions.book(actions.Request(session, "Ana Morel"), by="patron", now=now + HOUR)
    assert (await client.get("/agenda.ics")).content == before.content


async def test_cancelled_stays_a_week_after_its_day(client, maker, administrator, now, standing_clock):
    session = await maker.session()
    other = await maker.session()
    await sessions.cancel(session, "Malade.", by=administrator, now=now)
    cancelled = (await events(client))["ANNULÉ — Premiers pas avec Internet"]
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["SEQUENCE"] == 1
    assert cancelled["UID"] == str(session)
    standing_clock(now + 8 * DAY)
    assert "ANNULÉ — Premiers pas avec Internet" in await events(client)
    standing_clock(now + 11 * DAY)
    assert [str(each["UID"]) for each in (await events(client)).values()] == [str(other)]


@pytest.mark.parametrize(("days", "there"), [(-32, False), (-28, True), (300, True), (365, True), (368, False)])
async def test_thirty_days_back_and_a_year_ahead(client, maker, standing_clock, now, days, there):
    session = await maker.session()
    starts = now + days * DAY
    await Session.update({Session.starts_at: starts, Session.ends_at: starts + HOUR}).where(Session.id == session)
    assert bool(await events(client)) is there


async def test_the_zone_of_days_is_that_of_the_library(client, maker, now):
    # Midnight in Nouméa is 13:00 UTC the day before.
    library = await maker.library("noumea", timezone="Pacific/Noumea")
    starts = datetime(2027, 1, 14, 14, tzinfo=UTC)
    await maker.session(library, starts_at=starts)
    path = "/bibliotheques/noumea/agenda.ics"
    assert await events(client, f"{path}?du=2027-01-15&au=2027-01-15")
    assert not await events(client, f"{path}?au=2027-01-14")


async def test_a_library_without_sessions_has_a_calendar(client, maker, mirror):
    await maker.library("vide", name="Bibliothèque vide")
    await maker.session()
    await mirror()
    answer = await client.get("/bibliotheques/vide/agenda.ics")
    calendar = Calendar.from_ical(answer.content)
    assert answer.status_code == 200
    assert not calendar.walk("VEVENT")
    assert calendar["X-WR-CALNAME"] == "Bibliothèque vide"
    assert (await client.get("/bibliotheques/atlantide/agenda.ics")).status_code == 404


@pytest.fixture
async def feeds(maker):
    """The addresses of the three kinds of feed."""
    library = await maker.library("jean-mace")
    session = await maker.session(library)
    return ["/agenda.ics", "/bibliotheques/jean-mace/agenda.ics", f"/seances/{session}.ics"]


async def test_headers(client, feeds):
    for feed in feeds:
        answer = await client.get(feed, headers={"cookie": "langue=en; taille=grand", "accept-language": "en"})
        head = answer.headers
        assert head["content-type"] == "text/calendar; charset=utf-8"
        assert head["cache-control"].startswith("public, max-age=900")
        assert head["access-control-allow-origin"] == "*"
        assert head["vary"] == "Accept-Encoding"
        assert head["etag"].startswith('"')
        assert head["last-modified"].endswith(" GMT")
        assert head["content-disposition"].startswith("attachment" if "seances" in feed else "inline")
        assert 'rel="alternate"' in head["link"]
        assert "set-cookie" not in head
        assert "x-robots-tag" not in head
        plain = await client.get(feed, headers={"accept-encoding": "identity", "accept": "application/json"})
        assert plain.content == answer.content
        assert plain.headers["etag"] == head["etag"]
        assert plain.headers["vary"] == "Accept-Encoding"


async def test_head_says_what_get_says_without_the_bytes(client, feeds):
    for feed in feeds:
        got = await client.get(feed, headers={"accept-encoding": "identity"})
        said = await client.head(feed, headers={"accept-encoding": "identity"})
        assert said.status_code == 200
        assert said.content == b""
        assert dict(said.headers) == dict(got.headers)


async def test_who_has_it_already_gets_304(client, feeds):
    for feed in feeds:
        first = await client.get(feed)
        tag, date = first.headers["etag"], first.headers["last-modified"]
        for asked in (
            {"if-none-match": tag},
            {"if-none-match": f"W/{tag}"},
            {"if-none-match": f'"x", {tag}'},
            {"if-none-match": "*"},
            {"if-modified-since": date},
            {"if-none-match": tag, "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        ):
            answer = await client.get(feed, headers=asked)
            assert (answer.status_code, answer.content) == (304, b""), asked
            assert answer.headers["etag"] == tag
            assert answer.headers["cache-control"] == first.headers["cache-control"]
            assert answer.headers["vary"] == "Accept-Encoding"
        for asked in (
            {"if-none-match": '"x"'},
            {"if-none-match": '"x"', "if-modified-since": date},
            {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
            {"if-modified-since": "hier"},
        ):
            assert (await client.get(feed, headers=asked)).status_code == 200, asked


async def _withdrawn(maker, session, now):
    await sessions.withdraw(session, by=maker.by, now=now)


async def _cancelled(maker, session, now):
    await sessions.cancel(session, "", by=maker.by, now=now)


async def _library_renamed(maker, session, now):
    held = await Session.select(Session.library).where(Session.id == session).first()
    sheet = libraries.Sheet("Nouveau nom", "2 rue", "35000", "Rennes")
    await libraries.change_library(held["library"], sheet, by=maker.by, now=now)


async def _another(maker, session, now):
    maker.now = now
    await maker.session()


@pytest.mark.parametrize("happens", [_withdrawn, _cancelled, _library_renamed, _another])
async def test_a_date_alone_never_hides_a_change(client, maker, now, standing_clock, happens):
    """Deletions and renamings too: Apple asks again with the date alone."""
    session = await maker.session()
    before = await client.get("/agenda.ics")
    standing_clock(now + HOUR)
    await happens(maker, session, now + HOUR)
    after = await client.get("/agenda.ics", headers={"if-modified-since": before.headers["last-modified"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]


async def test_a_session_that_leaves_the_window_is_a_change(client, maker, now, standing_clock):
    await maker.session()
    before = await client.get("/agenda.ics")
    standing_clock(now + 33 * DAY)
    answer = await client.get("/agenda.ics", headers={"if-modified-since": before.headers["last-modified"]})
    assert answer.status_code == 200
    assert answer.headers["etag"] != before.headers["etag"]


async def test_the_same_bytes_at_another_hour(client, maker, mirror, now, standing_clock):
    await maker.session()
    await mirror()
    before = await client.get("/agenda.ics")
    standing_clock(now + 5 * HOUR)
    after = await client.get("/agenda.ics", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 304
    assert after.headers["last-modified"] == before.headers["last-modified"] == format_datetime(now, usegmt=True)


async def test_a_session_given_back_by_a_robot_is_gone(client, maker, administrator, now):
    session = await maker.session()
    await sessions.withdraw(session, by=administrator, now=now)
    answer = await client.get(f"/seances/{session}.ics")
    assert answer.status_code == 410
    assert answer.headers["content-type"] == "application/problem+json"
