"""Calendars of others from the desk: paste an address, look, keep; how each is doing; what a person decides."""

from datetime import timedelta

import pytest

from ical_feeds.discovery import Surroundings
from ical_feeds.tables import run
from server.calendars import subscribing
from server.calendars.around import foreign
from server.calendars.drafts import sweep
from tests.ical_feeds.world import Answer, Sites, Told, calendar, events, read_here

HOME = "/bureau/abonnements"
URL = "https://site.fr/agenda.ics"
PREVIEW = {"action": "garder", "label": "Le tiers-lieu"}
HOUR = timedelta(hours=1)


@pytest.fixture
def sites(monkeypatch):
    """A world of calendars instead of the Internet."""
    made = Sites()
    monkeypatch.setattr(subscribing, "surroundings", lambda: Surroundings(made, foreign, read_here))
    return made


async def looked(browser, address="site.fr/agenda.ics"):
    """Paste an address, and return the path of the preview."""
    answer = await browser.send_form(f"{HOME}/nouveau", address=address)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.fixture
def subscribed(signed_in, sites):
    """Return a function that subscribes the administrator to a calendar of `told`, and returns its page."""

    async def make(*told, **wish):
        sites.answers[URL] = calendar(*told)
        answer = await signed_in.send_form(await looked(signed_in), **{**PREVIEW, **wish})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("?")[0]

    return make


async def on_agenda(client):
    return (await client.get("/")).text.count("<h3>")


async def test_paste_look_choose_keep(signed_in, client, sites, maker):
    library = await maker.library("jean-mace", name="Médiathèque Jean-Macé")
    sites.answers[URL] = calendar(
        *events(3),
        Told("t", "Tricot", events(1)[0].starts_at, more="CATEGORIES:Loisirs"),
        Told("x", "Sans fin", events(1)[0].starts_at, more="RRULE:FREQ=SECONDLY"),
    )
    sites.answers["https://site.fr/agenda"] = Answer(
        200, {}, b'<link rel="alternate" type="text/calendar" href="agenda.ics">'
    )
    path = await looked(signed_in, "site.fr/agenda")
    page = (await signed_in.get(path)).text
    assert "4 séances à venir" in page
    assert "« Sans fin » se répète trop souvent. Pas repris." in page
    assert "Ligne 34" in page
    assert "Dans ce calendrier : Loisirs" in page.replace("\xa0", " ")
    assert await on_agenda(client) == 0
    again = await signed_in.send_form(path, action="voir", words_out="tricot")
    assert again.status_code == 200
    assert "3 seraient prises" in again.text
    kept = await signed_in.send_form(
        path, words_out="tricot", theme_email="1", level="beginner", library=str(library), **PREVIEW
    )
    assert kept.status_code == 303
    sheet = (await signed_in.get(kept.headers["location"])).text
    assert "Vous êtes abonnés à ce calendrier" in sheet
    assert "Tout va bien" in sheet
    assert "1 laissée de côté par vos mots" in sheet
    assert await on_agenda(client) == 3
    home = (await client.get("/?theme=email&bibliotheque=jean-mace")).text
    assert "Proposé par Le tiers-lieu" in home
    assert (await signed_in.get(path)).status_code == 404
    assert "Le tiers-lieu" in (await signed_in.get(HOME)).text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(404), "qu'il n'y a rien à cette adresse"),
        (Answer(200, {}, b"<title>Connexion & co</title>"), "Connexion &amp; co"),
        (calendar(*events(3))[:-30], "coupé avant sa fin (ligne 24)"),
        (Answer(500), "en panne (réponse 500)"),
    ],
)
async def test_what_is_no_calendar_is_said_in_words(signed_in, sites, answer, words):
    sites.answers[URL] = answer
    said = await signed_in.send_form(f"{HOME}/nouveau", address="site.fr/agenda.ics")
    assert said.status_code == 422
    assert words in said.text.replace("&#39;", "'").replace("\xa0", " ")
    assert 'value="site.fr/agenda.ics"' in said.text


@pytest.mark.parametrize("address", ["", "tricot", "http://test.example/agenda.ics", "file:///etc/passwd"])
async def test_what_is_no_address_of_others_is_refused(signed_in, sites, address):
    sites.answers["http://test.example/agenda.ics"] = sites.answers["https://test.example/agenda.ics"] = calendar()
    assert (await signed_in.send_form(f"{HOME}/nouveau", address=address)).status_code == 422


