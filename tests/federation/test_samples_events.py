"""Events in the shapes that other servers write, hosts and texts being ours: what is read, what is refused."""

from datetime import UTC, datetime

import pytest

from federation.wire import Malformed, event
from federation.wire.context import PUBLIC

MOBILIZON, GANCIO, WORDPRESS = "https://agora.example", "https://cartel.example", "https://asso.example"
LITEPUB = [
    "https://www.w3.org/ns/activitystreams",
    "https://litepub.social/litepub/context.jsonld",
    {"Hashtag": "as:x"},
]

# Mobilizon, the fields that its present converter writes; `actor` is the person who typed it.
MOBILIZON_NOW = {
    "@context": LITEPUB,
    "type": "Event",
    "id": f"{MOBILIZON}/events/7b0c8d1e-0000-4000-8000-000000000001",
    "url": f"{MOBILIZON}/events/7b0c8d1e-0000-4000-8000-000000000001",
    "uuid": "7b0c8d1e-0000-4000-8000-000000000001",
    "actor": f"{MOBILIZON}/@odile",
    "attributedTo": f"{MOBILIZON}/@halle_numerique",
    "to": [PUBLIC],
    "cc": [f"{MOBILIZON}/@odile/followers"],
    "name": "Trier ses photos",
    "content": "<p>Venez avec votre <b>téléphone</b>.</p>",
    "mediaType": "text/html",
    "startTime": "2027-02-03T10:00:00+01:00",
    "endTime": "2027-02-03T12:00:00+01:00",
    "published": "2027-01-04T09:00:00Z",
    "updated": "2027-01-05T10:12:00Z",
    "category": "LEARNING",
    "joinMode": "free",
    "externalParticipationUrl": None,
    "maximumAttendeeCapacity": 9,
    "remainingAttendeeCapacity": 4,
    "participantCount": 5,
    "anonymousParticipationEnabled": True,
    "commentsEnabled": True,
    "repliesModerationOption": "allow_all",
    "draft": False,
    "ical:status": "CONFIRMED",
    "status": "CONFIRMED",
    "isOnline": False,
    "inLanguage": "fr",
    "timezone": "Europe/Paris",
    "contacts": [],
    "location": {
        "type": "Place",
        "id": f"{MOBILIZON}/address/1",
        "name": "Halle numérique",
        "address": {"type": "PostalAddress", "streetAddress": "4 quai du Port", "postalCode": "44000"},
        "latitude": 47.2,
        "longitude": -1.55,
    },
    "tag": [{"type": "Hashtag", "name": "#photo", "href": f"{MOBILIZON}/tags/photo"}],
    "attachment": [
        {"type": "PropertyValue", "propertyID": "mz:accessibility:wheelchairAccessible", "name": "x", "value": "fully"},
        {"type": "Document", "mediaType": "image/jpeg", "url": f"{MOBILIZON}/media/p.jpg", "name": "Banner"},
        {"type": "Link", "href": "https://halle.example/", "mediaType": "text/html", "name": "Website"},
    ],
}
MOBILIZON_OLD = {
    "type": "Event",
    "id": f"{MOBILIZON}/events/2",
    "attributedTo": f"{MOBILIZON}/@odile",
    "to": [PUBLIC],
    "name": "Fête des voisins",
    "inReplyTo": None,
    "startTime": "2027-05-28T18:08:20Z",
    "category": "meeting",
    "ical:status": "TENTATIVE",
    "maximumAttendeeCapacity": 0,
    "location": {
        "type": "Place",
        "name": "Place du Marché",
        "address": {"type": "PostalAddress", "postalCode": None, "addressLocality": "Angers"},
        "geo": {"type": "GeoCoordinates", "latitude": -0.55, "longitude": 47.47},
    },
    "tag": [{"type": "Mention", "name": "@odile@agora.example", "href": f"{MOBILIZON}/@odile"}],
    "attachment": [
        {"type": "Link", "href": "https://ailleurs.example", "mediaType": "text/html", "name": "Another link"},
        {"type": "Document", "mediaType": "image/png", "url": f"{MOBILIZON}/i", "name": None, "blurhash": "U5"},
    ],
}
GANCIO_OLD = {
    "id": f"{GANCIO}/federation/m/4",
    "type": "Event",
    "url": f"{GANCIO}/event/bal",
    "attributedTo": f"{GANCIO}/federation/u/relay",
    "to": [PUBLIC],
    "name": "Bal folk",
    "startTime": "2027-07-14T20:30:57+02:00",
    "endTime": "2027-07-14T23:30:57+02:00",
    "location": {"name": "Kiosque"},
    "tag": [{"type": "Hashtag", "name": "#danse", "href": "/tags/danse"}],
    "summary": "\n   📍 Kiosque\n   📅 mercredi\n",
    "content": "\n   📍 Kiosque\n",
}
GANCIO_NOW = GANCIO_OLD | {
    "location": [
        {"type": "VirtualLocation", "url": "https://direct.example/bal"},
        {
            "type": "Place",
            "id": f"{GANCIO}/p/3",
            "name": "Kiosque",
            "address": "rue A",
            "latitude": 45.5,
            "longitude": 7,
        },
    ],
    "attachment": [
        {"type": "Link", "mediaType": "text/html", "name": "direct", "href": "https://direct.example/bal"},
        {
            "type": "Document",
            "mediaType": "image/jpeg",
            "url": f"{GANCIO}/a.jpg",
            "name": "Affiche",
            "focalPoint": [0, 0],
        },
    ],
}
BRIDGE = {
    "@context": ["https://schema.org/", "https://www.w3.org/ns/activitystreams"],
    "id": f"{WORDPRESS}/?p=31",
    "type": "Event",
    "url": f"{WORDPRESS}/evenement/reparer/",
    "attributedTo": f"{WORDPRESS}/?author=0",
    "to": [PUBLIC, f"{WORDPRESS}/?author=0/followers"],
    "name": "Réparer sa radio",
    "contentMap": {"fr": "<p>Apportez un tournevis.</p>"},
    "summary": "<p>🗓️ Début : samedi<br>📍 Atelier</p>",
    "startTime": "2027-03-06T14:00:00+01:00",
    "timezone": "Europe/Paris",
    "status": "CONFIRMED",
    "joinMode": "external",
    "externalParticipationUrl": f"{WORDPRESS}/evenement/reparer/",
    "location": {"type": "Place", "name": "Atelier", "address": {"type": "PostalAddress", "addressLocality": "Brest"}},
    "tag": [],
    "attachment": [],
}
FEP = {
    "type": "Event",
    "id": "https://fete.example/soiree",
    "attributedTo": "https://fete.example/@club",
    "to": "as:Public",
    "name": "Soirée jeux",
    "organizers": None,
    "startTime": "2027-04-10T20:00:00+02:00",
    "endTime": "2027-04-10T23:00:00+02:00",
}
POSTAL = {"type": "PostalAddress", "streetAddress": "1 rue B", "postalCode": 8010, "addressLocality": "Graz"}


