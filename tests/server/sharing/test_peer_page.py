"""The page of one other agenda: all that must be visible, in words, and the buttons of administrators."""

from datetime import timedelta

import pytest

from federation.tables import Delivery, Lookup, Peer, Thing
from server.foundation.database import DB
from server.sharing.node import actor_of, node

PATH = "/bureau/reseau/brest.example"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def plain(answer):
    """Return the text of a page as it is read."""
    return " ".join(answer.text.replace("&#39;", "'").replace("\u00a0", " ").replace("\u202f", " ").split())


async def owe(now, state="owed", **more):
    row = {"host": "brest.example", "inbox": "http://brest.example/ap/inbox", "signer": node().actor, "activity": "a"}
    rest = {"kind": "Update", "thing": "t", "due_at": now, "created_at": now - 20 * MINUTE, "state": state}
    await Delivery(**row, **{**rest, **more}).save()


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, ["Tout va bien", "Il ne le lit pas.", "pas encore connue", "Nous recevons ses séances"]),
        ({"dead_at": -3 * DAY}, ["Injoignable depuis le"]),
        ({"opens_again_at": 20 * MINUTE}, ["Ne répond pas", "Prochain essai le"]),
        ({"opens_again_at": -MINUTE}, ["Ne répond pas", "Le prochain message sera un essai."]),
        ({"skew_seconds": 420}, ["Horloge à régler", "Son horloge avance de 7 minutes sur la nôtre."]),
        ({"skew_seconds": -3600}, ["Son horloge retarde de 60 minutes sur la nôtre."]),
        ({"scheme": "rfc9421"}, ["actuelle (RFC 9421)"]),
        ({"scheme": "cavage"}, ["ancienne (draft-cavage)"]),
        ({"software": "mobilizon", "software_version": "5.1"}, ["mobilizon 5.1"]),
        ({"sync": "http://brest.example/ap/sync"}, ["Pas encore lu jusqu'au bout.", "Jamais"]),
        (
            {"sync": "http://brest.example/ap/sync", "compared": 2418, "compared_at": -MINUTE, "caught_up_at": -MINUTE},
            ["2 418 séances comparées, 0 écart", "Lu jusqu'au bout il y a 1 minute."],
        ),
        (
            {"sync": "http://brest.example/ap/sync", "compared": 1, "drift": 2, "compared_at": -MINUTE},
            ["Écarts trouvés", "1 séance comparée, 2 écarts", "Elles ont été relues."],
        ),
        (
            {"sync": "http://brest.example/ap/sync", "compare_error": "status 503"},
            ["Le dernier essai n'a pas abouti : status 503"],
        ),
        ({"last_error": "connection refused", "last_failure_at": -MINUTE}, ["connection refused<br>il y a 1 minute"]),
        ({"territory": "Finistère"}, ["Finistère"]),
        ({"blocked_at": -MINUTE}, ["Bloqué"]),
    ],
)
async def test_what_is_known_is_said_in_words(signed_in, brest, now, known, words):
    await brest.is_followed()
    await brest.is_known(**{name: now + it if isinstance(it, timedelta) else it for name, it in known.items()})
    text = plain(await signed_in.get(PATH))
    for each in words:
        assert each in text


@pytest.mark.parametrize(
    ("cursor", "words"), [(4, "3 changements, dernière lecture"), (7, "Il a tout lu"), (9, "Il a")]
)
async def test_the_lag_is_what_it_has_not_read(signed_in, brest, now, cursor, words):
    row = {"owner": node().actor, "version": 1, "published": now, "updated": now, "starts_at": now, "ends_at": now}
    await Thing(id="x", uuid="0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f", document="{}", seq=7, **row).save()
    await brest.follows()
    await brest.is_known(their_cursor=cursor, their_cursor_at=now)
    assert words in plain(await signed_in.get(PATH))


async def test_what_waits_makes_it_late(signed_in, brest, now):
    await brest.is_followed()
    await owe(now)
    text = plain(await signed_in.get(PATH))
    assert "En retard" in text
    assert "1 message, le plus ancien il y a 20 minutes" in text
    assert "En retard" in plain(await signed_in.get("/bureau/reseau"))


async def test_what_it_refused_is_shown_with_what_it_said_and_tried_again(signed_in, brest, now):
    await brest.is_followed()
    await owe(now, state="parked", last_status=422, last_error="Unprocessable: no name")
    text = plain(await signed_in.get(PATH))
    assert "Refuse" in text
    assert "422 Unprocessable: no name" in text
    id = (await Delivery.select(Delivery.id).first())["id"]
    answer = await signed_in.send_form("/bureau/reseau/abandons/reprise", what="delivery", id=id, host=brest.host)
    assert answer.headers["location"] == f"{PATH}?fait=reprise"
    assert await Delivery.select(Delivery.state, Delivery.attempts) == [{"state": "owed", "attempts": 0}]


