"""The same slice in each of its forms, read back by other programs."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from server.calendars.memory import Memory
from server.calendars.serving import takes_gzip
from server.workshops import sessions

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FORMS = [
    ("/agenda.ics", "text/calendar; charset=utf-8"),
    ("/agenda.ics?variant=rich", "text/calendar; charset=utf-8"),
    ("/agenda.ics?format=jcal", "application/calendar+json"),
    ("/agenda.json?format=jcal", "application/calendar+json"),
    ("/agenda.atom", "application/atom+xml; charset=utf-8"),
    ("/agenda.json", "application/feed+json"),
    ("/bibliotheques/jean-mace/agenda.ics", "text/calendar; charset=utf-8"),
    ("/bibliotheques/jean-mace/agenda.atom", "application/atom+xml; charset=utf-8"),
    ("/bibliotheques/jean-mace/agenda.json", "application/feed+json"),
]


@pytest.fixture
async def session(maker):
    """A session with much to say."""
    library = await maker.library("jean-mace", name="Médiathèque Jean-Macé & Cie", latitude=48.1, longitude=-1.67)
    workshop = await maker.workshop("Mails <b>, photos; etc.", themes=["email"], summary="À deux\nvoix", bring="Rien")
    return await maker.session(library, workshop)


@pytest.mark.parametrize(("path", "kind"), FORMS)
async def test_each_form_has_the_same_manners(client, session, path, kind):
    got = await client.get(path, headers={"accept-encoding": "identity"})
    assert got.status_code == 200
    assert got.headers["content-type"] == kind
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["vary"] == "Accept-Encoding"
    assert 'rel="alternate"' in got.headers["link"]
    assert "set-cookie" not in got.headers
    head = await client.head(path, headers={"accept-encoding": "identity"})
    assert (dict(head.headers), head.content) == (dict(got.headers), b"")
    small = await client.get(path)
    assert small.content == got.content
    assert small.headers["etag"] == got.headers["etag"]
    for asked in ({"if-none-match": got.headers["etag"]}, {"if-modified-since": got.headers["last-modified"]}):
        assert (await client.get(path, headers=asked)).status_code == 304


async def test_no_two_forms_share_a_tag(client, session):
    tags = {(await client.get(path)).headers["etag"] for path, _ in FORMS if path != "/agenda.ics?format=jcal"}
    assert len(tags) == len(FORMS) - 1


async def test_atom(client, session, now):
    root = ElementTree.fromstring((await client.get("/agenda.atom")).content)  # noqa: S314  # our own
    entry = root.find("a:entry", ATOM)
    assert root.findtext("a:id", "", ATOM) == "http://test.example/agenda.atom"
    assert entry.findtext("a:id", "", ATOM) == f"urn:uuid:{session}"
    assert entry.findtext("a:title", "", ATOM) == "Mails <b>, photos; etc. (mercredi 13 janvier, de 10 h à 12 h)"
    assert "Médiathèque Jean-Macé & Cie" in entry.findtext("a:content", "", ATOM)
    assert entry.find("a:category", ATOM).get("term") == "Courrier électronique"
    assert root.findtext("a:updated", "", ATOM) == entry.findtext("a:updated", "", ATOM) == "2027-01-11T09:00:00Z"


async def test_json_feed(client, session, now):
    told = json.loads((await client.get("/agenda.json")).content)
    (item,) = told["items"]
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "http://test.example/agenda.json"
    assert item["id"] == f"urn:uuid:{session}"
    assert item["tags"] == ["Courrier électronique"]
    assert item["_agendatheque"]["starts_at"] == "2027-01-13T09:00:00Z"
    assert item["_agendatheque"]["status"] == "confirmed"
    assert item["_agendatheque"]["place"]["latitude"] == 48.1


async def test_jcal_says_what_the_calendar_says(client, session):
    plain = Calendar.from_ical((await client.get("/agenda.ics")).content)
    again = Calendar.from_jcal(json.loads((await client.get("/agenda.json?format=jcal")).content))
    (event,), (other,) = plain.walk("VEVENT"), again.walk("VEVENT")
    assert not again.errors + other.errors
    for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "SEQUENCE", "STATUS", "URL"):
        assert event[name] == other[name], name
    for name in ("DTSTART", "DTEND", "DTSTAMP"):
        assert event[name].dt == other[name].dt
    assert [str(each) for each in event["CATEGORIES"].cats] == [str(each) for each in other["CATEGORIES"].cats]
    assert len(again.walk("VTIMEZONE")) == 1


async def test_the_rich_variant_says_more_of_the_same(client, session):
    plain = (await client.get("/agenda.ics")).text.replace("\r\n ", "")
    rich = (await client.get("/agenda.ics?variant=rich")).text.replace("\r\n ", "")
    for line in ("BEGIN:VLOCATION", "BEGIN:PARTICIPANT", "CONCEPT:http://test.example/?theme=email"):
        assert line in rich
        assert line not in plain
    event = Calendar.from_ical(rich).walk("VEVENT")[0]
    assert event["UID"] == str(session)
    assert not event.errors


async def test_a_cancelled_session_is_cancelled_in_each_form(client, session, maker, now):
    await sessions.cancel(session, "", by=maker.by, now=now + timedelta(hours=1))
    assert "ANNULÉ — Mails" in (await client.get("/agenda.atom")).text
    assert json.loads((await client.get("/agenda.json")).content)["items"][0]["_agendatheque"]["status"] == "cancelled"


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("br, gzip;q=0.8", True),
        ("GZIP", True),
        ("gzip;q=1.0", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0.001", True),
        ("identity", False),
        ("", False),
        ("notgzip", False),
    ],
)
def test_who_takes_gzip(header, takes):
    assert takes_gzip(header) is takes


async def test_bodies_leave_the_memory_when_it_is_full():
    memory = Memory(most_bytes=3000)
    for number in range(4):
        await memory.keep(f"{number}", bytes([number]) * 900)
    assert [bool(memory.body(f"{number}")) for number in range(4)] == [False, True, True, True]
    packed = await memory.keep("big", b"a" * 5000)
    assert memory.body("big") is packed
    assert memory.body("3") is None
    assert len(packed.gzip) < 100
