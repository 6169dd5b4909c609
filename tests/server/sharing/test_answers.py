"""Our patrons' requests leave as a Join; only the owner of the event, or its server, may answer them (threat T38)."""

import json
from datetime import timedelta

import pytest

from federation import blocking
from federation.actors import Known
from federation.heard import Heard
from federation.tables import Activity, Delivery, Guest, RemoteActor, RemoteEvent, run
from federation.wire import activity
from server.elsewhere import actions, queries, silence
from server.elsewhere.actions import Request
from server.foundation.settings import settings
from server.journal.readers import follow
from server.journal.tables import Failure
from server.sharing import answers, strangers, watching
from server.sharing.actions import open_instance
from server.sharing.node import node
from server.sharing.offers import offer
from server.sharing.relay import hear

pytestmark = pytest.mark.usefixtures("undone")
HOST = "https://quimper.example"
EVENT, OWNER = f"{HOST}/ap/evenements/0192f3c1-0000-7000-8000-000000000001", f"{HOST}/ap/bibliotheques/centre"
DAY = timedelta(days=1)


async def relay(now):
    while await follow("sharing", hear, now=now):
        pass
    assert not await Failure.exists()


def known(id=OWNER, kind="Group"):
    host = id.split("/")[2]
    return Known(id, kind, "Centre", host, f"{id}/inbox", "", "", "", "", f"{id}#main-key", "")


@pytest.fixture
async def event(undone, now):
    """An event of another Agendathèque in the mirror, with its owner known; a function that changes it."""
    await open_instance(now=now)
    parts = {name: getattr(known(), name) for name in Known.__dataclass_fields__} | {
        "attributed_to": f"{HOST}/ap/actor"
    }
    await RemoteActor(**parts, username="centre", url=OWNER, fetched_at=now).save()
    await run("INSERT INTO fed_peer (host, software) VALUES ('quimper.example', 'agendatheque')")
    await RemoteEvent(
        ap_id=EVENT, host="quimper.example", owner=OWNER, owner_name="Médiathèque de Quimper", url=f"{HOST}/seances/1",
        booking_url=f"{HOST}/seances/1/reservation", name="Atelier d'à côté", starts_at=now + 3 * DAY, ends_at=None,
        timezone="Europe/Paris", status="confirmed", place_name="Ursulines", street="1 rue du Port", locality="Quimper",
        postal_code="29000", join_mode="free", phone="0298988660", tags=[], audience=[], document="{}",
        sponsor=f"{HOST}/ap/actor", first_seen_at=now, fetched_at=now, seen_at=now,
    ).save()  # fmt: skip

    async def change(**values):
        await RemoteEvent.update({getattr(RemoteEvent, name): value for name, value in values.items()}).where(
            RemoteEvent.ap_id == EVENT
        )

    return change


@pytest.fixture
async def asked(event, now):
    """A request for a seat in that event, whose Join is owed."""
    found = await offer(EVENT, now)
    request = Request(
        found.snapshot, "Jeanne Martin", contact="email", email="jeanne@exemple.fr", shares_contact=True,
        idempotency_key="draft:1",
    )  # fmt: skip
    booking = await actions.ask(request, by="patron", now=now)
    await relay(now)
    return await queries.by_id(booking)


@pytest.fixture
def say(now):
    """Let somebody answer the Join of a request; return the outcome's state."""

    async def said(kind, request, *, by=None, what=None, summary="", at=now):
        sender = by or known()
        join = {"id": f"{request.guest}/join", "type": "Join", "actor": request.guest, "object": EVENT}
        document = {"id": f"{sender.id}/reponses/1", "type": kind, "actor": sender.id, "object": what or join}
        heard = Heard(activity.from_document(document | ({"summary": summary} if summary else {})), sender, at)
        return (await answers.answer(node(), heard, at)).state

    return said


async def owed():
    return [row["kind"] for row in await Delivery.select(Delivery.kind).order_by(Delivery.id)]


async def test_what_is_asked_is_owed_to_the_owner_by_a_guest(asked, now):
    (delivery,) = await Delivery.select()
    assert (delivery["kind"], delivery["inbox"], delivery["lane"]) == ("Join", f"{OWNER}/inbox", 0)
    (guest,) = await Guest.select()
    assert (guest["id"], guest["name"], guest["host"]) == (asked.guest, "Jeanne", "quimper.example")
    assert guest["gone_at"] == asked.starts_at + timedelta(hours=2) + 7 * DAY
    said = json.loads((await Activity.select(Activity.document).first())["document"])
    assert (said["actor"], said["object"], said["to"]) == (asked.guest, EVENT, [OWNER])
    assert "exemple.fr" not in json.dumps(said)


