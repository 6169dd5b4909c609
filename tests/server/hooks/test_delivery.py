"""What is told, verified by an implementation not ours: to who refuses, stalls, redirects, or is gone for good."""

import json
from datetime import timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from server.bookings.actions import book
from server.bookings.requests import Request
from server.foundation.http import Answer
from server.hooks import actions, delivery, queries
from server.hooks.delivery import Told
from server.hooks.tables import Hook, HookDelivery
from server.workshops import sessions
from server.workshops.actions import Outline, change_workshop

pytestmark = pytest.mark.usefixtures("undone")
LATER = timedelta(minutes=1)
FAR = timedelta(days=1)


@pytest.fixture
async def hook(maker, receiver, door, today):
    return await actions.make("Ville", receiver.url, by=maker.by, now=today)


def kinds(receiver):
    return [json.loads(body)["type"] for _, body in receiver.got]


async def states(hook):
    return [(one.state, one.attempts, one.status) for one in await queries.deliveries(hook)]


async def test_a_life_of_a_session_is_told_and_verified_by_others(maker, hook, receiver, told, today):
    secret = await actions.show_secret(hook, by=maker.by, now=today)
    planned = await maker.session(published=False)
    await sessions.change_session(planned, {"note": "Venez tôt."}, by=maker.by, now=maker.now)
    assert await told() == 0
    await sessions.publish(planned, by=maker.by, now=maker.now)
    await told()
    await sessions.change_session(planned, {"capacity": 9}, by=maker.by, now=maker.now)
    await told()
    await sessions.cancel(planned, "Panne", by=maker.by, now=maker.now)
    await told()
    await sessions.withdraw(planned, by=maker.by, now=maker.now)
    await told()
    life = ["published", "changed", "cancelled", "withdrawn"]
    assert kinds(receiver) == [f"session.{what}" for what in life]
    for headers, body in receiver.got:
        data = Webhook(secret).verify(body, headers)["data"]
        assert data["id"] == str(planned)
    first = json.loads(receiver.got[0][1])["data"]
    assert (first["title"], first["capacity"], first["taken"]) == ("Premiers pas avec Internet", 8, 0)
    headers, body = receiver.got[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"8", b"9"), headers)


async def test_bookings_are_numbers_and_only_the_last_ones(maker, hook, receiver, told):
    session = await maker.session()
    await told()
    for name in ("Jeanne Morvan", "Paul Le Goff"):
        await book(Request(session, name, channel="desk", email="secret@test.example"), by="staff:1", now=maker.now)
    await told()
    assert kinds(receiver) == ["session.published", "session.seats_changed"]
    assert json.loads(receiver.got[1][1])["data"] == {
        "id": str(session), "capacity": 8, "taken": 2, "waiting_places": 2, "waiting": 0,
    }  # fmt: skip
    everything = b"".join(body for _, body in receiver.got)
    assert not any(word in everything for word in (b"Jeanne", b"Paul", b"secret@", b"Goff"))


async def test_what_is_not_public_is_told_to_nobody_and_a_new_title_to_all(maker, hook, receiver, told):
    workshop = await maker.workshop()
    await maker.session(workshop=workshop)
    await maker.session(workshop=workshop, published=False)
    await told()
    await change_workshop(workshop, Outline("Premiers clics"), by=maker.by, now=maker.now)
    await told()
    assert kinds(receiver) == ["session.published", "session.changed"]
    assert json.loads(receiver.got[1][1])["data"]["title"] == "Premiers clics"


async def test_only_what_was_asked_for_is_told(maker, hook, receiver, told, today):
    await actions.change(hook, "Ville", receiver.url, ["session.cancelled"], by=maker.by, now=today)
    session = await maker.session()
    await sessions.cancel(session, "", by=maker.by, now=maker.now)
    await told()
    assert kinds(receiver) == ["session.cancelled"]


