"""The team: who invites whom, who gives which role where, and that somebody always administers."""

import pytest

from server.accounts.powers import POWERS, Role, allows
from server.accounts.queries import all_staff
from server.accounts.rules import Person
from server.libraries.queries import roles_of

TEAM = "/bureau/equipe"


async def row_of(person):
    return next(row for row in await all_staff() if row.id == person.id)


@pytest.fixture
async def chief(maker, browser):
    """The manager of Lorient, signed in; `lorient` and `brest` are there."""
    lorient, _ = await maker.library("lorient"), await maker.library("brest")
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff("manager", lorient)))
        opened.lorient = lorient
        yield opened


async def test_the_table_of_powers_is_shown(signed_in, client, maker, browser):
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff()))
        text = (await opened.get("/bureau/pouvoirs")).text
    assert text.count('scope="row"') == len(POWERS)
    oui = sum(allows(role, power) for power in POWERS for role in Role if role is not Role.NONE)
    assert text.count(">Oui<") == oui


async def test_a_role_is_given_changed_and_taken_back_and_one_enters_again(signed_in, maker, browser):
    library, person = await maker.library("lorient"), await maker.staff()
    sheet = f"{TEAM}/{person.id}"
    async with browser() as opened:
        for role, held in (("desk", Role.DESK), ("manager", Role.MANAGER), ("", None)):
            opened.sign_in_with(await maker.login(person))
            assert (await signed_in.send_form(f"{sheet}/role", library="lorient", role=role)).status_code == 303
            assert (await roles_of(person)).get(library) == held
            assert (await opened.get("/bureau")).status_code == 303
        opened.sign_in_with(await maker.login(person))
        await signed_in.send_form(f"{sheet}/role", library="lorient", role="")  # nothing changes
        assert (await opened.get("/bureau")).status_code == 200


async def test_an_unknown_role_is_refused(signed_in, maker):
    await maker.library("lorient")
    person = await maker.staff()
    answer = await signed_in.send_form(f"{TEAM}/{person.id}/role", library="lorient", role="king")
    assert answer.status_code == 422
    assert await roles_of(person) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "malo"}, "email"),
        ({"email": ""}, "email"),
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"library": ""}, "library"),
        ({"library": "ailleurs"}, "library"),
    ],
)
async def test_errors_keep_what_was_typed(signed_in, maker, change, field):
    await maker.library("lorient")
    await maker.library("brest")
    typed = {"email": "malo@exemple.fr", "role": "desk", "library": "lorient", **change}
    answer = await signed_in.send_form(TEAM, **typed)
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert f'value="{typed["email"]}"' in answer.text
    assert len(await all_staff()) == 1


async def test_one_invitation_may_be_for_all_libraries(signed_in, maker):
    both = {await maker.library("lorient"), await maker.library("brest")}
    typed = {"email": "malo@exemple.fr", "role": "desk", "library": "toutes"}
    assert (await signed_in.send_form(TEAM, **typed)).status_code == 303
    malo = next(row for row in await all_staff() if row.email == "malo@exemple.fr")
    assert set(await roles_of(Person(malo.id, "", False, ""))) == both


