"""The pages and the API of webhooks: make one, see its secret once, try it, tell again, remove it."""

import re

import pytest

from server.hooks.tables import Hook, HookDelivery

pytestmark = pytest.mark.usefixtures("door")
HOME = "/bureau/webhooks"


@pytest.fixture
async def sheet(signed_in, receiver):
    made = await signed_in.send_form(f"{HOME}/nouveau", name="Ville", url=receiver.url)
    assert made.status_code == 303
    return made.headers["location"].partition("?")[0]


async def test_a_key_is_shown_once(signed_in, sheet):
    shown = await signed_in.send_form(f"{sheet}/cle")
    assert re.search(r'value="whsec_[A-Za-z0-9+/=]{44}"', shown.text)
    assert shown.headers["cache-control"] == "no-store"
    again = await signed_in.send_form(f"{sheet}/cle")
    assert (again.status_code, "whsec_" in again.text) == (422, False)
    assert (await signed_in.send_form(f"{sheet}/action", action="cle-neuve")).status_code == 303
    assert "whsec_" in (await signed_in.send_form(f"{sheet}/cle")).text


async def test_it_is_tried_changed_stopped_and_removed(signed_in, sheet, told, receiver, now):
    assert (await signed_in.send_form(f"{sheet}/action", action="essai")).status_code == 303
    await told(at=now)
    page = (await signed_in.get(sheet)).text
    assert "Reçu (204)" in page
    again = re.search(rf'action="({sheet}/envois/[0-9a-f-]+)"', page)[1]
    assert (await signed_in.send_form(again)).status_code == 303
    await told(at=now)
    assert len(receiver.got) == 2
    form = (await signed_in.get(f"{sheet}/changement")).text
    assert form.count(" checked>") == 5
    changed = await signed_in.send_form(
        f"{sheet}/changement", name="Mairie", url=receiver.url, **{"kind_session.cancelled": "1"}
    )
    assert changed.status_code == 303
    assert (await Hook.select().first())["kinds"] == "session.cancelled"
    await signed_in.send_form(f"{sheet}/action", action="pause")
    assert "Vous l&#39;avez arrêté." in (await signed_in.get(sheet)).text
    assert (await signed_in.send_form(f"{sheet}/action", action="essai")).status_code == 422
    assert (await signed_in.send_form(again)).status_code == 422
    assert (await signed_in.send_form(f"{sheet}/action", action="?")).status_code == 200
    await signed_in.send_form(f"{sheet}/action", action="marche")
    assert "Enlever « Mairie » ?" in (await signed_in.get(f"{sheet}/retrait")).text.replace("\u00a0", " ")
    assert (await signed_in.send_form(f"{sheet}/retrait")).status_code == 303
    assert (await Hook.count(), await HookDelivery.count()) == (0, 0)
    assert (await signed_in.get(sheet)).status_code == 404
    assert "Aucun programme" in (await signed_in.get(HOME)).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"url": ""}, "url"),
        ({"url": "ftp://exemple.fr/"}, "url"),
        ({"url": "https://nom:passe@exemple.fr/"}, "url"),
        ({"url": "https://exemple.fr/" + "x" * 500}, "url"),
    ],
)
async def test_the_form_says_what_is_wrong(signed_in, typed, field):
    answer = await signed_in.send_form(f"{HOME}/nouveau", **{"name": "Ville", "url": "https://exemple.fr/", **typed})
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert await Hook.count() == 0


async def test_nobody_else_comes_in(browser, maker, receiver, sheet):
    person = await maker.staff("programming", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(person))
        for path in (HOME, f"{HOME}/nouveau", sheet, f"{sheet}/changement", f"{sheet}/retrait"):
            assert (await opened.get(path)).status_code == 403
        assert (await opened.send_form(f"{sheet}/cle")).status_code == 403
        assert "webhook" not in (await opened.get("/bureau")).text
        opened.headers["authorization"] = f"Bearer {await maker.token(person)}"
        assert (await opened.get("/api/v1/hooks")).status_code == 403
        made = await opened.post("/api/v1/hooks", json={"name": "Ville", "url": receiver.url})
        assert made.status_code == 403


async def test_programs_do_the_same(program, receiver, told, now):
    made = await program.post("/api/v1/hooks", json={"name": "Ville", "url": receiver.url})
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    place = made.headers["location"]
    renewed = await program.post(f"{place}/secret")
    assert renewed.json()["secret"] != made.json()["secret"]
    assert renewed.json()["hook"]["overlap_until"]
    assert (await program.post(f"{place}/test")).status_code == 202
    await told(at=now)
    told_once = (await program.get(f"{place}/deliveries")).json()
    assert [(one["kind"], one["state"]) for one in told_once] == [("hook.tested", "sent")]
    again = f"{place}/deliveries/{told_once[0]['id']}/redelivery"
    assert (await program.post(again)).json()["owed"] == 1
    changed = await program.patch(place, json={"kinds": ["session.cancelled"], "running": False})
    assert (changed.json()["kinds"], changed.json()["disabled_why"]) == (["session.cancelled"], "staff")
    assert (await program.post(again)).status_code == 409
    assert (await program.patch(place, json={"running": True, "kinds": []})).json()["kinds"] == []
    assert (await program.patch(place, json={"kinds": ["x"]})).status_code == 400
    assert (await program.patch(place, json={"url": "http://user@a/"})).status_code == 400
    assert [one["id"] for one in (await program.get("/api/v1/hooks")).json()] == [made.json()["hook"]["id"]]
    assert (await program.delete(place)).status_code == 204
    assert (await program.get(place)).status_code == 404
    assert (await program.delete(place)).status_code == 404
