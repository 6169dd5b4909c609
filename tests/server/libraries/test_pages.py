"""The pages of libraries."""

import re

import pytest

from server.libraries.queries import all_libraries, by_slug

SHEET = {"name": "Médiathèque du Port", "address": "1 quai Sud", "postal_code": "56100", "city": "Lorient"}
SHEET |= {"timezone": "Europe/Paris", "latitude": "47,745", "longitude": "-3.36"}


async def test_the_first_page_teaches(signed_in):
    text = (await signed_in.get("/bureau/bibliotheques")).text
    assert "Ajoutez votre première bibliothèque" in text


async def test_a_library_is_added_from_the_page(signed_in, client):
    answer = await signed_in.send_form("/bureau/bibliotheques/nouvelle", **SHEET)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/bureau/bibliotheques/mediatheque-du-port?fait=ajoutee",
    )
    kept = await by_slug("mediatheque-du-port")
    assert (kept.latitude, kept.longitude) == (47.745, -3.36)
    assert "Médiathèque du Port" in (await client.get("/bibliotheques")).text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"postal_code": "  "}, "postal_code"),
        ({"timezone": "Paris"}, "timezone"),
        ({"latitude": "nord"}, "latitude"),
        ({"longitude": "200"}, "longitude"),
        ({"slug": "Le Port"}, "slug"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"email": "lorient"}, "email"),
    ],
)
async def test_errors_keep_what_was_typed(signed_in, change, field):
    answer = await signed_in.send_form(
        "/bureau/bibliotheques/nouvelle", **{**SHEET, "access": "Sonnez <deux> fois", **change}
    )
    assert answer.status_code == 422
    assert re.search(r"<title>Erreur\s:", answer.text)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert 'value="1 quai Sud"' in answer.text
    assert "Sonnez &lt;deux&gt; fois" in answer.text
    assert await all_libraries() == []


async def test_a_sheet_is_changed_and_a_room_added(signed_in, maker):
    await maker.library("lorient")
    path = "/bureau/bibliotheques/lorient"
    assert (await signed_in.send_form(path, **SHEET)).status_code == 303
    assert (await by_slug("lorient")).name == "Médiathèque du Port"
    await signed_in.send_form(f"{path}/salles", room="Salle des cartes", room_access="Premier étage")
    text = (await signed_in.get(path)).text
    assert "Salle des cartes" in text
    assert "Premier étage" in text


async def test_a_room_without_a_name_is_refused_and_the_sheet_is_still_there(signed_in, maker):
    await maker.library("lorient")
    answer = await signed_in.send_form("/bureau/bibliotheques/lorient/salles", room="", room_access="Premier étage")
    assert answer.status_code == 422
    assert 'value="1 rue du Port"' in answer.text
    assert 'value="Premier étage"' in answer.text
