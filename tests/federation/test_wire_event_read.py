"""Events as other servers write them: every dialect we know of, and what makes an event unreadable."""

from datetime import UTC, datetime

import pytest

from federation.wire import Malformed, context, event

ID = "https://autre.example/events/1"
OWNER = "https://autre.example/@groupe"
SMALLEST = {
    "type": "Event",
    "id": ID,
    "attributedTo": OWNER,
    "name": "Atelier tablette",
    "startTime": "2027-03-02T10:00:00+01:00",
}


def read(**fields):
    """The smallest event with some fields set; a field set to None stays, as null."""
    return event.read(SMALLEST | {name.replace("__", ":"): value for name, value in fields.items()})


def test_the_smallest_event():
    found = event.read(SMALLEST)
    assert (found.id, found.url, found.owner, found.name) == (ID, ID, OWNER, "Atelier tablette")
    assert found.starts_at == datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert (found.ends_at, found.place, found.capacity, found.version) == (None, None, None, None)
    assert (found.status, found.timezone, found.language) == ("confirmed", "Europe/Paris", "fr")
    # A server that does not speak of joining takes no bookings over the wire: one goes to its page.
    assert (found.join_mode, found.booking_url) == ("external", ID)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"type": "Note"}, "type"),
        ({"type": None}, "type"),
        ({"type": ["Event"]}, "type"),
        ({"id": None}, "id"),
        ({"id": 12}, "id"),
        ({"id": "events/1"}, "id"),
        ({"id": "https://user@autre.example/events/1"}, "id"),
        ({"name": None}, "name"),
        ({"name": "  \u200b "}, "name"),
        ({"name": 12}, "name"),
        ({"startTime": None}, "startTime"),
        ({"startTime": "bientôt"}, "startTime"),
        ({"startTime": 1772442000}, "startTime"),
        ({"startTime": "9999-12-31T23:59:59-14:00"}, "startTime"),
        ({"startTime": "0001-01-01T00:00:00+14:00"}, "startTime"),
        ({"startTime": "2027-03-02"}, "startTime"),
        ({"startTime": "2027-13-02T10:00:00Z"}, "startTime"),
        ({"attributedTo": None}, "attributedTo"),
        ({"attributedTo": []}, "attributedTo"),
        ({"attributedTo": 3}, "attributedTo"),
        ({"attributedTo": "https://ailleurs.example/@x"}, "attributedTo"),
        ({"attributedTo": [OWNER, "https://ailleurs.example/@x"]}, "attributedTo"),
        ({"attributedTo": [OWNER, {"type": "Person"}]}, "attributedTo"),
    ],
)
def test_what_makes_an_event_unreadable(fields, reason):
    assert event.read(SMALLEST)
    with pytest.raises(Malformed) as why:
        read(**fields)
    assert why.value.reason == reason


@pytest.mark.parametrize(
    "owner",
    [OWNER, {"id": OWNER, "type": "Group"}, [OWNER], [OWNER, "https://autre.example/@adjoint"]],
    ids=["id", "object", "list", "two of one origin"],
)
def test_owners(owner):
    assert read(attributedTo=owner).owner == OWNER


@pytest.mark.parametrize(
    ("start", "zone", "expected"),
    [
        ("2027-03-02T10:00:00+01:00", None, "2027-03-02T09:00:00Z"),
        ("2027-03-02T09:00:00Z", None, "2027-03-02T09:00:00Z"),
        ("2027-03-02T09:00:00.000Z", None, "2027-03-02T09:00:00Z"),
        ("2027-03-02T09:00:00+00:00Z", None, "2027-03-02T09:00:00Z"),
        ("2027-03-02T10:00:00", None, "2027-03-02T09:00:00Z"),
        ("2027-03-02T10:00:00", "Europe/Rome", "2027-03-02T09:00:00Z"),
        ("2027-03-02T10:00:00", "Indian/Reunion", "2027-03-02T06:00:00Z"),
        ("2027-03-02T10:00", "Indian/Reunion", "2027-03-02T06:00:00Z"),
        ("2027-03-02t10:00:00z", None, "2027-03-02T10:00:00Z"),
        ("2027-03-02T10:00:00+0100", None, "2027-03-02T09:00:00Z"),
        ("2027-07-02T10:00:00", "Mars/Olympus", "2027-07-02T08:00:00Z"),
        ("2027-07-02T10:00:00", "../../etc/passwd", "2027-07-02T08:00:00Z"),
        ("2027-07-02T10:00:00", 7, "2027-07-02T08:00:00Z"),
        # Half past two does not exist on the night the clocks go forward: half past three is meant.
        ("2027-03-28T02:30:00", "Europe/Paris", "2027-03-28T01:30:00Z"),
    ],
)
def test_start_times(start, zone, expected):
    found = read(startTime=start, timezone=zone)
    assert found.starts_at == datetime.fromisoformat(expected)
    assert found.starts_at.tzinfo is UTC
    assert found.timezone in ("Europe/Paris", "Europe/Rome", "Indian/Reunion")


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"endTime": "2027-03-02T11:00:00+01:00"}, True),
        ({"endTime": "2027-03-02T11:00:00+01:00", "displayEndTime": True}, True),
        ({"endTime": "2027-03-02T11:00:00+01:00", "displayEndTime": False}, False),
        ({"endTime": "2027-03-02T10:00:00+01:00"}, False),
        ({"endTime": "2027-03-01T10:00:00+01:00"}, False),
        ({"endTime": "plus tard"}, False),
        ({"endTime": None}, False),
    ],
)
def test_end_times(fields, known):
    assert (read(**fields).ends_at == datetime(2027, 3, 2, 10, tzinfo=UTC)) is known


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
        ({"eventStatus": "fep:EventPostponed"}, "tentative"),
        ({"eventStatus": "https://schema.org/EventRescheduled"}, "confirmed"),
        ({"eventStatus": "http://schema.org/EventMovedOnline"}, "confirmed"),
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


