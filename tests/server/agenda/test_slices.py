"""Every filter works on the page and on the feed alike; a hub asks for one before its feed is too large."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from server.agenda import feeds
from server.foundation.settings import settings
from server.workshops import sessions

RENNES, BRUZ, BREST = (48.11, -1.68), (48.02, -1.75), (48.39, -4.49)


def at(point):
    return {"latitude": point[0], "longitude": point[1]}


@pytest.fixture
async def made(maker, mirror, now):
    """Sessions of three libraries and of two peers, each with something of its own."""
    rennes = await maker.library("rennes", name="Rennes", **at(RENNES), facilities=["wheelchair", "hearing_loop"])
    bruz = await maker.library("bruz", name="Bruz", city="Bruz", postal_code="35170", **at(BRUZ))
    reunion = await maker.library("saint-denis", city="Saint-Denis", postal_code="97400", facilities=["sight"])
    await maker.session(
        rennes,
        await maker.workshop("Atelier Étude"),
        room=await maker.room(rennes, "Salle d'étude"),
        presenter="Yann Le Goff",
    )
    await maker.session(bruz, await maker.workshop("Atelier Bruz", language="ar"), presenter="Samira")
    await maker.session(reunion, await maker.workshop("Atelier Réunion"))
    gone = await maker.session(rennes, await maker.workshop("Atelier Annulée"))
    await sessions.cancel(gone, "", by=maker.by, now=now)
    peer = {"locality": "Brest", "postal_code": "29200", **at(BREST)}
    await mirror("Atelier Brest", **peer, tags=["AccessibleEnFauteuilRoulant", "EnArabe"])
    await mirror("Atelier Sans lieu", locality="Rennes", postal_code="35000", latitude=None, longitude=None)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("salle=salle-d-etude", {"Étude"}),
        ("salle=autre", set()),
        ("mediateur=yann-le-goff", {"Étude"}),
        ("mediateur=personne", set()),
        ("langue=ar", {"Bruz", "Brest"}),
        ("langue=fr", {"Étude", "Réunion", "Annulée", "Sans lieu"}),
        ("acces=wheelchair", {"Étude", "Annulée", "Brest"}),
        ("acces=sight", {"Réunion"}),
        ("departement=35", {"Étude", "Bruz", "Annulée", "Sans lieu"}),
        ("departement=974", {"Réunion"}),
        ("departement=29", {"Brest"}),
        ("departement=2A", set()),
        ("commune=rennes", {"Étude", "Annulée", "Sans lieu"}),
        ("commune=Rennes&rayon=5", {"Étude", "Annulée", "Sans lieu"}),
        ("commune=Rennes&rayon=15", {"Étude", "Bruz", "Annulée", "Sans lieu"}),
        ("commune=Brest&rayon=10", {"Brest"}),
        ("commune=Atlantide&rayon=10", set()),
        ("centre=48.39,-4.49&rayon=1", {"Brest"}),
        ("centre=48.1,-1.7&rayon=15", {"Étude", "Bruz", "Annulée"}),
        ("annules=non&departement=35", {"Étude", "Bruz", "Sans lieu"}),
        ("acces=wheelchair&langue=ar", {"Brest"}),
    ],
)
async def test_page_and_feed_hold_the_same(client, made, query, titles):
    page = (await client.get(f"/?{query}")).text
    shown = {
        title for title in ("Étude", "Bruz", "Réunion", "Annulée", "Brest", "Sans lieu") if f"Atelier {title}" in page
    }
    items = json.loads((await client.get(f"/agenda.json?{query}")).content)["items"]
    assert {item["title"].removeprefix("ANNULÉ — ").removeprefix("Atelier ") for item in items} == titles
    assert shown == titles


async def test_the_form_shows_what_was_chosen_and_offers_what_there_is(client, made):
    page = (await client.get("/?commune=Rennes&rayon=20&bibliotheque=rennes&annules=non")).text
    assert '<option value="20" selected>' in page
    assert '<option value="salle-d-etude">' in page
    assert '<option value="974">' in page
    assert '<option value="yann-le-goff">' in page
    assert 'name="annules" value="non" checked' in page
    assert '<option value="tr">' not in page


@pytest.fixture
def small_hub(monkeypatch):
    """A hub whose feeds hold two sessions."""
    hub = replace(settings(), hub=True)
    for name in ("server.agenda.feeds", "server.calendars.slices", "server.agenda.routes"):
        monkeypatch.setattr(f"{name}.settings", lambda: hub)
    monkeypatch.setattr(feeds, "MOST_EVENTS", 2)
    monkeypatch.setattr("server.calendars.slices.MOST_EVENTS", 2)


async def test_a_hub_with_too_much_asks_for_a_filter(client, made, small_hub):
    answer = await client.get("/agenda.ics")
    assert answer.status_code == 409
    assert "Choisissez un lieu" in answer.json()["detail"]
    assert (await client.get("/agenda.ics?quand=ce-mois")).status_code == 409
    narrow = await client.get("/agenda.ics?departement=35")
    assert narrow.status_code == 200
    assert narrow.headers["x-feed-truncated"] == "2/2+"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in narrow.text
    page = (await client.get("/abonnements")).text
    assert "trop grand pour un calendrier" in page
    assert "webcal://" not in page
    assert "webcal://" in (await client.get("/abonnements?departement=35")).text


async def test_what_is_cut_goes_on_where_it_was_cut(client, maker, monkeypatch, now):
    monkeypatch.setattr(feeds, "MOST_EVENTS", 2)
    monkeypatch.setattr("server.calendars.slices.MOST_EVENTS", 2)
    library, workshop = await maker.library(), await maker.workshop()
    made = [await maker.session(library, workshop, starts_in=timedelta(days=day)) for day in (1, 2, 2, 3, 4)]
    seen, path = [], "/agenda.json"
    while path:
        answer = await client.get(path)
        seen.append([item["id"].removeprefix("urn:uuid:") for item in json.loads(answer.content)["items"]])
        link = next((part for part in answer.headers["link"].split(", ") if 'rel="next"' in part), "")
        path = link.partition("<http://test.example")[2].partition(">")[0]
    assert {UUID for some in seen for UUID in some} == {str(each) for each in made}
    assert len(seen) <= 4