async def test_a_host_that_nobody_knows_has_no_page(signed_in, brest):
    assert (await signed_in.get("/bureau/reseau/nulle-part.example")).status_code == 404
    await brest.is_known("nulle-part.example")
    assert (await signed_in.get("/bureau/reseau/nulle-part.example")).status_code == 200


async def test_reading_again_is_owed(signed_in, brest):
    await brest.follows()
    answer = await signed_in.send_form(f"{PATH}/relecture")
    assert answer.headers["location"] == f"{PATH}?fait=rien-a-relire"
    await brest.is_followed()
    answer = await signed_in.send_form(f"{PATH}/relecture")
    assert answer.headers["location"] == f"{PATH}?fait=relecture"
    assert await Lookup.select(Lookup.kind, Lookup.sponsor) == [{"kind": "collection", "sponsor": brest.actor}]
    assert [kind for kind, _ in await brest.lines()] == ["peer.read_again"]


async def test_a_peer_with_a_feed_has_its_feed_read(signed_in, brest):
    await brest.is_followed()
    await brest.is_known(sync="http://brest.example/ap/sync/evenements")
    await signed_in.send_form(f"{PATH}/relecture")
    assert await Lookup.select(Lookup.kind) == [{"kind": "changes"}]


async def test_a_comparison_is_owed_to_a_peer_with_a_feed(signed_in, brest):
    await brest.is_followed()
    assert "Comparer maintenant" not in plain(await signed_in.get(PATH))
    answer = await signed_in.send_form(f"{PATH}/comparaison")
    assert answer.headers["location"] == f"{PATH}?fait=rien-a-relire"
    await brest.is_known(sync="http://brest.example/ap/sync/evenements")
    assert "Comparer maintenant" in plain(await signed_in.get(PATH))
    answer = await signed_in.send_form(f"{PATH}/comparaison")
    assert answer.headers["location"] == f"{PATH}?fait=comparaison"
    assert await Lookup.select(Lookup.kind) == [{"kind": "compare"}]
    assert [kind for kind, _ in await brest.lines()] == ["peer.comparison_asked"]


async def test_saying_again_is_owed_to_followers_only(signed_in, brest, now):
    answer = await signed_in.send_form(f"{PATH}/renvoi")
    assert answer.headers["location"] == f"{PATH}?fait=rien-a-renvoyer"
    await brest.follows()
    row = {"owner": actor_of("a"), "version": 1, "published": now, "updated": now, "starts_at": now, "seq": 1}
    parts = {"id": "http://test.example/ap/evenements/x", "uuid": "0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f"}
    document = '{"id": "http://test.example/ap/evenements/x", "type": "Event", "to": [], "cc": []}'
    await Thing(document=document, ends_at=now + DAY, **parts, **row).save()
    answer = await signed_in.send_form(f"{PATH}/renvoi")
    assert answer.headers["location"] == f"{PATH}?fait=renvoi"
    assert await Delivery.select(Delivery.host) == [{"host": brest.host}]
    assert [kind for kind, _ in await brest.lines()] == ["peer.replayed"] * 2


@pytest.mark.parametrize("path", ["relecture", "renvoi", "comparaison"])
async def test_only_administrators_have_the_buttons(browser, maker, brest, path):
    await brest.is_followed()
    member = await maker.staff("manager", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(member))
        page = await opened.get(PATH)
        assert (page.status_code, "Renvoyer" in page.text, "Bloquer" in page.text) == (200, False, False)
        assert (await opened.send_form(f"{PATH}/{path}")).status_code == 403
    assert not await Lookup.exists()


async def test_the_pages_need_the_same_few_queries_whatever_the_number_of_peers(signed_in, brest, monkeypatch):
    asked = []
    real = type(DB).send

    async def counting(self, text, values):
        asked.append(text)
        return await real(self, text, values)

    async def number(path):
        asked.clear()
        assert (await signed_in.get(path)).status_code == 200
        return len(asked)

    await brest.is_followed()
    monkeypatch.setattr(type(DB), "send", counting)
    few = [await number("/bureau/reseau"), await number(PATH)]
    for count in range(40):
        await brest.is_followed(host=f"b{count}.example")
    assert await Peer.count() == 41
    assert [await number("/bureau/reseau"), await number(PATH)] == few
    assert max(few) < 15
