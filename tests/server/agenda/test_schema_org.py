"""What search engines read of a session: EducationEvent, in each of its states."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.agenda.schema_org import inside_page, session_event
from server.bookings import actions
from server.workshops import sessions
from server.workshops.queries import SessionView

SITE = "https://agenda.example"
AT = datetime(2027, 1, 13, 9, 0, tzinfo=UTC)
SESSION, SERIES = UUID("0197f0aa-0000-7000-8000-000000000001"), UUID("0197f0aa-0000-7000-8000-000000000002")
PAGE = f"{SITE}/seances/{SESSION}"
PLAIN = dict.fromkeys(SessionView.__dataclass_fields__, "") | {
    "id": SESSION,
    "state": "published",
    "starts_at": AT,
    "ends_at": AT + timedelta(hours=2),
    "mode": "on_site",
    "capacity": 8,
    "waiting_places": 2,
    "taken": 3,
    "waiting": 0,
    "previous_starts_at": None,
    "published_at": AT - timedelta(days=30),
    "library": "Médiathèque Jean-Macé",
    "library_slug": "jean-mace",
    "address": "1 rue du Port",
    "postal_code": "35000",
    "city": "Rennes",
    "latitude": 48.1,
    "longitude": -1.67,
    "timezone": "Europe/Paris",
    "phone": "02 99 00 00 00",
    "access": "Entrée de plain-pied.",
    "facilities": ("wheelchair",),
    "language": "fr",
    "room": "Salle 2",
    "title": "Premiers pas avec Internet",
    "summary": "Ouvrir un site.",
    "description": "On prend son temps.",
    "level": "beginner",
    "themes": ("internet", "email"),
    "audiences": ("seniors",),
    "kept": (0, 0, 0, 0),
    "seated": (0, 0, 0, 0),
    "release_hours": 48,
    "laptops": None,
    "laptops_taken": 0,
    "companions_count": True,
    "opens_at": None,
    "closes_hours": 0,
    "offer_hours": 0,
    "drop_in": False,
    "pass_accepted": False,
    "practice": False,
    "series_id": None,
    "series_number": None,
    "series_dates": 0,
    "singles": True,
}
FULL = {"taken": 8}
ALL_FULL = {**FULL, "waiting": 2}
CANCELLED = {"state": "cancelled", "cancel_reason": "L'animatrice est malade."}
MOVED = {"previous_starts_at": AT - timedelta(days=1)}
ONLINE = {"mode": "online", "online_url": "https://visio.example/secret"}
LATER = {"opens_at": AT - timedelta(hours=20)}
COURSE = {"series_id": SERIES, "series_title": "Premiers clics", "singles": False, "series_dates": 3}
STATES = {
    "plain": {},
    "full": FULL,
    "all full": ALL_FULL,
    "cancelled": CANCELLED,
    "moved": MOVED,
    "online": ONLINE,
    "mixed": {**ONLINE, "mode": "mixed"},
    "later": LATER,
    "pass": {"pass_accepted": True},
    "outside": {"place": "Café de la Paix, Rennes"},
    "course": COURSE,
    "bare": dict.fromkeys(
        ("summary", "description", "level", "room", "access", "phone", "address", "postal_code", "city"), ""
    )
    | {"themes": (), "audiences": (), "facilities": (), "latitude": None, "longitude": None, "published_at": None},
}


def told(**changes):
    """What is told of the plain session with these changes, a day before it."""
    session = SessionView(**{**PLAIN, **changes})
    return session_event(session, site=SITE, image=f"{PAGE}/image.png", now=AT - timedelta(days=1))


def test_a_plain_session():
    event = told()
    assert event["@type"] == "EducationEvent"
    assert (event["name"], event["url"], event["@id"]) == ("Premiers pas avec Internet", PAGE, PAGE)
    assert (event["startDate"], event["endDate"]) == ("2027-01-13T10:00:00+01:00", "2027-01-13T12:00:00+01:00")
    library = event["organizer"]
    assert event["location"] == {**library, "containsPlace": {"@type": "Room", "name": "Salle 2"}}
    assert (library["@type"], library["name"]) == ("Library", "Médiathèque Jean-Macé")
    assert library["address"]["addressLocality"] == "Rennes"
    assert library["address"]["addressCountry"] == "FR"
    assert [each["value"] for each in library["amenityFeature"]] == [True, "Entrée de plain-pied."]
    assert library["amenityFeature"][0]["name"] == "Accessible en fauteuil roulant"
    assert event["audience"] == {"@type": "Audience", "audienceType": "Personnes âgées"}
    assert [each["name"] for each in event["about"]] == ["Chercher sur Internet", "Courrier électronique"]
    assert event["educationalLevel"] == "Pour débuter : aucune connaissance nécessaire"
    assert event["isAccessibleForFree"] is True
    assert event["offers"]["price"] == 0


@pytest.mark.parametrize(
    ("changes", "status", "attendance", "availability", "left"),
    [
        ({}, "Scheduled", "Offline", "InStock", 5),
        (FULL, "Scheduled", "Offline", "SoldOut", 0),
        (ALL_FULL, "Scheduled", "Offline", "SoldOut", 0),
        (CANCELLED, "Cancelled", "Offline", None, 0),
        (MOVED, "Rescheduled", "Offline", "InStock", 5),
        (ONLINE, "Scheduled", "Online", "InStock", 5),
        ({**ONLINE, "mode": "mixed"}, "Scheduled", "Mixed", "InStock", 5),
        (LATER, "Scheduled", "Offline", "PreOrder", 5),
    ],
)
def test_each_state(changes, status, attendance, availability, left):
    event = told(**changes)
    assert event["eventStatus"] == f"https://schema.org/Event{status}"
    assert event["eventAttendanceMode"] == f"https://schema.org/{attendance}EventAttendanceMode"
    assert event.get("offers", {}).get("availability") == (availability and f"https://schema.org/{availability}")
    assert event["remainingAttendeeCapacity"] == left
    assert ("previousStartDate" in event) == (status == "Rescheduled")


def test_what_is_for_those_who_booked_or_said_is_not_told():
    assert "visio.example" not in json.dumps(told(**ONLINE))
    assert told(**ONLINE)["location"] == {"@type": "VirtualLocation", "url": PAGE}
    assert [each["@type"] for each in told(**{**ONLINE, "mode": "mixed"})["location"]] == ["Library", "VirtualLocation"]
    assert "Inès" not in json.dumps(told(presenter="Inès"), ensure_ascii=False)
    paid = told(pass_accepted=True)
    assert "isAccessibleForFree" not in paid
    assert "price" not in paid["offers"]


def test_what_is_unknown_is_left_out():
    assert all(value not in ("", None, [], {}) for value in told(**STATES["bare"]).values())
    assert told(**STATES["bare"])["location"]["@type"] == "Library"
    assert told(place="Café")["location"] == {"@type": "Place", "name": "Café", "address": "Café"}
    assert told(**COURSE)["offers"]["url"] == PAGE
    assert told(**COURSE)["superEvent"]["url"] == f"{SITE}/cycles/{SERIES}"


def test_nothing_that_people_type_ends_the_element():
    typed = "</script><script>alert(1)</script>\u2028<!-- & ]]>"
    element = inside_page(told(title=typed, summary=typed))
    text = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', element, re.DOTALL)[1]
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["name"] == typed


def inside(text):
    """What the page of a session holds for search engines."""
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])


async def test_the_page_of_a_session_holds_it(client, maker, administrator, now):
    session = await maker.session(capacity=1, waiting_places=0)
    event = inside((await client.get(f"/seances/{session}")).text)
    assert event["offers"]["availability"] == "https://schema.org/InStock"
    await actions.book(actions.Request(session, "Ana Morel"), by="patron", now=now)
    event = inside((await client.get(f"/seances/{session}")).text)
    assert event["offers"]["availability"] == "https://schema.org/SoldOut"
    await sessions.cancel(session, "", by=administrator, now=now)
    text = (await client.get(f"/seances/{session}")).text
    assert inside(text)["eventStatus"] == "https://schema.org/EventCancelled"
    assert "Ana" not in text


async def test_a_session_of_a_peer_is_its_organisers(client, mirror):
    session = await mirror("Découvrir la tablette")
    text = (await client.get(f"/seances/{session}")).text
    event = inside(text)
    there = f"https://quimper.example/seances/{session}"
    assert (event["url"], event["organizer"]["name"]) == (there, "Médiathèque de Quimper")
    assert event["location"]["address"]["addressLocality"] == "Quimper"
    assert f'<link rel="canonical" href="{there}">' in text