async def test_the_same_address_twice_is_refused(signed_in, sites, subscribed):
    await subscribed(*events(1))
    answer = await signed_in.send_form(await looked(signed_in), **PREVIEW)
    assert answer.status_code == 422
    assert "déjà abonnés" in answer.text


async def test_our_own_sessions_do_not_come_back(signed_in, client, subscribed, maker, now):
    session = await maker.session()
    page = await subscribed(
        Told(str(session), "Le nôtre", now + timedelta(days=2)),
        Told("y", "Lié", now + timedelta(days=2), more="URL:http://test.example/seances/x"),
    )
    assert await on_agenda(client) == 1
    assert "Séances à vous, déjà dans l&#39;agenda" in (await signed_in.get(page)).text.replace("\xa0", " ")


async def test_a_file_is_handed_in_and_replaced(signed_in, client, sites):
    async def send(path, body):
        headers = {"origin": "http://test.example", "sec-fetch-site": "same-origin"}
        return await signed_in.post(
            path, data={"csrf": signed_in.csrf, "address": ""}, files={"file": ("prog.ics", body)}, headers=headers
        )

    answer = await send(f"{HOME}/nouveau", calendar(*events(3)))
    assert answer.status_code == 303, answer.text
    kept = await signed_in.send_form(answer.headers["location"], **PREVIEW)
    page = kept.headers["location"].partition("?")[0]
    assert await on_agenda(client) == 3
    shown = (await signed_in.get(page)).text
    assert "Un nouveau fichier .ics" in shown
    assert "Relire maintenant" not in shown
    assert (await signed_in.send_form(f"{page}/relecture")).status_code == 422
    again = await send(f"{page}/fichier", calendar(*events(1)))
    assert "prendra la place du précédent" in (await signed_in.get(again.headers["location"])).text
    assert (await signed_in.send_form(again.headers["location"])).headers["location"] == f"{page}?fait=fichier"
    assert await on_agenda(client) == 1
    assert (await send(f"{page}/fichier", b"<html>")).status_code == 422
    heavy = await send(f"{HOME}/nouveau", b"x" * 11_000_000)
    assert heavy.status_code == 413
    assert "trop gros" in heavy.text


async def test_pause_read_again_and_leave(signed_in, client, sites, subscribed, now):
    page = await subscribed(*events(2))
    await signed_in.send_form(f"{page}/pause")
    assert "En pause" in (await signed_in.get(page)).text
    sites.answers[URL] = calendar(*events(3))
    assert await subscribing.poll_due(now + 9 * HOUR) == 0
    await signed_in.send_form(f"{page}/relecture")
    assert await subscribing.poll_due(now) == 1
    assert await on_agenda(client) == 3
    assert "3 séances à venir sortiront" in (await signed_in.get(f"{page}/retrait")).text
    answer = await signed_in.send_form(f"{page}/retrait")
    assert answer.headers["location"] == f"{HOME}?fait=retire"
    assert await on_agenda(client) == 0
    assert (await signed_in.get(page)).status_code == 404


@pytest.mark.parametrize(("answer", "left"), [("retirer", 1), ("garder", 31)])
async def test_what_vanishes_at_once_is_asked(signed_in, client, sites, subscribed, now, answer, left):
    page = await subscribed(*events(30))
    sites.answers[URL] = calendar(Told("neuf", "Neuf", now + timedelta(days=3)))
    await subscribing.poll_due(now + 2 * HOUR)
    asked = (await signed_in.get(page)).text
    assert "30 séances ont disparu d'un coup" in asked
    assert "Attend votre réponse" in (await signed_in.get(HOME)).text
    assert "1 calendrier attend votre réponse" in (await signed_in.get("/bureau")).text
    assert "agendatheque_calendars_asking 1.0" in (await client.get("/metrics")).text
    assert await on_agenda(client) == 30
    await signed_in.send_form(f"{page}/reponse", answer=answer)
    await subscribing.poll_due(now)
    assert await on_agenda(client) == left
    assert (await signed_in.send_form(f"{page}/reponse", answer=answer)).status_code == 422