def utc(day, month, hour, minute=0, second=0):
    return datetime(2027, month, day, hour, minute, second, tzinfo=UTC)


READ = {
    "Mobilizon now": (
        MOBILIZON_NOW,
        {
            "owner": f"{MOBILIZON}/@halle_numerique",
            "starts_at": utc(3, 2, 9),
            "updated": datetime(2027, 1, 5, 10, 12, tzinfo=UTC),
            "capacity": 9,
            "remaining": 4,
            "participants": 5,
            "join_mode": "free",
            "image_url": f"{MOBILIZON}/media/p.jpg",
            "tags": ("photo",),
            "booking_url": "",
        },
    ),
    "Mobilizon as it began: swapped axes, no limit, no end": (
        MOBILIZON_OLD,
        {"starts_at": utc(28, 5, 18, 8, 20), "ends_at": None, "capacity": None, "status": "tentative", "tags": ()},
    ),
    "Gancio as it began: no context, a bare place, a relative link": (
        GANCIO_OLD,
        {"starts_at": utc(14, 7, 18, 30, 57), "summary": "📍 Kiosque 📅 mercredi", "tags": ("danse",)},
    ),
    "Gancio now: a list of places, a link before the image": (
        GANCIO_NOW,
        {"online_url": "https://direct.example/bal", "is_online": True, "image_url": f"{GANCIO}/a.jpg"},
    ),
    "Event Bridge: ids with a query, text by language, booking elsewhere": (
        BRIDGE,
        {
            "id": f"{WORDPRESS}/?p=31",
            "content": "<p>Apportez un tournevis.</p>",
            "summary": "🗓️ Début : samedi 📍 Atelier",
            "join_mode": "external",
            "booking_url": f"{WORDPRESS}/evenement/reparer/",
            "ends_at": None,
        },
    ),
    "FEP-8a8e, organizers not disclosed": (FEP, {"owner": "https://fete.example/@club", "timezone": "Europe/Paris"}),
    "FEP-8a8e, booking by mail": (
        FEP | {"joinMode": "external", "externalParticipationUrl": "mailto:club@fete.example"},
        {"booking_url": "mailto:club@fete.example"},
    ),
    "FEP-8a8e, seats counted by the attendees": (
        FEP | {"maximumAttendeeCapacity": "100", "attendees": {"type": "Collection", "totalItems": 84}},
        {"capacity": 100, "participants": 84},
    ),
    "FEP-8a8e, on line only": (
        FEP | {"location": {"type": "VirtualLocation", "name": "Salon", "url": "https://visio.example/salon"}},
        {"place": None, "online_url": "https://visio.example/salon", "is_online": True},
    ),
    "FEP-8a8e, another time zone": (FEP | {"timezone": "Europe/Rome"}, {"timezone": "Europe/Rome"}),
    "FEP-8a8e, several categories": (FEP | {"category": ["GAMES", "PARTY"]}, {"name": "Soirée jeux"}),
    "FEP-8a8e, a collection of organizers": (
        FEP
        | {"organizers": {"type": "OrganizersCollection", "totalItems": 1, "first": {"items": ["https://x.example"]}}},
        {"owner": "https://fete.example/@club"},
    ),
    "a status by its address": (
        FEP | {"eventStatus": "https://w3id.org/fep/8a8e/EventCancelled"},
        {"status": "cancelled"},
    ),
}

