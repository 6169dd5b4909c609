"""The page of our keys: asked before they are changed, told to the followers, administrators only."""

from html import unescape

import pytest

from federation import actors, keyring
from federation.tables import Delivery, Follower, LocalActor
from server.foundation.http import Answer, Door
from server.journal.tables import Entry
from server.sharing import relay
from server.sharing.actions import open_instance
from server.sharing.node import actor_of, node

PAGE = "/bureau/reseau/cles"


@pytest.fixture(autouse=True)
async def our_actors(undone, maker, now, monkeypatch):
    """The instance and one library, followed by another server; nothing is sent."""

    async def nobody(self, method, url, **_):
        return Answer(0, error="nobody")

    monkeypatch.setattr(Door, "send", nobody)
    await open_instance(now=now)
    library = await maker.library(name="Centre")
    await relay._library(library, now)
    id = "http://brest.example/ap/actor"
    common = {"host": "brest.example", "type": "Application", "inbox": f"{id}/inbox", "follow_id": "x", "since": now}
    await Follower(actor=id, local_actor=node().actor, **common).save()


async def key_ids():
    """The key that each actor publishes now."""
    found = {}
    for row in await LocalActor.select(LocalActor.id, LocalActor.username):
        found[row["username"]] = (await actors.local(node(), row["id"])).key_id.partition("#")[2]
    return found


async def test_the_page_shows_each_actor_and_asks_before_it_changes_anything(signed_in):
    assert f'href="{PAGE}"' in (await signed_in.get("/bureau/reseau")).text
    text = unescape((await signed_in.get(PAGE)).text)
    assert text.index(node().name) < text.index("Centre")
    assert "Les précédentes servent encore" not in text
    asked = await signed_in.get(f"{PAGE}/changement?acteur=relay")
    assert (asked.status_code, "rien n'est à faire chez eux" in unescape(asked.text)) == (200, True)
    assert set((await key_ids()).values()) == {"main-key"}


async def test_new_keys_sign_at_once_and_the_followers_are_told_under_the_old_one(signed_in):
    answer = await signed_in.send_form(f"{PAGE}/changement", actor="relay")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?fait=changement")
    ids = await key_ids()
    assert ids.pop("relay") == "cle-2"
    assert set(ids.values()) == {"main-key"}
    rows = await Delivery.select(Delivery.kind, Delivery.host, Delivery.signer)
    assert rows == [{"kind": "Update", "host": "brest.example", "signer": f"{node().actor}#main-key"}]
    text = (await signed_in.get(f"{PAGE}?fait=changement")).text
    assert "Les clés sont changées." in text
    assert "Les précédentes servent encore" in text


async def test_the_journal_says_who_changed_what_and_names_no_key(signed_in):
    await signed_in.send_form(f"{PAGE}/changement", actor="relay")
    (line,) = await Entry.select(Entry.kind, Entry.facts, Entry.actor).where(Entry.kind == "keys.changed")
    assert line["actor"].startswith("staff:")
    assert line["facts"] in ('{"number": 2}', {"number": 2})


async def test_a_library_has_keys_of_its_own(signed_in):
    (username,) = [name for name in await key_ids() if name != "relay"]
    assert (await signed_in.send_form(f"{PAGE}/changement", actor=username)).status_code == 303
    assert await key_ids() == {"relay": "main-key", username: "cle-2"}
    assert await Delivery.count() == 0
    held = await LocalActor.select().where(LocalActor.id == actor_of(username)).first()
    await keyring.sweep(held["old_until"])
    assert await LocalActor.count().where(LocalActor.old_key != "") == 0


@pytest.mark.parametrize("name", ["", "personne", "http://brest.example/ap/actor"])
async def test_no_other_keys_are_changed(signed_in, name):
    assert (await signed_in.get(f"{PAGE}/changement", params={"acteur": name})).status_code == 404
    assert (await signed_in.send_form(f"{PAGE}/changement", actor=name)).status_code == 404
    assert set((await key_ids()).values()) == {"main-key"}


async def test_administrators_only(browser, maker):
    member = await maker.staff("manager", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(member))
        assert PAGE not in (await opened.get("/bureau/reseau")).text
        for path in (PAGE, f"{PAGE}/changement?acteur=relay"):
            assert (await opened.get(path)).status_code in (403, 404)
        assert (await opened.send_form(f"{PAGE}/changement", actor="relay")).status_code in (403, 404)
    assert (await key_ids())["relay"] == "main-key"
