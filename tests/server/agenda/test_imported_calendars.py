"""What calendars of others told us stands in the public list beside our sessions and our peers', each session once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from ical_feeds.matching import uuid_in
from ical_feeds.tables import Calendar, Event
from server.calendars.tables import Edit, Subscription

IDENTITY = UUID("0192f3c1-6f1e-4c3a-9d5e-4b7a0c1d2e3f")
PAGE = "https://agenda.exemple.fr/tricot"


@pytest.fixture
def subscribed(maker, now):
    """Return a function that makes a subscription, and returns its id."""

    async def make(**more):
        id = uuid4()
        url = "https://agenda.exemple.fr/agenda.ics"
        kept = {"words_in": [], "words_out": [], "categories": []}
        await Calendar(id=id, url=url, name="Agenda", timezone="Europe/Paris", created_at=now, **kept).save()
        usual = {"label": "Le tiers-lieu", "host": "agenda.exemple.fr", "themes": ["email"], "audiences": ["seniors"]}
        shown = {**usual, "level": "beginner", "created_at": now, "updated_at": now, **more}
        await Subscription(id=id, **shown).save()
        return id

    return make


@pytest.fixture
def told(subscribed, now):
    """Return a function that puts an event of a calendar in the mirror, and returns its id."""

    async def tell(title="Tricoter en ligne", feed=None, starts_in=timedelta(days=2), **more):
        feed = feed or await subscribed()
        usual = {
            "uid": str(uuid4()),
            "title": title,
            "folded": title.lower(),
            "starts_at": now + starts_in,
            "ends_at": now + starts_in + timedelta(hours=1),
            "timezone": "Europe/Paris",
            "status": "confirmed",
            "location": "Maison des associations, Quimper",
            "folded_place": "maison des associations quimper",
            "url": PAGE,
            "description": "On vient <b>comme</b> on est.",
            "categories": ["Atelier"],
            "first_seen_at": now,
            "changed_at": now,
        }
        id, given = uuid4(), {**usual, **more}
        known = {"uuid": None if given.get("recurrence_at") else uuid_in(given["uid"])}
        known["page"] = given["url"].rstrip("/") or None
        await Event(id=id, feed=feed, identity=str(id), **known, **given).save()
        return id

    return tell


async def titles(client, path="/"):
    text = (await client.get(path)).text
    return text.count("<h3>")


async def test_it_is_shown_with_its_origin_and_the_way_to_it(client, told):
    id = await told()
    home = (await client.get("/")).text
    assert "Tricoter en ligne" in home
    assert "Proposé par Le tiers-lieu" in home
    page = await client.get(f"/seances/{id}")
    assert page.status_code == 200
    assert f'href="{PAGE}"' in page.text
    assert "On vient &lt;b&gt;comme&lt;/b&gt; on est." in page.text
    assert "Personnes âgées" in page.text
    calendar = (await client.get("/agenda.ics")).text
    assert calendar.count("BEGIN:VEVENT") == 1
    assert f"UID:{id}" in calendar
    assert "Tricoter en ligne" in (await client.get(f"/seances/{id}.ics")).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=tricoter", 1),
        ("q=natation", 0),
        ("theme=email", 1),
        ("theme=jobs", 0),
        ("niveau=beginner", 1),
        ("niveau=advanced", 0),
        ("public=seniors", 1),
        ("public=youth", 0),
        ("commune=Quimper", 1),
        ("commune=Rennes", 0),
        ("source=agenda.exemple.fr", 1),
        ("source=test.example", 0),
        ("mode=sur-place", 1),
        ("mode=en-ligne", 0),
        ("places=oui", 0),
        ("pass_numerique=oui", 0),
    ],
)
async def test_the_filters_of_the_agenda_hold_for_it(client, told, query, found):
    await told()
    assert await titles(client, f"/?{query}") == found
    assert (await client.get(f"/agenda.ics?{query}")).text.count("BEGIN:VEVENT") == found


async def test_in_one_of_our_libraries_it_is_found_there(client, maker, subscribed, told):
    library = await maker.library("jean-mace", name="Médiathèque Jean-Macé")
    await maker.library("ailleurs")
    await told(feed=await subscribed(library=library))
    assert await titles(client, "/?bibliotheque=jean-mace") == 1
    assert await titles(client, "/?bibliotheque=ailleurs") == 0
    assert await titles(client, "/?q=jean-mace") == 1
    assert "Médiathèque Jean-Macé" in (await client.get("/")).text


async def test_what_staff_changed_stands_and_is_said(client, told, maker, now):
    id = await told()
    named = {"title": "Tricot pour tous", "folded": "tricot pour tous", "themes": ["jobs"], "updated_at": now}
    await Edit(event=id, **named).save()
    page = (await client.get(f"/seances/{id}")).text
    assert "<h1>Tricot pour tous</h1>" in page
    assert "informations revues par" in page
    assert await titles(client, "/?theme=jobs") == 1
    assert await titles(client, "/?theme=email") == 0
    assert await titles(client, "/?q=tous") == 1


@pytest.mark.parametrize("gone", ["taken", "withdrawn_at", "hidden"])
async def test_what_is_not_shown_is_gone(client, told, now, gone):
    id = await told()
    if gone == "hidden":
        await Edit(event=id, hidden_at=now, updated_at=now).save()
    else:
        await Event.update({gone: now if gone == "withdrawn_at" else False}).where(Event.id == id)
    assert await titles(client) == 0
    assert (await client.get("/agenda.ics")).text.count("BEGIN:VEVENT") == 0
    assert (await client.get(f"/seances/{id}")).status_code == 410
    assert (await client.get(f"/seances/{id}.ics")).status_code == 410


async def test_whole_days_are_said_as_such(client, told, now):
    midnight = now.replace(hour=23, minute=0, second=0, microsecond=0)
    id = await told(all_day=True, starts_at=midnight, ends_at=midnight + timedelta(days=1))
    assert "toute la journée" in (await client.get("/")).text
    assert (await client.get(f"/seances/{id}")).status_code == 200


@pytest.mark.parametrize(
    ("uid", "url", "hours", "entries"),
    [
        (str(IDENTITY), "", 0, 1),
        (f"urn:uuid:{IDENTITY}", "", 3, 1),
        (f"{IDENTITY}@quimper.example", "", 0, 1),
        ("42", "https://quimper.example/seances/1", 3, 1),
        ("42", "https://quimper.example/seances/1/", 0, 1),
        ("42", "", 0, 2),
        ("42", "https://quimper.example/seances/2", 0, 2),
    ],
)
async def test_what_its_organiser_tells_too_is_one_entry(client, told, mirror, now, uid, url, hours, entries):
    await mirror("Tricoter en ligne", uuid=IDENTITY, url="https://quimper.example/seances/1")
    await told(uid=uid, url=url, starts_in=timedelta(days=2, hours=hours))
    assert await titles(client) == entries


async def test_dates_that_share_a_page_are_not_one_entry(client, told, subscribed, mirror, now):
    page = "https://quimper.example/seances/1"
    await mirror("Tricoter en ligne", url=page)
    feed = await subscribed()
    for day in (2, 9, 16):
        await told(feed=feed, url=page, starts_in=timedelta(days=day), recurrence_at=now + timedelta(days=day))
    assert await titles(client) == 4


async def test_our_own_session_that_comes_back_is_one_entry(client, told, maker):
    session = await maker.session()
    await told(uid=str(session), url="")
    assert await titles(client) == 1


async def test_two_calendars_that_tell_the_same_are_one_entry(client, told, now):
    first = await told(uid="42@exemple.fr", first_seen_at=now - timedelta(days=1))
    await told(uid="42@exemple.fr", url="")
    assert await titles(client) == 1
    assert f"/seances/{first}" in (await client.get("/")).text
    await Edit(event=first, hidden_at=now, updated_at=now).save()
    assert await titles(client) == 0


async def test_every_form_of_the_agenda_tells_it(client, told):
    id = await told()
    for path in ("/agenda.atom", "/agenda.json", "/agenda.json?format=jcal", "/agenda.ics?variant=rich"):
        answer = await client.get(path)
        assert answer.status_code == 200, path
        assert "Tricoter en ligne" in answer.text, path
    assert PAGE in (await client.get(f"/seances/{id}")).text


async def test_a_peer_cannot_hide_what_another_site_tells(client, told, mirror):
    await told()
    await mirror("Autre chose", url=PAGE, host="malin.example")
    assert await titles(client) == 2
