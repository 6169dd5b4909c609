"""The parts of others' events that come in many shapes: places, states, seats, images, tags."""

import pytest

from tests.federation.smallest import ID, read


@pytest.mark.parametrize(
    ("location", "name", "street", "online"),
    [
        ("MJC Monplaisir", "MJC Monplaisir", "", ""),
        ({"name": "Kiosque"}, "Kiosque", "", ""),
        ({"type": "Place", "name": "Le Zinc", "address": "12 rue X, Lyon"}, "Le Zinc", "12 rue X, Lyon", ""),
        ({"type": "VirtualLocation", "url": "https://visio.example/1"}, None, None, "https://visio.example/1"),
        (
            [
                {"type": "VirtualLocation", "name": "Lien", "url": "https://visio.example/1"},
                {"type": "Place", "name": "Université", "address": "15 rue Y"},
                {"type": "Place", "name": "Ailleurs"},
                {"type": "VirtualLocation", "url": "https://visio.example/2"},
            ],
            "Université",
            "15 rue Y",
            "https://visio.example/1",
        ),
        ([], None, None, ""),
        (None, None, None, ""),
        ({"type": "Place", "name": " ", "address": {"streetAddress": " ", "postalCode": None}}, None, None, ""),
        (12, None, None, ""),
        ({"type": "VirtualLocation", "url": "javascript:alert(1)"}, None, None, ""),
    ],
)
def test_locations(location, name, street, online):
    found = read(location=location)
    assert (found.place.name if found.place else None) == name
    assert (found.place.street if found.place else None) == street
    assert found.online_url == online
    assert found.is_online is bool(online)


def test_a_full_postal_address():
    parts = {
        "type": "PostalAddress",
        "streetAddress": "4 rue Z",
        "postalCode": 69007,
        "addressLocality": "Lyon",
        "addressRegion": None,
        "addressCountry": "France",
    }
    place = read(
        location={"id": "https://autre.example/lieux/1", "type": "Place", "name": "Salle", "address": parts}
    ).place
    assert (place.id, place.street, place.postal_code) == ("https://autre.example/lieux/1", "4 rue Z", "69007")
    assert (place.locality, place.region, place.country) == ("Lyon", "", "France")


@pytest.mark.parametrize(
    ("coordinates", "expected"),
    [
        ({"latitude": 45.75, "longitude": 4.84}, (45.75, 4.84)),
        ({"latitude": 45, "longitude": "4.84"}, (45.0, 4.84)),
        ({"latitude": "45,75", "longitude": "4,84"}, (None, None)),
        ({"latitude": 45.75}, (None, None)),
        ({"latitude": 145.75, "longitude": 4.84}, (None, None)),
        ({"latitude": 45.75, "longitude": 200}, (None, None)),
        ({"latitude": True, "longitude": False}, (None, None)),
        ({"latitude": "nan", "longitude": "inf"}, (None, None)),
        # The first Mobilizon swapped the two in `geo`: Nantes lay off Somalia.
        ({"geo": {"type": "GeoCoordinates", "latitude": -1.55, "longitude": 47.21}}, (47.21, -1.55)),
        ({"geo": {"latitude": 47.21, "longitude": -1.55}}, (47.21, -1.55)),
        ({"geo": {"latitude": 40.7, "longitude": -74.0}}, (40.7, -74.0)),
        ({"geo": {"latitude": -21.1, "longitude": 55.5}}, (-21.1, 55.5)),
        ({"latitude": -1.55, "longitude": 47.21}, (-1.55, 47.21)),
    ],
)
def test_coordinates(coordinates, expected):
    place = read(location={"type": "Place", "name": "Salle", **coordinates}).place
    assert (place.latitude, place.longitude) == expected


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "CONFIRMED"}, "confirmed"),
        ({"status": "CANCELLED"}, "cancelled"),
        ({"ical__status": "CANCELLED"}, "cancelled"),
        ({"ical__status": "TENTATIVE", "status": None}, "tentative"),
        ({"eventStatus": "EventCancelled", "status": "CONFIRMED"}, "cancelled"),
        ({"eventStatus": "https://w3id.org/fep/8a8e/EventCancelled"}, "cancelled"),
        ({"eventStatus": "fep:EventPostponed"}, "postponed"),
        ({"eventStatus": "https://schema.org/EventRescheduled"}, "confirmed"),
        ({"eventStatus": "http://schema.org/EventMovedOnline"}, "moved_online"),
        ({"eventStatus": {"id": "https://schema.org/EventCancelled"}}, "cancelled"),
        ({"eventStatus": "EventScheduled", "status": "CANCELLED"}, "cancelled"),
        ({"status": 7}, "confirmed"),
    ],
)
def test_statuses(fields, status):
    assert read(**fields).status == status