PLACES = {
    "a postal address, its code a number": (
        {"type": "Place", "name": "Club", "address": POSTAL},
        ("Club", "8010", "Graz"),
    ),
    "an address in one text": ({"type": "Place", "name": "Club", "address": "1 rue B, Graz"}, ("Club", "", "")),
    "a text": ("Salle des fêtes", ("Salle des fêtes", "", "")),
    "a list": ([{"type": "VirtualLocation", "url": "https://v.example"}, {"name": "Club"}], ("Club", "", "")),
}

REFUSED = {
    "Gancio without a start": ({name: value for name, value in GANCIO_OLD.items() if name != "startTime"}, "startTime"),
    "FEP-8a8e without an owner": (
        {name: value for name, value in FEP.items() if name != "attributedTo"},
        "attributedTo",
    ),
    "an owner on another server": (FEP | {"attributedTo": "https://ailleurs.example/@x"}, "attributedTo"),
    "owners of two servers": (
        FEP | {"attributedTo": [FEP["attributedTo"], "https://ailleurs.example/@x"]},
        "attributedTo",
    ),
    "without a name": (FEP | {"name": ""}, "name"),
    "without an id": (FEP | {"id": None}, "id"),
    "no event": (FEP | {"type": "Page"}, "type"),
}


@pytest.mark.parametrize("shape", READ)
def test_read(shape):
    document, expected = READ[shape]
    found = event.read(document)
    assert {name: getattr(found, name) for name in expected} == expected
    assert event.is_public(document)


@pytest.mark.parametrize("shape", PLACES)
def test_where_it_is(shape):
    location, expected = PLACES[shape]
    place = event.read(FEP | {"location": location}).place
    assert (place.name, place.postal_code, place.locality) == expected


def test_swapped_axes_are_put_right():
    place = event.read(MOBILIZON_OLD).place
    assert (place.latitude, place.longitude) == (47.47, -0.55)


@pytest.mark.parametrize("shape", REFUSED)
def test_refused(shape):
    document, reason = REFUSED[shape]
    with pytest.raises(Malformed) as refused:
        event.read(document)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("fields", "public"),
    [
        ({}, True),
        ({"to": [f"{MOBILIZON}/@halle_numerique"], "cc": []}, False),
        ({"to": [f"{MOBILIZON}/@odile/followers"], "cc": [PUBLIC]}, False),
        ({"draft": True}, False),
        ({"to": "Public"}, True),
    ],
)
def test_what_is_for_a_group_or_unlisted_is_not_shown(fields, public):
    assert event.is_public(MOBILIZON_NOW | fields) is public
