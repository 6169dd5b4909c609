"""One's own account: name, password, logins, tokens."""

import re

import pytest

from server.accounts.guards import cookie_name
from server.accounts.queries import holder_of
from server.accounts.rules import device

HOME = "/bureau/compte"
PHRASE = "trois bateaux dans la rade"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36 Edg/130.0", "Edge, Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_by_its_browser(agent, words):
    assert device(agent) == words


async def test_one_changes_ones_name(signed_in):
    assert (await signed_in.send_form(f"{HOME}/nom", name="")).status_code == 422
    assert (await signed_in.send_form(f"{HOME}/nom", name="Anne  Le Goff")).status_code == 303
    assert "Quitter (Anne Le Goff)" in (await signed_in.get(HOME)).text


async def test_another_password_needs_the_one_in_use_and_ends_all_other_logins(
    signed_in, browser, maker, administrator, password
):
    async with browser() as other:
        other.sign_in_with(await maker.login(administrator))
        for current, chosen, field in (("faux", PHRASE, "current"), (password, "court", "password")):
            answer = await signed_in.send_form(f"{HOME}/mot-de-passe", current=current, password=chosen)
            assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
        before = signed_in.cookies[cookie_name()]
        answer = await signed_in.send_form(f"{HOME}/mot-de-passe", current=password, password=PHRASE)
        assert answer.headers["location"] == f"{HOME}?fait=mot-de-passe"
        assert signed_in.cookies[cookie_name()] != before
        assert (await signed_in.get(HOME)).status_code == 200
        assert (await other.get(HOME)).status_code == 303
        other.sign_in_with(before)
        assert (await other.get(HOME)).status_code == 303


async def test_the_current_password_cannot_be_guessed_here_either(signed_in, password):
    tried = [(await signed_in.send_form(f"{HOME}/mot-de-passe", current="x", password=PHRASE)) for _ in range(10)]
    assert {answer.status_code for answer in tried} == {422}
    assert (await signed_in.send_form(f"{HOME}/mot-de-passe", current=password, password=PHRASE)).status_code == 429


class TestLogins:
    """Where one is signed in."""

    async def test_they_are_listed_and_ended_one_by_one_or_all(self, signed_in, browser, client, maker, password):
        async with browser() as second, browser() as third:
            for opened, agent in ((second, "Firefox/1 Windows"), (third, "Chrome/1 Android")):
                opened.headers["user-agent"] = agent
                typed = {"email": "directrice@test.example", "password": password}
                assert (await opened.send_form("/bureau/connexion", **typed)).status_code == 303
            text = (await signed_in.get(HOME)).text
            assert ("Firefox, Windows" in text, "Chrome, Android" in text, "celui-ci" in text) == (True, True, True)
            paths = re.findall(r'action="(/bureau/compte/connexions/[0-9a-f-]{36}/fin)"', text)
            assert len(paths) == 2
            await signed_in.send_form(paths[0])
            open_still = [(await opened.get("/bureau")).status_code for opened in (second, third)]
            assert sorted(open_still) == [200, 303]
            await signed_in.send_form(f"{HOME}/connexions/fin")
            assert [(await each.get("/bureau")).status_code for each in (second, third, signed_in)] == [303, 303, 200]

    async def test_those_of_others_are_not_ones_own(self, signed_in, browser, maker):
        async with browser() as other:
            other.sign_in_with(await maker.login(await maker.staff()))
            other.sign_in_with(await maker.login(await maker.staff()))
        person = await maker.staff()
        async with browser() as first, browser() as second:
            first.sign_in_with(await maker.login(person))
            second.sign_in_with(await maker.login(person))
            path = re.search(r'action="(/bureau/compte/connexions/[0-9a-f-]{36}/fin)"', (await first.get(HOME)).text)[1]
            assert (await signed_in.send_form(path)).status_code == 404
            assert (await second.get(HOME)).status_code == 200


class TestTokens:
    """Tokens of one's own programs."""

    async def test_one_is_shown_once_works_and_is_revoked(self, signed_in, administrator, now):
        answer = await signed_in.send_form(f"{HOME}/jetons")
        token = re.search(r'value="(agt_[a-z2-7]+)"', answer.text)[1]
        assert answer.headers["cache-control"] == "no-store"
        assert (await holder_of(token, now)).id == administrator.id
        text = (await signed_in.get(HOME)).text
        assert (token in text, token[4:10] in text) == (False, True)
        path = re.search(r'action="(/bureau/compte/jetons/[0-9a-f-]{36}/retrait)"', text)[1]
        assert (await signed_in.send_form(path)).status_code == 303
        assert await holder_of(token, now) is None

    async def test_nobody_else_revokes_it_but_who_looks_after_accounts(self, signed_in, browser, maker, now):
        person, other = await maker.staff(), await maker.staff()
        token = await maker.token(person)
        sheet = f"/bureau/equipe/{person.id}"
        path = re.search(rf'action="{sheet}(/jetons/[0-9a-f-]{{36}}/retrait)"', (await signed_in.get(sheet)).text)[1]
        async with browser() as opened:
            opened.sign_in_with(await maker.login(other))
            assert (await opened.send_form(f"{HOME}{path}")).status_code == 404
            assert (await opened.send_form(f"{sheet}{path}")).status_code == 403
        assert (await signed_in.send_form(f"{sheet}{path}")).status_code == 303
        assert await holder_of(token, now) is None