class TestManager:
    """Who runs one library builds its team, and touches no other."""

    async def test_they_invite_to_their_own_library(self, chief):
        typed = {"email": "malo@exemple.fr", "role": "manager", "library": "lorient"}
        answer = await chief.send_form(TEAM, **typed)
        assert answer.status_code == 303
        assert "Médiathèque lorient" in (await chief.get(answer.headers["location"])).text

    @pytest.mark.parametrize(
        ("role", "library"), [("desk", "brest"), ("administrator", ""), ("administrator", "lorient")]
    )
    async def test_and_to_nothing_else(self, chief, role, library):
        answer = await chief.send_form(TEAM, email="malo@exemple.fr", role=role, library=library)
        assert answer.status_code == (404 if role == "administrator" else 422)
        assert "malo@exemple.fr" not in [row.email for row in await all_staff()]

    async def test_they_see_only_who_works_there_and_only_that_role(self, chief, maker, signed_in):
        brest = await signed_in.get("/bureau/bibliotheques")
        assert "Médiathèque brest" in brest.text
        person, stranger = await maker.staff("desk", chief.lorient), await maker.staff()
        await signed_in.send_form(f"{TEAM}/{person.id}/role", library="brest", role="reading")
        text = (await chief.get(TEAM)).text
        assert (person.name in text, stranger.name in text, "Directrice" in text) == (True, False, False)
        assert "brest" not in (await chief.get(f"{TEAM}/{person.id}")).text
        for path in ("", "/retrait"):
            assert (await chief.get(f"{TEAM}/{stranger.id}{path}")).status_code == 404
        for path in ("role", "lien", "retrait"):
            sent = {"library": "lorient", "role": "desk"}
            assert (await chief.send_form(f"{TEAM}/{stranger.id}/{path}", **sent)).status_code == 404
        there = await chief.send_form(f"{TEAM}/{person.id}/role", library="brest", role="manager")
        assert there.status_code == 404
        assert (
            await chief.send_form(f"{TEAM}/{person.id}/lien")
        ).status_code == 404  # a password is not theirs to give

    async def test_nobody_changes_their_own_role(self, chief, maker):
        me = next(row for row in await all_staff() if row.id != maker.by.id)
        answer = await chief.send_form(f"{TEAM}/{me.id}/role", library="lorient", role="")
        assert (answer.status_code, "votre propre rôle" in answer.text) == (422, True)

    async def test_who_leaves_the_last_library_is_seen_no_more(self, chief, maker):
        person = await maker.staff("desk", chief.lorient)
        answer = await chief.send_form(f"{TEAM}/{person.id}/role", library="lorient", role="")
        assert answer.headers["location"] == f"{TEAM}?fait=role"
        assert "Le rôle est retiré" in (await chief.get(answer.headers["location"])).text

    async def test_an_invitation_for_other_libraries_too_is_not_theirs_to_take_back(self, chief, signed_in):
        typed = {"email": "malo@exemple.fr", "role": "desk", "library": "toutes"}
        sheet = (await signed_in.send_form(TEAM, **typed)).headers["location"].partition("?")[0]
        assert "retrait" not in (await chief.get(sheet)).text
        assert (await chief.send_form(f"{sheet}/retrait")).status_code == 404
        assert (await signed_in.send_form(f"{sheet}/retrait")).status_code == 303


class TestAdministrators:
    """Who administers the whole network."""

    async def test_one_is_named_and_is_one_no_more(self, signed_in, maker, browser):
        person = await maker.staff()
        path = f"{TEAM}/{person.id}/administration"
        async with browser() as opened:
            opened.sign_in_with(await maker.login(person))
            await signed_in.send_form(path, administrator="1")
            assert (await row_of(person)).administrator
            assert (await opened.get("/bureau")).status_code == 303  # they enter again with what they now may
            await signed_in.send_form(path)
            assert not (await row_of(person)).administrator

    async def test_the_last_one_stays(self, signed_in, administrator, maker):
        answer = await signed_in.send_form(f"{TEAM}/{administrator.id}/administration")
        assert (answer.status_code, "dernière personne" in answer.text) == (422, True)
        invited = {"email": "malo@exemple.fr", "role": "administrator"}
        assert (await signed_in.send_form(TEAM, **invited)).status_code == 303
        answer = await signed_in.send_form(f"{TEAM}/{administrator.id}/administration")
        assert answer.status_code == 422  # who is invited has not come yet
        other = await maker.staff(administrator=True)
        assert (await signed_in.send_form(f"{TEAM}/{administrator.id}/administration")).status_code == 303
        assert (await row_of(other)).administrator

    async def test_closing_an_account_asks_first_and_is_undone(self, signed_in, maker):
        person = await maker.staff()
        path = f"{TEAM}/{person.id}"
        assert "Oui, fermer ce compte" in (await signed_in.get(f"{path}/fermer")).text
        assert (await signed_in.send_form(f"{path}/fermer")).status_code == 303
        assert (await row_of(person)).disabled
        refused = await signed_in.send_form(TEAM, email=await maker.email_of(person), role="administrator", library="")
        assert (refused.status_code, "Ce compte est fermé" in refused.text) == (422, True)
        assert (await signed_in.send_form(f"{path}/rouvrir")).status_code == 303
        assert not (await row_of(person)).disabled

    async def test_nobody_closes_their_own_account(self, signed_in, administrator):
        answer = await signed_in.send_form(f"{TEAM}/{administrator.id}/fermer")
        assert answer.status_code == 422
        assert "votre propre compte" in answer.text
