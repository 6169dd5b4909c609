"""Events as other servers write them: what makes one unreadable, times, texts, and what may be shown."""

from datetime import UTC, datetime

import pytest

from federation.wire import Malformed, context, event
from tests.federation.smallest import ID, OWNER, SMALLEST, read


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
    assert read(**fields).ends_at == (datetime(2027, 3, 2, 10, tzinfo=UTC) if known else None)


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


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        (["urn:uuid:0192F3C1-6F1E-4C3A-9D5E-4B7A0C1D2E3F"], ("urn:uuid:0192f3c1-6f1e-4c3a-9d5e-4b7a0c1d2e3f",)),
        ("https://autre.example/a", ("https://autre.example/a",)),
        (["https://autre.example/a", "javascript:x", "urn:uuid:x", 3, None], ("https://autre.example/a",)),
        ([f"https://autre.example/{number}" for number in range(30)], 10),
        (None, ()),
    ],
)
def test_what_it_is_a_copy_of(said, read_as):
    found = read(sameAs=said).same_as
    assert (len(found) if isinstance(read_as, int) else found) == read_as
