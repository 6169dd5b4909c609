"""A page for each application: three drawings that are said in words too, the address, a square, how often it comes."""

import re

import pytest

from server.agenda.guide_texts import GUIDES, PICTURES
from server.subscribers.clients import PACES

PATHS = [f"/abonnements/{name}" for name in GUIDES]


@pytest.mark.parametrize("path", PATHS)
async def test_three_drawings_each_with_its_words(client, path):
    text = (await client.get(path)).text
    drawings = re.findall(r'<svg class="drawing"[^>]*role="img" aria-label="([^"]+)"', text)
    assert len(drawings) == 3
    assert all(said.startswith("Dessin") and "%(" not in said for said in drawings)
    assert text.count('class="square"') == 1
    assert "http://test.example/agenda.ics" in text
    assert "style=" not in text


@pytest.mark.parametrize("path", PATHS)
async def test_in_english_no_french_is_left(client, path):
    text = (await client.get(path, headers={"accept-language": "en"})).text
    assert 'lang="en"' in text
    for french in ("Dessin", "Collez", "appuyez", "Bon à savoir", "relit"):
        assert french not in text


async def test_the_chosen_part_of_the_agenda_is_kept(client, maker):
    await maker.library("centre", name="Médiathèque du Centre")
    text = (await client.get("/abonnements/google-agenda?bibliotheque=centre")).text
    assert "/agenda.ics?bibliotheque=centre" in text
    assert "Médiathèque du Centre" in text
    assert 'href="/abonnements/thunderbird?bibliotheque=centre"' in text


async def test_an_address_that_google_would_not_read_is_said(client):
    short, long = "/abonnements/google-agenda?q=internet", f"/abonnements/google-agenda?q={'é' * 50}"
    assert "trop longue" not in (await client.get(short)).text
    assert "trop longue" in (await client.get(long)).text


async def test_the_page_of_subscriptions_leads_to_all(client):
    text = (await client.get("/abonnements")).text
    for path in [*PATHS, "/abonnements/essai"]:
        assert f'href="{path}"' in text


async def test_there_is_no_other(client):
    assert (await client.get("/abonnements/minitel")).status_code == 404


def test_each_has_its_pace_and_known_drawings():
    for guide in GUIDES.values():
        assert guide.client in PACES
        assert {step.picture for step in guide.steps} <= set(PICTURES)
