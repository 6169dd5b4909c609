"""The pages of the public: a session of ours and of a peer, a workshop, the libraries, how to subscribe."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from server.bookings import actions
from server.foundation.settings import settings
from server.workshops import sessions

DAY = timedelta(days=1)


async def read(client, path, status=200):
    answer = await client.get(path)
    assert answer.status_code == status, path
    return unescape(answer.text)


@pytest.fixture
async def session(maker):
    library = await maker.library("jean-mace", name="Médiathèque Jean-Macé", access="Entrée par la cour.")
    workshop = await maker.workshop(
        "Premiers pas avec Internet",
        summary="Ouvrir un site, revenir en arrière.",
        description="On prend son temps.\n\nOn recommence.",
        level="beginner",
        audiences=["seniors"],
        bring="Vos lunettes",
        prerequisites="Savoir tenir une souris",
    )
    return await maker.session(library, workshop, presenter="Inès", note="Avec un goûter.")


async def test_the_page_of_a_session_answers_in_order(client, session):
    text = await read(client, f"/seances/{session}")
    said = [
        "<h1>Premiers pas avec Internet</h1>",
        "mercredi 13 janvier 2027",
        "de 10\u00a0h à 12\u00a0h",
        "Médiathèque Jean-Macé",
        "Entrée par la cour.",
        "Pour débuter : aucune connaissance nécessaire",
        "Vos lunettes",
        "Il reste 8 places",
        f'href="/seances/{session}/reservation"',
        "02 99 00 00 00",
        f'href="/seances/{session}.ics"',
        "On recommence.",
        "Avec Inès",
    ]
    main = text[text.index("<main") :]
    places = [main.index(each) for each in said]
    assert places == sorted(places)
    assert "Avec un goûter." in main


async def test_each_page_points_to_its_calendar(client, session):
    pages = {
        "/": "/agenda.ics",
        "/?q=internet&places=1": "/agenda.ics?q=internet&places=oui",
        "/bibliotheques/jean-mace": "/bibliotheques/jean-mace/agenda.ics",
        f"/seances/{session}": f"/seances/{session}.ics",
    }
    for page, feed in pages.items():
        text = await read(client, page)
        assert re.search(r'<link rel="alternate" type="text/calendar" href="([^"]+)"', text)[1] == feed
        assert (await client.get(feed)).status_code == 200


async def test_days_that_were_not_chosen_are_empty_in_the_form(client, session):
    text = await read(client, "/?du=2027-01-12")
    assert re.findall(r'<input id="(?:du|au)"[^>]* value="([^"]*)"', text) == ["2027-01-12", ""]


async def test_lists_are_told_in_three_forms_and_each_page_has_a_button_for_this_device(client, session):
    for page, feed in (
        ("/?q=internet", "/agenda{}?q=internet"),
        ("/bibliotheques/jean-mace", "/bibliotheques/jean-mace/agenda{}"),
    ):
        text = await read(client, page)
        told = re.findall(r'<link rel="alternate" type="application/(?:atom\+xml|feed\+json)" href="([^"]+)"', text)
        assert told == [feed.format(".atom"), feed.format(".json")]
        assert [(await client.get(address)).status_code for address in told] == [200, 200]
        assert f'href="webcal://test.example{feed.format(".ics")}"' in text
        link = (await client.get(page)).headers["link"]
        assert all(f"<{feed.format(ending)}>" in link for ending in (".ics", ".atom", ".json"))
    text = await read(client, f"/seances/{session}")
    assert f'href="webcal://test.example/seances/{session}.ics"' in text
    assert 'type="application/atom+xml"' not in text


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/activity+json", 303),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', 303),
        ("application/activity+json, text/html;q=0.1", 303),
        ("text/html, application/activity+json", 200),
        ("*/*", 200),
        ("", 200),
    ],
)
async def test_a_fediverse_server_is_sent_to_the_thing_itself(client, session, accept, status):
    pages = {
        f"/seances/{session}": f"{settings().url}/ap/evenements/{session}",
        "/bibliotheques/jean-mace": f"{settings().url}/ap/bibliotheques/jean_mace",
        "/": f"{settings().url}/ap/actor",
    }
    for page, thing in pages.items():
        answer = await client.get(page, headers={"accept": accept})
        assert answer.status_code == status
        if status == 303:
            assert answer.headers["location"] == thing
        else:
            assert f'<{thing}>; rel="alternate"; type="application/activity+json"' in answer.headers["link"]
            assert "Accept" in [each.strip() for each in answer.headers["vary"].split(",")]


@pytest.mark.parametrize("path", ["/seances/{}", "/seances/{}.ics", "/seances/{}/reservation"])
async def test_drafts_are_not_found_and_withdrawn_sessions_are_gone(client, maker, administrator, now, path):
    draft, withdrawn = await maker.session(published=False), await maker.session()
    await sessions.withdraw(withdrawn, by=administrator, now=now)
    assert (await client.get(path.format(draft))).status_code == 404
    assert (await client.get(path.format(withdrawn))).status_code == 410
    assert (await client.get(path.format(uuid4()))).status_code == 404
    assert (await client.get(path.format("0"))).status_code == 404


async def test_cancelled_is_said_first_and_one_cannot_book(client, session, administrator, now):
    await sessions.cancel(session, "L'animatrice est malade.", by=administrator, now=now)
    text = await read(client, f"/seances/{session}")
    assert text.index("Cette séance est annulée") < text.index("<h1>")
    assert "L'animatrice est malade." in text
    assert "/reservation" not in text
    assert "02 99 00 00 00" in text


async def test_moved_is_said_first(client, maker, administrator, now):
    session = await maker.session()
    plan = sessions.Plan(starts_at=now + 9 * DAY, ends_at=now + 9 * DAY + timedelta(hours=2), capacity=8)
    await sessions.change_session(session, plan, by=administrator, now=now)
    text = await read(client, f"/seances/{session}")
    assert text.index("La date a changé") < text.index("<h1>")
    assert "mercredi 13 janvier à 10\u00a0h" in text


async def test_full_is_not_an_end(client, maker, now):
    library, workshop = await maker.library(), await maker.workshop()
    full = await maker.session(library, workshop, capacity=1, waiting_places=1)
    other = await maker.session(library, workshop, starts_in=9 * DAY)
    await actions.book(actions.Request(full, "Ana Morel"), by="patron", now=now)
    text = await read(client, f"/seances/{full}")
    assert "J'attends une place" in text
    assert f"/seances/{other}" in text
    await actions.book(actions.Request(full, "Luc Petit"), by="patron", now=now)
    text = await read(client, f"/seances/{full}")
    assert f"/seances/{full}/reservation" not in text
    assert "La liste d'attente est pleine aussi." in text
    assert "02 99 00 00 00" in text


async def test_a_session_of_a_peer_is_booked_where_it_is_organised(client, mirror):
    session = await mirror("Découvrir la tablette", level="beginner")
    text = await read(client, f"/seances/{session}")
    assert f'href="https://quimper.example/seances/{session}/reservation"' in text
    assert f'"/seances/{session}/reservation"' not in text
    for said in ("Découvrir la tablette", "Médiathèque de Quimper", "02 98 98 86 60", "<strong>ensemble</strong>"):
        assert said in text
    assert "Il reste 4 places" in text
    assert "il y a 12 minutes" in text
    card = await read(client, "/")
    for page in (text, card):
        assert "Proposé par Médiathèque de Quimper" in page
        booking = re.search(r'<a[^>]*href="https://quimper\.example/seances/[^"]+/reservation"[^>]*>', page)[0]
        assert "noopener" in booking


async def test_what_a_peer_writes_is_text_but_for_its_checked_description(client, mirror):
    session = await mirror(
        "<script>alert(1)</script>", place_name="<b>x</b>", owner_name='"><img src=x>', summary="<i>"
    )
    for path in ("/", f"/seances/{session}"):
        answer = await client.get(path)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "<b>x</b>" not in answer.text


async def test_a_session_that_its_peer_took_away_is_gone(client, mirror, now):
    session = await mirror(tombstoned_at=now)
    for path in (f"/seances/{session}", f"/seances/{session}.ics"):
        assert (await client.get(path)).status_code == 410


async def test_a_cancelled_session_of_a_peer(client, mirror):
    session = await mirror(status="cancelled")
    text = await read(client, f"/seances/{session}")
    assert "Cette séance est annulée" in text
    assert "/reservation" not in text


async def test_libraries_say_what_they_have_to_come(client, maker, session):
    await maker.library("vide", name="Bibliothèque du Bourg", city="Liffré")
    text = await read(client, "/bibliotheques")
    assert "1 séance à venir" in text
    assert "Rien de prévu pour l'instant" in text
    assert 'href="/bibliotheques/jean-mace"' in text
    assert "Premiers pas avec Internet" in await read(client, "/bibliotheques/jean-mace")
    assert "Aucun atelier n'est prévu ici" in await read(client, "/bibliotheques/vide")
    await read(client, "/bibliotheques/atlantide", 404)


async def test_a_workshop_shows_its_coming_dates(client, session):
    text = await read(client, "/ateliers/premiers-pas-avec-internet")
    assert "Savoir tenir une souris" in text
    assert f'href="/seances/{session}"' in text
    await read(client, "/ateliers/poterie", 404)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [("", ""), ("?bibliotheque=jean-mace&niveau=debutant&q=a%26b", "?q=a%26b&bibliotheque=jean-mace&niveau=beginner")],
)
async def test_subscribing_to_what_was_chosen(client, session, query, canonical):
    text = await read(client, f"/abonnements{query}")
    feed = f"{settings().url}/agenda.ics{canonical}"
    webcal = feed.replace("http://", "webcal://")
    assert f'value="{feed}"' in text
    assert f'href="{webcal}"' in text
    google = next(link for link in re.findall(r'href="([^"]+)"', text) if "calendar.google" in link)
    assert parse_qs(urlsplit(google).query)["cid"] == [webcal]
    outlook = next(link for link in re.findall(r'href="([^"]+)"', text) if "outlook.live" in link)
    assert parse_qs(urlsplit(outlook).query)["url"] == [feed]
    assert (await client.get(feed)).status_code == 200


async def test_the_pages_of_the_public_say_the_same_to_head(client, session):
    answer = await client.head(f"/seances/{session}")
    assert answer.status_code == 200
    assert answer.content == b""
