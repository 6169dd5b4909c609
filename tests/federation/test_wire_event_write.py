"""The event we emit: each rule that keeps it readable by receivers that crash, and the digest of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.wire import Event, Place, activity, decode, event
from tests.federation.lint import findings

ID = "https://agenda.quimper.example/ap/evenements/0193a1b2-0000-7000-8000-00000000000a"
OWNER = "https://agenda.quimper.example/ap/bibliotheques/penhars"
FOLLOWERS = f"{OWNER}/followers"
PLACE = Place(
    id="https://agenda.quimper.example/ap/lieux/penhars?v=2",
    name="Médiathèque de Penhars",
    street="39 boulevard de Bretagne",
    postal_code="29000",
    locality="Quimper",
    region="Bretagne",
    country="France",
    latitude=48.0,
    longitude=-4.125,
)
FULL = Event(
    id=ID,
    uuid="0193a1b2-0000-7000-8000-00000000000a",
    url="https://agenda.quimper.example/seances/0193a1b2-0000-7000-8000-00000000000a",
    owner=OWNER,
    name="Premiers pas avec la souris",
    summary="Mardi 12 janvier, 14 h – 16 h · Médiathèque de Penhars",
    content="<p>Une <strong>main</strong> sur la souris.</p>",
    starts_at=datetime(2027, 1, 12, 14, tzinfo=ZoneInfo("Europe/Paris")),
    ends_at=datetime(2027, 1, 12, 16, tzinfo=ZoneInfo("Europe/Paris")),
    timezone="Europe/Paris",
    status="confirmed",
    place=PLACE,
    online_url="",
    is_online=False,
    capacity=8,
    remaining=3,
    participants=5,
    join_mode="free",
    booking_url="",
    phone="+33 2 98 00 00 00",
    ics_url="https://agenda.quimper.example/seances/0193a1b2-0000-7000-8000-00000000000a.ics",
    image_url="https://agenda.quimper.example/media/souris.jpg",
    image_alt="Une main sur une souris",
    tags=("souris", "débutants"),
    level="decouverte",
    audience=("seniors", "debutants"),
    language="fr",
    published=datetime(2026, 12, 1, 8, tzinfo=UTC),
    updated=datetime(2026, 12, 2, 8, tzinfo=UTC),
    version=7,
)
BARE = replace(
    FULL,
    summary="",
    ends_at=None,
    place=None,
    capacity=None,
    remaining=None,
    participants=None,
    phone="",
    ics_url="",
    image_url="",
    image_alt="",
    tags=(),
    level="",
    audience=(),
    published=None,
    updated=None,
    version=None,
    join_mode="none",
)
VARIANTS = {
    "full": FULL,
    "bare": BARE,
    "hybrid": replace(FULL, online_url="https://visio.example/salle", is_online=True),
    "online": replace(FULL, place=None, online_url="https://visio.example/salle", is_online=True),
    "cancelled": replace(FULL, status="cancelled", previous_starts_at=FULL.starts_at - timedelta(days=1)),
    "moved": replace(FULL, previous_starts_at=FULL.starts_at - timedelta(days=1)),
    "tentative": replace(FULL, status="tentative"),
    "whole degrees": replace(FULL, place=replace(PLACE, latitude=48, longitude=-4)),
    "no degrees": replace(FULL, place=replace(PLACE, latitude=None, longitude=None)),
    "half a degree pair": replace(FULL, place=replace(PLACE, longitude=None)),
    "long": replace(FULL, name="x" * 400, tags=("t" * 60,), content="<p>" + "é" * 60_000),
    "short": replace(FULL, name="IA"),
    "backwards": replace(FULL, ends_at=FULL.starts_at - timedelta(hours=1)),
    "hostile": replace(FULL, content='<script>alert(1)</script><p onclick="x">ok<img src=x onerror=y></p>'),
    "external": replace(FULL, join_mode="external", booking_url="https://billets.example/1"),
    "overseas": replace(FULL, timezone="America/Martinique"),
}
ALL = pytest.mark.parametrize("value", VARIANTS.values(), ids=VARIANTS)


@ALL
def test_lint(value):
    assert findings(event.write(value, FOLLOWERS)) == []


@ALL
def test_what_is_written_is_read_again(value):
    document = decode.decode(decode.encode(event.write(value, FOLLOWERS)))
    read = event.read(document)
    again = event.read(event.write(read, FOLLOWERS))
    assert read == replace(again, image_url=read.image_url, image_alt=read.image_alt)
    assert event.is_public(document)


@pytest.mark.parametrize(
    "name", ["full", "hybrid", "online", "cancelled", "moved", "tentative", "external", "overseas"]
)
def test_nothing_is_lost_on_the_way(name):
    assert event.read(event.write(VARIANTS[name], FOLLOWERS)) == VARIANTS[name]


def test_what_is_not_known_comes_back_unknown():
    read = event.read(event.write(BARE, FOLLOWERS))
    assert read.ends_at is None
    assert read.place is None
    assert read.capacity is read.remaining is read.participants is None
    assert read.version is None
    assert read.image_url == "https://agenda.quimper.example/static/banniere.png"


def test_times_carry_the_offset_of_their_zone():
    winter, summer = FULL, replace(FULL, starts_at=datetime(2027, 7, 12, 12, tzinfo=UTC), ends_at=None)
    assert event.write(winter, FOLLOWERS)["startTime"] == "2027-01-12T14:00:00+01:00"
    assert event.write(summer, FOLLOWERS)["startTime"] == "2027-07-12T14:00:00+02:00"
    assert event.write(VARIANTS["overseas"], FOLLOWERS)["startTime"] == "2027-01-12T09:00:00-04:00"
    open_ended = event.write(summer, FOLLOWERS)
    assert (open_ended["endTime"], open_ended["displayEndTime"]) == ("2027-07-12T16:00:00+02:00", False)
    # The night the clocks go back has two half past two: the end is counted in elapsed time.
    night = replace(FULL, starts_at=datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ends_at=None)
    assert event.write(night, FOLLOWERS)["endTime"] == "2027-10-31T03:30:00+01:00"


@pytest.mark.parametrize(
    ("name", "status", "event_status"),
    [
        ("full", "CONFIRMED", "EventScheduled"),
        ("moved", "CONFIRMED", "EventRescheduled"),
        ("tentative", "TENTATIVE", "EventTentative"),
        ("cancelled", "CANCELLED", "EventCancelled"),
    ],
)
def test_states(name, status, event_status):
    document = event.write(VARIANTS[name], FOLLOWERS)
    assert (document["status"], document["eventStatus"]) == (status, event_status)


@pytest.mark.parametrize(
    ("url", "media"),
    [("/a.png", "image/png"), ("/a.JPG", "image/jpeg"), ("/a", "image/jpeg"), ("/a.webp?x=1", "image/webp")],
)
def test_the_media_type_of_the_image(url, media):
    document = event.write(replace(FULL, image_url=f"https://agenda.quimper.example{url}"), FOLLOWERS)
    assert document["attachment"][0]["mediaType"] == media


def test_keys_keep_their_order():
    names = list(event.write(FULL, FOLLOWERS))
    assert names[:6] == ["@context", "id", "type", "uuid", "url", "attributedTo"]
    assert names == list(event.write(replace(FULL, name="Un autre nom"), FOLLOWERS))


def test_a_full_event_stays_small_as_an_activity():
    created = activity.create(
        event.write(FULL, FOLLOWERS), id=f"{ID}/activites/7-create", actor=OWNER, at=FULL.starts_at
    )
    assert len(decode.encode(created)) < 10_000
    assert "@context" not in created["object"]


def test_the_digest_does_not_move_with_bookings_nor_with_the_envelope():
    document = event.write(FULL, FOLLOWERS)
    booked = event.write(replace(FULL, remaining=0, participants=8), FOLLOWERS)
    created = activity.create(document, id=f"{ID}/activites/1-create", actor=OWNER, at=FULL.starts_at)
    reordered = dict(reversed(json.loads(json.dumps(document)).items()))
    assert event.digest(document) == event.digest(booked) == event.digest(created["object"]) == event.digest(reordered)
    assert event.digest(document).startswith("sha256:")
    assert len(event.digest(document)) == 71


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Autre"},
        {"version": 8},
        {"updated": FULL.updated + timedelta(seconds=1)},
        {"capacity": 9},
        {"tags": ()},
    ],
)
def test_the_digest_moves_with_everything_else(change):
    assert event.digest(event.write(replace(FULL, **change), FOLLOWERS)) != event.digest(event.write(FULL, FOLLOWERS))


@settings(max_examples=50, deadline=None)
@given(name=st.text(max_size=300), content=st.text(max_size=500), tags=st.lists(st.text(max_size=60), max_size=5))
def test_no_text_breaks_the_rules(name, content, tags):
    document = event.write(replace(FULL, name=name, content=content, tags=tuple(tags)), FOLLOWERS)
    assert findings(decode.decode(decode.encode(document))) == []
