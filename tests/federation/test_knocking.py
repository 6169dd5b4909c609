"""How often, and how signed, another server is asked: each answer says whether a second knock may help."""

from dataclasses import replace
from datetime import timedelta

import pytest

from federation import client, keyring, knocking, signatures
from federation.signatures import Request, keys
from federation.tables import LocalActor, Peer
from tests.federation.fediverse import ACTIVITY, NOW, Answer, key_number

PAGE = "https://peer.example/ap/actor"
GOOD = Answer(200, {"content-type": ACTIVITY}, b'{"id":"https://peer.example/ap/actor"}')
DAY = timedelta(days=1)


class Listening:
    """A door that gives the next of some answers to each request, and keeps the headers."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), []

    async def send(self, method, url, *, headers=(), body=b"", limit=0, seconds=0):
        self.heard.append(dict(headers))
        return self.answers.pop(0)

    def schemes(self):
        return ["rfc9421" if "Signature-Input" in headers else "cavage" for headers in self.heard]


def through(ours, *answers):
    door = Listening(*answers)
    return replace(ours.node, door=door), door


def fits(headers, number, key_id, *, method="GET", url=PAGE, body=b""):
    """Whether the key with this number signed a request of ours."""
    request = Request(method, url, [(name.lower(), value) for name, value in headers.items()], body)
    claim = signatures.claims(request, host="peer.example", now=NOW)[0]
    signatures.verify(claim, request, keys.public_pem(key_number(number)))
    return claim.key_id == key_id


async def remembered():
    rows = await Peer.select(Peer.scheme).where(Peer.host == "peer.example")
    return [row["scheme"] for row in rows]


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_reading_that_is_refused_is_signed_the_other_way_once_and_that_is_remembered(ours, status):
    node, door = through(ours, Answer(status), GOOD, GOOD)
    assert (await client.read(node, PAGE, now=NOW)).status == 200
    assert door.schemes() == ["cavage", "rfc9421"]
    assert all(fits(headers, -1, f"{ours.actor}#main-key") for headers in door.heard)
    assert await remembered() == ["rfc9421"]
    await client.read(node, PAGE, now=NOW + DAY)
    assert door.schemes() == ["cavage", "rfc9421", "rfc9421"]


async def test_what_was_understood_is_forgotten_after_seven_days(ours):
    node, door = through(ours, Answer(401), GOOD, GOOD)
    await client.read(node, PAGE, now=NOW)
    await client.read(node, PAGE, now=NOW + 8 * DAY)
    assert door.schemes() == ["cavage", "rfc9421", "cavage"]


async def test_an_agendatheque_is_asked_the_new_way_first(ours):
    await Peer.insert(Peer(host="peer.example", software="agendatheque"))
    node, door = through(ours, GOOD)
    await client.read(node, PAGE, now=NOW)
    assert door.schemes() == ["rfc9421"]
    # A page that all may read answers whatever the signature: nothing is learnt.
    assert await remembered() == [""]


@pytest.mark.parametrize("status", [0, 404, 405, 406, 410, 429, 500, 502, 503])
async def test_other_answers_are_not_about_the_signature(ours, status):
    node, door = through(ours, Answer(status), GOOD)
    assert (await client.read(node, PAGE, now=NOW)).status == status
    assert len(door.heard) == 1


async def test_refused_both_ways_is_refused(ours):
    node, door = through(ours, Answer(401), Answer(401), GOOD)
    assert (await client.read(node, PAGE, now=NOW)).status == 401
    assert len(door.heard) == 2
    assert await remembered() == []


WISH = 'sig1=("@method" "@target-uri" "@authority" "x-none" "@unknown");created;nonce="n1";tag="t1";keyid="no"'


@pytest.mark.parametrize("known", ["cavage", "rfc9421"])
async def test_what_an_answer_asks_of_a_signature_is_given(ours, known):
    await Peer.insert(Peer(host="peer.example", scheme=known, scheme_at=NOW))
    node, door = through(ours, Answer(401, {"accept-signature": WISH}), GOOD)
    await client.read(node, PAGE, now=NOW)
    assert door.schemes() == [known, "rfc9421"]
    said = door.heard[1]["Signature-Input"]
    assert said.startswith('sig1=("@method" "@target-uri" "@authority");created=')
    assert said.endswith(';nonce="n1";tag="t1"')
    assert fits(door.heard[1], -1, f"{ours.actor}#main-key")


@pytest.mark.parametrize("header", ["", "sig1", "sig1=1", "garbage (", "sig1=();a=:", 'sig1=("@method";req)', "\x00é"])
async def test_a_wish_that_cannot_be_read_is_none(ours, header):
    assert signatures.wish_of(header) is None
    node, door = through(ours, Answer(401, {"accept-signature": header}), GOOD)
    await client.read(node, PAGE, now=NOW)
    assert door.schemes() == ["cavage", "rfc9421"]


async def rotated(ours, *, until=NOW + DAY):
    """Give the instance a second key, as after a rotation."""
    held = await LocalActor.select().where(LocalActor.id == ours.actor).first()
    sealed = keys.seal(key_number(-9), ours.node.secret)
    changed = {"private_key": sealed, "key_id": f"{ours.actor}#cle-2", "old_key": held["private_key"]}
    changed |= {"old_key_id": f"{ours.actor}#main-key", "old_until": until}
    values = {getattr(LocalActor, name): value for name, value in changed.items()}
    await LocalActor.update(values).where(LocalActor.id == ours.actor)


async def test_the_old_key_is_tried_last_where_the_new_one_is_refused(ours):
    await rotated(ours)
    node, door = through(ours, Answer(401), Answer(403), GOOD)
    assert (await client.read(node, PAGE, now=NOW)).status == 200
    assert door.schemes() == ["cavage", "rfc9421", "cavage"]
    assert all(fits(headers, -9, f"{ours.actor}#cle-2") for headers in door.heard[:2])
    assert fits(door.heard[2], -1, f"{ours.actor}#main-key")


@pytest.mark.parametrize("last", [400, 404, 410, 429, 500])
async def test_the_old_key_is_not_tried_for_other_answers(ours, last):
    await rotated(ours)
    node, door = through(ours, Answer(401), Answer(last), GOOD)
    assert (await client.read(node, PAGE, now=NOW)).status == last
    assert len(door.heard) == 2


async def test_the_old_key_is_tried_no_more_after_its_time(ours):
    await rotated(ours, until=NOW)
    node, door = through(ours, Answer(401), Answer(401), GOOD)
    assert (await client.read(node, PAGE, now=NOW)).status == 401
    assert len(door.heard) == 2


async def test_a_body_is_sent_with_each_knock(ours):
    node, door = through(ours, Answer(401), Answer(202))
    signer = await keyring.signer(node, ours.group)
    post = knocking.Knock("POST", "https://peer.example/inbox", {"Content-Type": ACTIVITY}, b"{}", signer)
    answer, scheme = await knocking.knock(node, post, "cavage", NOW)
    assert (answer.status, scheme) == (202, "rfc9421")
    for headers in door.heard:
        assert fits(headers, -2, f"{ours.group}#main-key", method="POST", url=post.url, body=b"{}")