@pytest.mark.parametrize(
    ("fields", "name", "language"),
    [
        ({"nameMap": {"br": "Stal"}, "name": None}, "Stal", "br"),
        ({"nameMap": {"en": "Workshop", "fr": "Atelier"}, "name": "", "inLanguage": "fr"}, "Atelier", "fr"),
        ({"nameMap": {"en": "Workshop", "de": "Kurs"}, "name": "", "inLanguage": "fr"}, "Workshop", "fr"),
        ({"contentMap": {"it": "<p>x</p>"}}, "Atelier tablette", "it"),
        ({"name": "Bonjour\n\tmonde"}, "Bonjour monde", "fr"),
        ({"name": "a\u202eb\u0000c"}, "ab c", "fr"),
        ({"name": "Z" + "\u0301" * 40}, "Ź\u0301\u0301\u0301", "fr"),
        ({"name": "<b>gras</b>"}, "<b>gras</b>", "fr"),
        ({"name": "x" * 5_000}, "x" * 200, "fr"),
        ({"name": "👩‍💻 code"}, "👩‍💻 code", "fr"),
    ],
)
def test_names_and_languages(fields, name, language):
    found = read(**fields)
    assert (found.name, found.language) == (name, language)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>bon <em>jour</em></p>", "<p>bon <em>jour</em></p>"),
        ("<script>alert(1)</script>après", "après"),
        (
            '<a href="https://x.example/" onclick="y">x</a>',
            '<a href="https://x.example/" rel="nofollow noopener">x</a>',
        ),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="nofollow noopener">x</a>'),
        ('<img src="https://suivi.example/p.png">', ""),
        ('<p id="body" class="h1" style="position:fixed">x</p>', "<p>x</p>"),
        ("<svg><style><a title='</style><img src=x onerror=alert(1)>'>", ""),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""),
        ("a\u202eb", "ab"),
        (None, ""),
        (["x"], ""),
    ],
)
def test_content_is_reduced_to_what_is_safe(content, expected):
    assert read(content=content).content == expected


def test_plain_content_is_escaped():
    assert read(content="1 < 2\n\nsuite", mediaType="text/plain").content == "<p>1 &lt; 2</p><p>suite</p>"


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("<p>Début : 14 h<br>Lieu : MJC &amp; co</p>", "Début : 14 h Lieu : MJC & co"),
        ("\n   simple\n", "simple"),
        ("prix < 5 € & plus", "prix < 5 € & plus"),
        (None, ""),
    ],
)
def test_summaries_become_plain(summary, expected):
    assert read(summary=summary).summary == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://autre.example/page", "https://autre.example/page"),
        ([{"type": "Link", "href": "https://autre.example/page"}], "https://autre.example/page"),
        ({"type": "Link", "href": "javascript:x"}, ID),
        (["ftp://x.example", "https://autre.example/page"], "https://autre.example/page"),
        (None, ID),
        ("https://autre.example/a b", ID),
    ],
)
def test_pages(url, expected):
    assert read(url=url).url == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("39A0C4A6-F2B6-41DC-BBE2-FC5BFF76CC93", "39a0c4a6-f2b6-41dc-bbe2-fc5bff76cc93"),
        ("not-a-uuid", ""),
        (12, ""),
        (None, ""),
    ],
)
def test_uuids(value, expected):
    assert read(uuid=value).uuid == expected


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"to": [context.PUBLIC]}, True),
        ({"to": context.PUBLIC}, True),
        ({"to": "as:Public"}, True),
        ({"to": ["Public", f"{OWNER}/followers"]}, True),
        ({"to": [context.PUBLIC], "draft": False}, True),
        ({"to": [context.PUBLIC], "draft": True}, False),
        ({"to": [OWNER], "cc": []}, False),
        # Unlisted: for those who have the link, not for an agenda.
        ({"to": [f"{OWNER}/followers"], "cc": [context.PUBLIC]}, False),
        ({"to": None}, False),
        ({}, False),
    ],
)
def test_what_may_be_shown(fields, shown):
    assert event.is_public(SMALLEST | fields) is shown


def test_unknown_terms_are_ignored():
    odd = {"contacts": [], "@type": "x", "ical:x": None, "anonymousParticipationEnabled": "yes", "category": ["A", "B"]}
    assert event.read(SMALLEST | odd) == event.read(SMALLEST)


def test_our_own_words_between_peers():
    found = read(niveau="decouverte", public=["seniors", None, 3, "debutants"], version=7)
    assert (found.level, found.audience, found.version) == ("decouverte", ("seniors", "debutants"), 7)
    assert read(version="7").version == 7
    assert read(version=-1).version is None


def test_hostile_documents_are_read_in_little_time():
    many = [{"type": "Place", "name": "x" * 100}] * 10_000
    found = read(location=many, attachment=[IMAGE] * 10_000, public=["x"] * 10_000, summary="<" * 1_000_000)
    assert found.place.name == "x" * 100
    assert len(found.audience) == 20
    assert len(found.summary) <= 500