async def test_who_refuses_is_told_again_under_the_same_id(maker, hook, receiver, told):
    receiver.answers = [b"500 Oops", b"429 Slow\r\nRetry-After: 3600"]
    await maker.session()
    assert await told() == 1
    assert await told() == 0
    assert await told(LATER) == 1
    assert await told(timedelta(minutes=50)) == 0
    assert await states(hook) == [("owed", 2, 429)]
    assert await told(timedelta(hours=2)) == 1
    assert await states(hook) == [("sent", 3, 204)]
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in receiver.got}) == 3
    assert (await Hook.select().first())["failing_since"] is None


async def test_who_redirects_is_not_followed(maker, hook, receiver, told):
    receiver.answers = [b"302 Found\r\nLocation: " + receiver.url.encode() + b"/ailleurs"]
    await maker.session()
    assert await told() == 1
    assert (len(receiver.got), await states(hook)) == (1, [("owed", 1, 302)])


async def test_who_is_gone_is_told_nothing_more_and_staff_read_it(maker, hook, receiver, told, today, signed_in):
    receiver.answers = [b"410 Gone"]
    await maker.session()
    await told()
    found = await queries.hook(maker.by, hook)
    assert (found.disabled_why, await states(hook)) == ("gone", [("dead", 1, 410)])
    await maker.session()
    assert await told(FAR) == 0
    assert "1 webhook ne répond plus" in (await signed_in.get("/bureau")).text
    await actions.start(hook, by=maker.by, now=today)
    await maker.session()
    await told(FAR)
    assert kinds(receiver) == ["session.published"] * 2


async def test_who_fails_for_five_days_is_told_nothing_more(maker, hook, receiver, told, today):
    receiver.answers = [b"500 Oops"] * 40
    await maker.session()
    await told()
    for hours in (0, 3, 6, 12):
        await told(timedelta(days=5, hours=hours))
    found = await queries.hook(maker.by, hook)
    assert found.disabled_why == "failing"
    assert timedelta(days=5) <= found.disabled_at - today < timedelta(days=6)
    assert await states(hook) == [("dead", 5, 500)]


async def test_who_stalls_makes_no_other_wait(maker, hook, receiver, told, today, monkeypatch):
    monkeypatch.setattr(delivery, "SECONDS", 0.3)
    other = await actions.make("Autre", receiver.url + "/autre", by=maker.by, now=today)
    receiver.stalls = True
    await maker.session()
    assert await told() == 2
    assert [(await states(one))[0][:2] for one in (hook, other)] == [("owed", 1)] * 2
    assert "Timeout" in (await queries.deliveries(hook))[0].error


async def test_a_new_secret_signs_beside_the_one_before_for_two_days(maker, hook, receiver, told, today):
    old = await actions.show_secret(hook, by=maker.by, now=today)
    await actions.renew(hook, by=maker.by, now=today)
    new = await actions.show_secret(hook, by=maker.by, now=today)
    await actions.test(hook, by=maker.by, now=today)
    await told()
    headers, body = receiver.got[0]
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)["type"] == "hook.tested"
    row = {"id": hook, "generation": 2, "overlap_until": today + timedelta(days=2)}
    assert [len(delivery.keys_of(row, today + after)) for after in (timedelta(days=1), timedelta(days=2))] == [2, 1]


async def test_who_was_killed_in_the_middle_tells_again(maker, hook, receiver, told, today):
    await maker.session()
    await told()
    await actions.tell_again(hook, (await queries.deliveries(hook))[0].id, by=maker.by, now=today)
    assert len(await delivery._claim(1, today)) == 1
    assert await told() == 0
    assert await told(timedelta(seconds=61)) == 1
    assert await states(hook) == [("sent", 2, 204)]


async def test_what_came_back_too_late_changes_nothing(maker, hook, told, today):
    await maker.session()
    await told()
    row = {"id": (await queries.deliveries(hook))[0].id, "hook": hook, "attempts": 1, "lease": hook}
    await delivery._settle(row, Told(Answer(500), 1), today)
    assert await states(hook) == [("sent", 1, 204)]


async def test_what_was_told_is_forgotten_after_a_month(maker, hook, told, today):
    await maker.session()
    await told()
    await delivery.sweep(today + timedelta(days=29))
    assert await HookDelivery.count() == 1
    await delivery.sweep(today + timedelta(days=31))
    assert await HookDelivery.count() == 0
