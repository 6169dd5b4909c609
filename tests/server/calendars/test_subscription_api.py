"""Subscriptions for programs."""

from datetime import timedelta

import pytest

from ical_feeds.discovery import Surroundings
from server.calendars import subscribing
from server.calendars.around import foreign
from tests.ical_feeds.world import Answer, Sites, Told, calendar, events, read_here

PATH = "/api/v1/subscriptions"
URL = "https://site.fr/agenda.ics"
HOUR = timedelta(hours=1)


@pytest.fixture
def sites(monkeypatch):
    """A world of calendars instead of the Internet."""
    made = Sites()
    monkeypatch.setattr(subscribing, "surroundings", lambda: Surroundings(made, foreign, read_here))
    made.answers[URL] = calendar(*events(3))
    return made


async def test_look_take_up_change_and_leave(program, client, sites, maker):
    await maker.library("jean-mace")
    seen = (await program.post(f"{PATH}/preview", json={"url": "webcal://site.fr/agenda.ics"})).json()
    assert (seen["url"], seen["name"], [each["title"] for each in seen["events"]]) == (
        URL,
        "Agenda",
        ["Atelier 0", "Atelier 1", "Atelier 2"],
    )
    assert (await program.get(PATH)).json() == []
    wanted = {"url": URL, "library": "jean-mace", "themes": ["email"], "words_out": ["Atelier 2"]}
    made = await program.post(PATH, json=wanted)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["label"], told["health"], told["coming"], told["left_out"]) == ("Agenda", "well", 2, 1)
    assert (await client.get("/?theme=email")).text.count("<h3>") == 2
    one = f"{PATH}/{told['id']}"
    changed = await program.patch(one, json={"words_out": [], "level": "beginner"})
    assert (changed.json()["coming"], changed.json()["level"], changed.json()["themes"]) == (3, "beginner", ["email"])
    first = (await program.get(f"{one}/events")).json()[0]
    edited = await program.patch(f"{one}/events/{first['id']}", json={"title": "Couture", "hidden": True})
    assert (edited.json()["title"], edited.json()["shown"], edited.json()["edited"]) == ("Couture", False, True)
    assert (await program.get(one)).json()["coming"] == 2
    assert (await program.post(PATH, json={"url": URL})).status_code == 409
    assert (await program.post(f"{one}/pause")).json()["health"] == "paused"
    assert (await program.post(f"{one}/reading")).status_code == 202
    assert (await program.post(f"{one}/answer", json={"withdraw": True})).status_code == 409
    assert (await program.delete(one)).status_code == 204
    assert (await program.get(one)).status_code == 404
    assert (await client.get("/")).text.count("<h3>") == 0


async def test_a_question_is_answered(program, sites, now):
    made = (await program.post(PATH, json={"url": URL})).json()
    sites.answers[URL] = calendar(Told("neuf", "Neuf", now + timedelta(days=3)))
    await subscribing.poll_due(now + 2 * HOUR)
    asked = (await program.get(PATH)).json()[0]
    assert (asked["health"], asked["vanishing"]) == ("asking", 3)
    answered = await program.post(f"{PATH}/{made['id']}/answer", json={"withdraw": True})
    assert (answered.json()["health"], answered.json()["coming"]) == ("well", 0)


async def test_the_text_of_a_file_is_taken_in(program, sites):
    made = await program.post(PATH, json={"calendar": calendar(*events(2)).decode(), "label": "Le club"})
    assert (made.json()["health"], made.json()["coming"], made.json()["url"]) == ("file", 2, "")
    assert (await program.post(f"{PATH}/{made.json()['id']}/reading")).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": URL, "calendar": "x"}, "url"),
        ({"url": "tricot"}, "url"),
        ({"url": "https://site.fr/panne.ics"}, "url"),
        ({"calendar": "BEGIN:VCALENDAR"}, "calendar"),
        ({"url": URL, "library": "ailleurs"}, "library"),
        ({"url": URL, "themes": ["tricot"]}, "themes"),
        ({"url": URL, "level": "expert"}, "level"),
        ({"url": URL, "autre": 1}, ""),
    ],
)
async def test_what_cannot_be_taken_up_is_said_at_its_field(program, sites, body, field):
    sites.answers["https://site.fr/panne.ics"] = Answer(500)
    answer = await program.post(PATH, json=body)
    assert answer.status_code == 400
    if field:
        assert list(answer.json()["fields"]) == [field]


async def test_without_a_token_nothing_is_told(client):
    assert (await client.get(PATH)).status_code == 401
    assert (await client.post(PATH, json={"url": URL})).status_code == 401