async def test_nothing_is_asked_of_whom_we_would_not_hear(event, now, monkeypatch):
    """Where only approved servers are heard, the yes of another one would be turned away while it keeps the seat."""
    monkeypatch.setenv("AGENDATHEQUE_ALLOW_LIST", "true")
    settings.cache_clear()
    try:
        assert await offer(EVENT, now) is None
        await blocking.approve("quimper.example", now=now)
        assert await offer(EVENT, now) is not None
    finally:
        monkeypatch.undo()
        settings.cache_clear()


async def test_without_consent_the_guest_has_no_name(event, now):
    found = await offer(EVENT, now)
    await actions.ask(Request(found.snapshot, "Jeanne Martin", idempotency_key="draft:2"), by="patron", now=now)
    await relay(now)
    assert (await Guest.select().first())["name"] == ""


@pytest.mark.parametrize(
    ("kind", "state"),
    [("Accept", "confirmed"), ("TentativeAccept", "waiting"), ("Reject", "refused"), ("Ignore", "external")],
)
async def test_the_owner_answers(asked, say, kind, state):
    assert await say(kind, asked, summary="<p>Vous êtes <b>2e</b>.</p>") == "processed"
    view = await queries.by_id(asked.id)
    assert (view.state, view.told) == (state, "Vous êtes 2e.")


@pytest.mark.parametrize("what", ["bare id", "quoted without id", "said again"])
async def test_however_the_join_is_quoted(asked, say, what):
    quoted = {
        "bare id": f"{asked.guest}/join",
        "quoted without id": {"type": "Join", "actor": asked.guest, "object": EVENT},
        "said again": f"{asked.guest}/join-2",
    }[what]
    assert await say("Accept", asked, what=quoted) == "processed"
    assert (await queries.by_id(asked.id)).state == "confirmed"


@pytest.mark.parametrize(
    ("by", "believed"),
    [
        (known(), True),
        (known(f"{HOST}/ap/actor", "Application"), True),
        (known(f"{HOST}/ap/bibliotheques/autre"), False),
        (known(f"{HOST}/@robot", "Service"), False),
        (known(f"{HOST}/ap/r/1", "Person"), False),
        (known("https://mechant.example/ap/actor", "Application"), False),
    ],
)
async def test_only_the_owner_or_its_server_may_answer(asked, say, by, believed):
    assert await say("Accept", asked, by=by) == ("processed" if believed else "ignored")
    assert (await queries.by_id(asked.id)).state == ("confirmed" if believed else "asked")


async def test_who_organises_for_a_group_answers_in_its_stead(asked, event, say):
    """Mobilizon's Accept comes from the person that the event names as its actor, not from the group that owns it."""
    claire, paul = known(f"{HOST}/@claire", "Person"), known(f"{HOST}/@paul", "Person")
    afar = known("https://mechant.example/@claire", "Person")
    for by, named, believed in ((claire, paul, False), (afar, afar, False), (claire, claire, True)):
        await event(document=json.dumps({"actor": named.id, "attributedTo": OWNER}))
        assert await say("Accept", asked, by=by) == ("processed" if believed else "ignored")
        assert (await queries.by_id(asked.id)).state == ("confirmed" if believed else "asked")


async def test_only_actors_that_nothing_needs_are_forgotten(asked, now):
    """Whom a request waits for stays, as does who follows us or was heard lately; who passed by goes in two months."""
    passed, follower, heard = (f"{HOST}/{name}" for name in ("passed", "follower", "heard"))
    for id in (passed, follower, heard):
        parts = {name: getattr(known(id), name) for name in Known.__dataclass_fields__}
        await RemoteActor(**parts, username="x", url=id, fetched_at=now).save()
    row = ("'{}', '', 'Person', '', '', '', 'accepted', '', now()").replace("{}", follower)
    columns = "actor, local_actor, type, host, inbox, shared_inbox, state, follow_id, since"
    await run(f"INSERT INTO fed_follower ({columns}) VALUES ({row})")  # noqa: S608
    columns = "activity, body_hash, type, actor, host, body, received_at, due_at, state, reason, attempts, sealed"
    values = f"'a', 'b', 'Like', '{heard}', '', '', now(), now(), 'ignored', '', 1, ''"
    await run(f"INSERT INTO fed_received ({columns}) VALUES ({values})")  # noqa: S608
    await strangers.sweep(now + 60 * DAY)
    assert await RemoteActor.count() == 4
    await strangers.sweep(now + 61 * DAY)
    assert sorted(await RemoteActor.select(RemoteActor.id).output(as_list=True)) == sorted([OWNER, follower, heard])