async def test_settings_change_what_is_taken_and_how_it_is_shown(signed_in, client, subscribed):
    page = await subscribed(*events(3))
    shown = (await signed_in.get(f"{page}/reglages")).text
    assert 'value="Le tiers-lieu"' in shown
    assert (await signed_in.send_form(f"{page}/reglages", label="")).status_code == 422
    done = await signed_in.send_form(f"{page}/reglages", label="L'Escale", words_in="atelier 1", audience_youth="1")
    assert done.status_code == 303
    assert await on_agenda(client) == 1
    assert await on_agenda(client) == (await client.get("/?public=youth")).text.count("<h3>")
    assert "Proposé par L&#39;Escale" in (await client.get("/")).text


async def test_one_event_is_corrected_and_stays_so(signed_in, client, sites, subscribed, now):
    page = await subscribed(*events(1))
    event = (await run("SELECT id FROM ical_event"))[0]["id"]
    form = f"{page}/seances/{event}"
    assert "Corriger Atelier 0" in (await signed_in.get(form)).text
    await signed_in.send_form(form, title="Couture", own="1", theme_jobs="1")
    sites.answers[URL] = calendar(Told("0@exemple.fr", "Autre titre", events(1)[0].starts_at))
    await subscribing.poll_due(now + 2 * HOUR)
    public = (await client.get(f"/seances/{event}")).text
    assert "<h1>Couture</h1>" in public
    assert "informations revues par" in public
    assert 'value="Couture"' in (await signed_in.get(form)).text
    await signed_in.send_form(form, hidden="1")
    assert (await client.get(f"/seances/{event}")).status_code == 410
    assert "Cachée par vous" in (await signed_in.get(page)).text
    await signed_in.send_form(form)
    assert "<h1>Autre titre</h1>" in (await client.get(f"/seances/{event}")).text
    assert (await signed_in.send_form(form, title="x" * 200)).status_code == 422
    assert (await signed_in.get(f"{page}/seances/{page.rpartition('/')[2]}")).status_code == 404


async def test_who_programmes_a_library_subscribes_for_it_and_others_only_read(browser, maker, sites, subscribed):
    page = await subscribed(*events(2))
    library = await maker.library("jean-mace")
    programmer, clerk = await maker.staff("programming", library), await maker.staff("desk", library)
    async with browser() as one, browser() as other:
        one.sign_in_with(await maker.login(programmer))
        other.sign_in_with(await maker.login(clerk))
        for each in (one, other):
            assert "Le tiers-lieu" in (await each.get(HOME)).text
            assert "Relire maintenant" not in (await each.get(page)).text
            for act in ("relecture", "pause", "reponse", "retrait", "reglages"):
                status = 404 if each is one else 403
                assert (await each.send_form(f"{page}/{act}", label="x")).status_code == status
        assert (await other.get(f"{HOME}/nouveau")).status_code == 403
        assert (await other.send_form(f"{HOME}/nouveau", address="site.fr/agenda.ics")).status_code == 403
        sites.answers["https://autre.fr/a.ics"] = calendar(*events(1, first=7))
        preview = await looked(one, "autre.fr/a.ics")
        assert (await other.get(preview)).status_code == 403
        assert (await one.send_form(preview, **PREVIEW)).status_code == 404  # for the whole network: no
        mine = await one.send_form(preview, library=str(library), **PREVIEW)
        assert "Relire maintenant" in (await one.get(mine.headers["location"])).text


async def test_what_was_only_looked_at_is_forgotten(signed_in, sites, now):
    sites.answers[URL] = calendar(*events(1))
    path = await looked(signed_in)
    await sweep(now + HOUR)
    assert (await signed_in.get(path)).status_code == 200
    await sweep(now + 3 * HOUR)
    assert (await signed_in.get(path)).status_code == 404


async def test_script_and_odd_addresses_are_text_and_nothing(signed_in, client, subscribed, now):
    page = await subscribed(
        Told(
            "s",
            "<script>alert(1)</script>",
            now + timedelta(days=1),
            more="URL:javascript:alert(1) ATTACH:http://169.254.169.254/ ATTENDEE:mailto:moi@exemple.fr"
            " DESCRIPTION:<iframe/src=x>",
        )
    )
    event = (await run("SELECT id, url FROM ical_event"))[0]
    assert event["url"] == ""
    for text in ((await client.get(f"/seances/{event['id']}")).text, (await signed_in.get(page)).text):
        assert "<script>alert" not in text
        assert "<iframe" not in text
        assert "169.254" not in text
        assert "moi@exemple.fr" not in text
