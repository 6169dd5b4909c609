"""The pages of libraries and of the team."""

import re

import pytest

from server.accounts.queries import all_staff, holder_of
from server.libraries.queries import all_libraries, by_slug, roles_of

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


class TestTeam:
    """/bureau/equipe."""

    async def test_a_person_is_added_and_given_a_role(self, signed_in, maker, browser):
        library = await maker.library("lorient")
        added = {"name": "Malo Kervella", "email": "Malo@Exemple.fr", "password": "trois bateaux dans la rade"}
        answer = await signed_in.send_form("/bureau/equipe", **added)
        path = answer.headers["location"]
        assert (await signed_in.send_form(f"{path}/role", library="lorient", role="desk")).status_code == 303
        assert "Inscrire les personnes" in (await signed_in.get("/bureau/equipe")).text
        async with browser() as opened:
            signed = {"email": "malo@exemple.fr", "password": "trois bateaux dans la rade"}
            assert (await opened.send_form("/bureau/connexion", **signed)).status_code == 303
            assert "lorient" in (await opened.get("/bureau/bibliotheques")).text
        await signed_in.send_form(f"{path}/role", library="lorient", role="")
        malo = next(row for row in await all_staff() if row.email == "malo@exemple.fr")
        assert library not in await roles_of(type(maker.by)(malo.id, malo.name, False, ""))

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"email": "malo"}, "email"),
            ({"email": "directrice@test.example"}, "email"),
            ({"name": ""}, "name"),
            ({"password": "court"}, "password"),
            ({"password": "motdepasse1234"}, "password"),
        ],
    )
    async def test_errors_keep_what_was_typed_but_the_password(self, signed_in, change, field):
        typed = {"name": "Malo Kervella", "email": "malo@exemple.fr", "password": "trois bateaux", **change}
        answer = await signed_in.send_form("/bureau/equipe", **typed)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert typed["password"] not in answer.text
        assert len(await all_staff()) == 1

    async def test_a_form_cannot_make_an_administrator_by_accident(self, signed_in):
        typed = {"name": "Malo", "email": "malo@exemple.fr", "password": "trois bateaux", "role": "manager", "id": "1"}
        await signed_in.send_form("/bureau/equipe", **typed)
        malo = next(row for row in await all_staff() if row.email == "malo@exemple.fr")
        assert not malo.administrator

    async def test_an_unknown_role_is_refused(self, signed_in, maker):
        await maker.library("lorient")
        person = await maker.staff()
        answer = await signed_in.send_form(f"/bureau/equipe/{person.id}/role", library="lorient", role="king")
        assert answer.status_code == 422
        assert await roles_of(person) == {}

    async def test_a_token_is_shown_once_and_works(self, signed_in, maker, now):
        person = await maker.staff()
        answer = await signed_in.send_form(f"/bureau/equipe/{person.id}/jeton")
        token = re.search(r'value="(agt_[a-z2-7]+)"', answer.text)[1]
        assert answer.headers["cache-control"] == "no-store"
        assert (await holder_of(token, now)).id == person.id
        assert token not in (await signed_in.get(f"/bureau/equipe/{person.id}")).text

    async def test_closing_an_account_asks_first(self, signed_in, maker):
        person = await maker.staff()
        path = f"/bureau/equipe/{person.id}/fermer"
        assert "Oui, fermer ce compte" in (await signed_in.get(path)).text
        assert (await signed_in.send_form(path)).status_code == 303
        assert next(row for row in await all_staff() if row.id == person.id).disabled

    async def test_nobody_closes_their_own_account(self, signed_in, administrator):
        answer = await signed_in.send_form(f"/bureau/equipe/{administrator.id}/fermer")
        assert answer.status_code == 422
        assert "votre propre compte" in answer.text