@pytest.mark.parametrize(
    ("fields", "mode", "address"),
    [
        ({"joinMode": "free"}, "free", ""),
        ({"joinMode": "restricted"}, "restricted", ""),
        ({"joinMode": "mz:free"}, "free", ""),
        ({"joinMode": "invite"}, "external", ID),
        ({"joinMode": "none"}, "external", ID),
        ({"joinMode": None}, "external", ID),
        (
            {"joinMode": "external", "externalParticipationUrl": "https://b.example/1"},
            "external",
            "https://b.example/1",
        ),
        ({"joinMode": "external", "externalParticipationUrl": "mailto:a@b.example"}, "external", "mailto:a@b.example"),
        ({"joinMode": "external", "externalParticipationUrl": "javascript:x"}, "external", ID),
        ({"joinMode": "free", "externalParticipationUrl": None}, "free", ""),
    ],
)
def test_ways_of_booking(fields, mode, address):
    found = read(**fields)
    assert (found.join_mode, found.booking_url) == (mode, address)


@pytest.mark.parametrize(
    ("fields", "seats"),
    [
        (
            {"maximumAttendeeCapacity": 8, "remainingAttendeeCapacity": 3, "participantCount": 5},
            (8, 3, 5),
        ),
        ({"maximumAttendeeCapacity": "8", "remainingAttendeeCapacity": "3"}, (8, 3, None)),
        ({"maximumAttendeeCapacity": 0, "remainingAttendeeCapacity": 0}, (None, None, None)),
        ({"maximumAttendeeCapacity": 8, "remainingAttendeeCapacity": 80}, (8, 8, None)),
        ({"maximumAttendeeCapacity": -1}, (None, None, None)),
        ({"maximumAttendeeCapacity": 1e18}, (None, None, None)),
        ({"maximumAttendeeCapacity": 7.5}, (None, None, None)),
        ({"maximumAttendeeCapacity": True}, (None, None, None)),
        ({"maximumAttendeeCapacity": "NaN"}, (None, None, None)),
        ({"maximumAttendeeCapacity": 100, "attendees": {"type": "Collection", "totalItems": 84}}, (100, None, 84)),
        ({"attendees": "https://autre.example/events/1/attendees"}, (None, None, None)),
    ],
)
def test_seats(fields, seats):
    found = read(**fields)
    assert (found.capacity, found.remaining, found.participants) == seats


IMAGE = {"type": "Document", "mediaType": "image/jpeg", "url": "https://autre.example/m.jpg", "name": "Bannière"}


@pytest.mark.parametrize(
    ("fields", "image"),
    [
        ({"attachment": [IMAGE]}, IMAGE["url"]),
        ({"attachment": IMAGE}, IMAGE["url"]),
        (
            {"attachment": [{"type": "Link", "mediaType": "text/html", "href": "https://x.example/"}, IMAGE]},
            IMAGE["url"],
        ),
        ({"attachment": [{"type": "Image", "url": [{"type": "Link", "href": IMAGE["url"]}]}]}, IMAGE["url"]),
        ({"image": {"type": "Image", "url": IMAGE["url"]}}, IMAGE["url"]),
        ({"image": [{"url": IMAGE["url"]}]}, IMAGE["url"]),
        ({"attachment": [IMAGE | {"url": "data:image/png;base64,AA"}]}, ""),
        ({"attachment": [IMAGE | {"mediaType": "video/mp4"}]}, ""),
        ({"attachment": None}, ""),
        ({"attachment": ["https://autre.example/m.jpg", None, 3]}, ""),
        ({"image": "https://autre.example/m.jpg"}, ""),
    ],
)
def test_images(fields, image):
    assert read(**fields).image_url == image


def test_links_and_the_telephone_among_attachments():
    found = read(
        isOnline=True,
        attachment=[
            {"type": "PropertyValue", "propertyID": "mz:ticket:price_type", "name": "prix", "value": "free"},
            {"type": "PropertyValue", "propertyID": "schema:telephone", "name": "Téléphone", "value": "04 00 00 00 00"},
            {"type": "Link", "mediaType": "text/html", "name": "Autre lien", "href": "https://x.example/"},
            {"type": "Link", "mediaType": "text/html", "name": "Website", "href": "https://visio.example/salle"},
            {"type": "Link", "mediaType": "text/calendar", "href": "https://autre.example/1.ics"},
        ],
    )
    assert found.phone == "04 00 00 00 00"
    assert found.online_url == "https://visio.example/salle"
    assert found.ics_url == "https://autre.example/1.ics"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ([{"type": "Hashtag", "name": "#numérique", "href": "/tags/x"}], ("numérique",)),
        ({"type": "Hashtag", "name": "numérique"}, ("numérique",)),
        ([{"type": "Mention", "name": "@claire@autre.example"}], ()),
        ([{"type": "Hashtag", "name": "#A"}, {"type": "Hashtag", "name": "#A"}], ("A",)),
        (["#simple", "@nom", "https://x.example/"], ("simple",)),
        ([None, 3, {"type": "Hashtag"}], ()),
        (None, ()),
        ([{"type": "Hashtag", "name": f"#{n}"} for n in range(10_000)], tuple(str(n) for n in range(50))),
    ],
)
def test_tags(tag, expected):
    assert read(tag=tag).tags == expected


def test_hostile_documents_are_read_in_little_time():
    many = [{"type": "Place", "name": "x" * 100}] * 10_000
    found = read(location=many, attachment=[IMAGE] * 10_000, public=["x"] * 10_000, summary="<" * 1_000_000)
    assert found.place.name == "x" * 100
    assert len(found.audience) == 20
    assert len(found.summary) <= 500