async def test_an_answer_to_what_nobody_asked_changes_nothing(asked, say):
    for what in ("http://test.example/ap/r/0000/join", f"{HOST}/ap/r/1/join", EVENT):
        assert await say("Accept", asked, what=what) == "ignored"
    assert (await queries.by_id(asked.id)).state == "asked"


async def test_giving_up_owes_a_leave_and_a_late_yes_another_one(asked, say, now):
    await actions.cancel(asked.id, by="patron", now=now)
    await relay(now)
    assert await owed() == ["Join", "Leave"]
    assert await say("Accept", asked) == "processed"
    assert await owed() == ["Join", "Leave", "Leave"]
    assert (await queries.by_id(asked.id)).state == "cancelled"
    assert len({row["id"] for row in await Activity.select(Activity.id)}) == 3


async def test_what_the_organiser_ends_is_not_left_again(asked, say, now):
    await say("Accept", asked)
    await say("Reject", asked, summary="Complet")
    await relay(now)
    assert await owed() == ["Join"]
    view = await queries.by_id(asked.id)
    assert (view.state, view.cancelled_by, view.told) == ("cancelled", "organiser", "Complet")


async def test_without_an_answer_it_is_said_again(asked, now):
    for hours in (20, 40, 60):
        await silence.tend(now + timedelta(hours=hours))
        await relay(now + timedelta(hours=hours))
    assert await owed() == ["Join", "Join"]


async def test_a_request_given_up_before_it_left_says_nothing(event, now):
    found = await offer(EVENT, now)
    booking = await actions.ask(Request(found.snapshot, "Ana", idempotency_key="draft:3"), by="patron", now=now)
    await actions.cancel(booking, by="patron", now=now)
    await relay(now)
    assert await owed() == []


@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({}, True),
        ({"join_mode": "restricted"}, True),
        ({"join_mode": "external"}, False),
        ({"join_mode": ""}, False),
        ({"status": "cancelled"}, False),
        ({"tombstoned_at": "now"}, False),
        ({"starts_at": "now"}, False),
        ({"owner": f"{HOST}/ap/bibliotheques/inconnue"}, False),
    ],
)
async def test_what_can_be_asked_for(event, change, there, now):
    await event(**{"name": "Atelier", **{name: now if value == "now" else value for name, value in change.items()}})
    found = await offer(EVENT, now)
    assert (found is not None) == there


async def test_nothing_is_asked_of_a_blocked_host_and_a_contact_goes_to_an_agendatheque_alone(event, now):
    assert (await offer(EVENT, now)).takes_contact
    await run("UPDATE fed_peer SET software = 'mobilizon'")
    assert not (await offer(EVENT, now)).takes_contact
    await run("UPDATE fed_peer SET blocked_at = {}", now)
    assert await offer(EVENT, now) is None


@pytest.mark.parametrize("change", [{"tombstoned_at": True}, {"status": "cancelled"}])
async def test_an_event_that_goes_away_ends_the_request_and_keeps_its_people(asked, event, now, change):
    """Threat T44."""
    assert await watching.watch(now) == 0
    assert (await queries.by_id(asked.id)).state == "asked"
    await event(**{name: now if value is True else value for name, value in change.items()})
    await watching.watch(now)
    view = await queries.by_id(asked.id)
    assert (view.state, view.cancelled_by, view.name, view.email) == (
        "cancelled", "organiser", "Jeanne Martin", "jeanne@exemple.fr",
    )  # fmt: skip


async def test_a_moved_event_moves_the_request_and_its_guest(asked, event, say, now):
    await say("Accept", asked)
    await event(starts_at=now + 10 * DAY, ends_at=now + 10 * DAY, place_name="Ailleurs")
    await watching.watch(now)
    view = await queries.by_id(asked.id)
    assert (view.state, view.starts_at, view.place) == (
        "confirmed", now + 10 * DAY, "Ailleurs, 1 rue du Port, 29000 Quimper",
    )  # fmt: skip
    assert (await Guest.select().first())["gone_at"] == now + 17 * DAY
    before = view.updated_at
    await watching.watch(now + DAY)
    assert (await queries.by_id(asked.id)).updated_at == before


async def test_the_mirror_is_followed_without_a_host_that_was_forgotten(asked, event, now):
    await RemoteEvent.delete(force=True)
    await watching.watch(now)
    assert (await queries.by_id(asked.id)).state == "asked"
