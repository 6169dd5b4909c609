"""The four questions as one walks them without scripts, what they lead to, and a kind word for a wrong level."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

PATH = "/quel-atelier"
NEVER = {"appareil": "ordinateur", "allumer": "non", "geste": "jamais", "message": "jamais"}


def plain(text):
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def at(**given):
    return f"{PATH}?{urlencode(given)}"


@pytest.fixture
async def town(maker):
    """Workshops with one session each: two to begin with, messages, an advanced one."""
    library, made = await maker.library("rennes"), {}
    for name, level, theme in (
        ("Tenir la souris", "beginner", "first_steps"),
        ("Écrire un mail", "beginner", "email"),
        ("Monter un film", "advanced", "creation"),
    ):
        workshop = await maker.workshop(name, level=level, themes=[theme], competences=["2.1"], competence_levels=[1])
        made[theme] = await maker.session(library, workshop, starts_in=timedelta(days=len(made) + 2))
    return made


async def test_one_question_a_page_and_each_answer_in_the_address(client):
    home = (await client.get("/")).text
    assert home.count(f'href="{PATH}"') == 2
    given = {}
    for step, (question, answer) in enumerate(NEVER.items(), 1):
        shown = await client.get(at(**given))
        assert f"Question {step} sur 4" in shown.text
        assert f'name="{question}" value="{answer}"' in shown.text
        for name, value in given.items():
            assert f'<input type="hidden" name="{name}" value="{value}">' in shown.text
        assert not shown.cookies
        given[question] = answer
    assert "écran" in (await client.get(at(appareil="telephone", allumer="seul"))).text


async def test_who_never_used_a_mouse_is_led_to_a_seat_of_a_beginner(client, town):
    shown = await client.get(at(**NEVER))
    text = plain(shown.text)
    assert "Vous n'avez jamais utilisé une souris" in text
    assert text.index("Tenir la souris") < text.index("Écrire un mail")
    assert f'href="/seances/{town["first_steps"]}/reservation?pour=debutant"' in shown.text
    assert "Monter un film" not in text
    assert f'href="{at(appareil="ordinateur").replace("&", "&amp;")}"' in shown.text
    assert (await client.get(at(**NEVER))).text == shown.text


async def test_an_appointment_for_one_person_is_no_workshop_to_go_to(client, town, maker):
    alone = await maker.workshop("Avec un agent", level="beginner", themes=["first_steps"])
    await maker.session(None, alone, starts_in=timedelta(days=1), capacity=1)
    text = plain((await client.get(at(**NEVER))).text)
    assert ("Tenir la souris" in text, "Avec un agent" in text) == (True, False)


async def test_without_a_free_seat_it_says_whom_to_ask_and_what_else_begins(client, maker, now):
    text = plain((await client.get(at(**NEVER))).text)
    assert "Aucun atelier pour vous n'a de place en ce moment" in text
    workshop = await maker.workshop("Tenir la souris", level="beginner", themes=["first_steps"])
    await maker.session(None, workshop, capacity=0, waiting_places=3)
    await maker.session(None, workshop, opens_at=now + timedelta(days=1))
    text = plain((await client.get(at(**NEVER))).text)
    assert "Aucun atelier pour vous n'a de place" in text
    assert "Des ateliers pour débuter, à voir aussi Mercredi" in text.replace("mercredi", "Mercredi")


async def test_a_beginner_is_told_kindly_that_a_session_goes_fast_and_may_still_book(client, town):
    path = f"/seances/{town['creation']}"
    assert "va assez vite" not in (await client.get(path)).text
    shown = (await client.get(f"{path}?pour=debutant")).text
    assert "Cet atelier va assez vite" in shown
    assert f'href="{path}/reservation?pour=debutant"' in shown
    booking = await client.get(f"{path}/reservation?pour=debutant")
    assert "Cet atelier va assez vite" in booking.text
    begun = await client.send_form(f"{path}/reservation?pour=debutant", for_whom="self")
    assert begun.status_code == 303
    assert "va assez vite" not in (await client.get(begun.headers["location"])).text
    listed = (await client.get("/?pour=debutant")).text
    assert f'href="{path}?pour=debutant"' in listed
    assert f'href="{path}"' in (await client.get("/?pour=guru")).text


async def test_what_one_learns_in_plain_words_and_the_next_dates(client, town):
    shown = plain((await client.get("/competences")).text)
    assert shown.count("(indicatif)") == 16
    assert "Écrire et recevoir des messages Tenir la souris" in shown
    for path in (f"/seances/{town['email']}", "/ateliers/ecrire-un-mail"):
        assert "Vous apprendrez à écrire et recevoir des messages" in plain((await client.get(path)).text)
    assert '"teaches":{"@type":"DefinedTerm"' in (await client.get(f"/seances/{town['email']}")).text
    assert "3 séances trouvées" in plain((await client.get("/?competence=2.1")).text)
    assert "Aucun atelier ne correspond" in plain((await client.get("/?competence=5.2")).text)
