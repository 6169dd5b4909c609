"""Each follower in its own dialect: by what its server runs, and whom of ours it follows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from federation import outbox, peers, replaying
from federation.dialects import MICROBLOGS, Way, way
from federation.tables import Lookup, Peer, transaction
from tests.federation.fediverse import NOW, Remote, sample, uuid_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOVED = "Changement d'horaire : demain, et non aujourd'hui."


@pytest.mark.parametrize(
    ("software", "library", "instance", "with_gancio"),
    [
        ("", Way.TOLD, Way.POINTED, Way.POINTED),
        ("something-new", Way.TOLD, Way.POINTED, Way.POINTED),
        ("agendatheque", Way.TOLD, Way.TOLD, Way.TOLD),
        ("mobilizon", Way.TOLD, Way.POINTED, Way.POINTED),
        ("friendica", Way.TOLD, Way.POINTED, Way.POINTED),
        ("hubzilla", Way.TOLD, Way.POINTED, Way.POINTED),
        ("wordpress", Way.TOLD, Way.POINTED, Way.POINTED),
        ("bonfire", Way.TOLD, Way.POINTED, Way.POINTED),
        ("gancio", Way.TOLD, Way.POINTED, Way.SPOKEN),
        *[(name, Way.ONCE, Way.SHOWN, Way.SHOWN) for name in sorted(MICROBLOGS)],
    ],
)
def test_the_way_of_each(software, library, instance, with_gancio):
    assert way(software, instance=False, gancio=False) is library
    assert way(software, instance=False, gancio=True) is library
    assert way(software, instance=True, gancio=False) is instance
    assert way(software, instance=True, gancio=True) is with_gancio


def ours_event(ours, number=9, **fields):
    return sample(f"{ours.node.url}/ap/evenements/{uuid_of(number)}", ours.group, **fields)


async def say(ours, kind, event, now=NOW, notice=""):
    await outbox.say(ours.node, kind=kind, event=event, now=now, notice=notice)
    await ours.deliver(now)


async def life(ours, net, remote, *, now=NOW):
    """Publish, change the words, the seats and the time, withdraw; return what the server was told about it."""
    before = len(net.posted)
    event = ours_event(ours)
    await say(ours, "create", event, now)
    await say(ours, "update", replace(event, name="Autre titre"), now + HOUR)
    await say(ours, "update", replace(event, name="Autre titre", remaining=1), now + 2 * HOUR)
    moved = replace(event, name="Autre titre", remaining=1, starts_at=event.starts_at + HOUR)
    await say(ours, "update", moved, now + 3 * HOUR, notice=MOVED)
    await say(ours, "delete", moved, now + 4 * HOUR)
    told = [said for url, said, _ in net.posted[before:] if f"://{remote.host}/" in url]
    return event, told


def kinds(told):
    return [said["type"] for said in told]


async def test_who_follows_a_library_is_told_everything(ours, net, other):
    await ours.followed_by(other, ours=ours.group)
    _, told = await life(ours, net, other)
    assert kinds(told) == ["Create", "Update", "Update", "Update", "Delete"]
    assert {said["actor"] for said in told} == {ours.group}


async def test_who_follows_the_instance_too_is_pointed_to_it_as_well(ours, net, other):
    await ours.followed_by(other, ours=ours.group)
    await ours.followed_by(other)
    event, told = await life(ours, net, other)
    assert kinds(told) == ["Create", "Announce", "Update", "Update", "Update", "Announce", "Delete"]
    assert {said["object"] for said in told if said["type"] == "Announce"} == {event.id}


async def test_a_microblog_sees_an_event_once_and_is_told_in_words_when_it_moves(ours, net):
    mastodon = Remote(net, "social.example", software="mastodon", number=3)
    await ours.followed_by(mastodon, ours=ours.group)
    event, told = await life(ours, net, mastodon)
    assert kinds(told) == ["Create", "Create", "Delete"]
    note = told[1]["object"]
    assert (note["type"], note["inReplyTo"], note["attributedTo"]) == ("Note", event.id, ours.group)
    assert note["to"] == ["https://www.w3.org/ns/activitystreams#Public"]
    assert note["cc"] == [f"{ours.group}/followers"]
    assert "Changement d'horaire" in note["content"]
    assert note["contentMap"] == {"fr": note["content"]}
    assert event.url in note["content"]
    assert note["id"] == f"{event.id}/notes/4"


async def test_a_microblog_that_follows_the_instance_is_shown_the_event_then_the_note(ours, net):
    misskey = Remote(net, "notes.example", software="misskey", number=3)
    await ours.followed_by(misskey)
    event, told = await life(ours, net, misskey)
    assert kinds(told) == ["Announce", "Announce", "Delete"]
    assert [said["object"] for said in told[:2]] == [event.id, f"{event.id}/notes/4"]


async def test_a_cancellation_is_told_in_words_once(ours, net):
    mastodon = Remote(net, "social.example", software="mastodon", number=3)
    await ours.followed_by(mastodon, ours=ours.group)
    event = ours_event(ours)
    await say(ours, "create", event, notice="never said")
    cancelled = replace(event, status="cancelled")
    await say(ours, "update", cancelled, NOW + HOUR, notice="Annulé : <demain>")
    await say(ours, "update", replace(cancelled, summary="Autre"), NOW + 2 * HOUR, notice="Annulé : <demain>")
    notes = [said["object"] for said in net.told(mastodon.host, "Create") if said["object"]["type"] == "Note"]
    assert len(notes) == 1
    assert "Annulé : &lt;demain&gt;" in notes[0]["content"]


async def test_gancio_that_follows_the_instance_hears_it_where_that_is_wanted(ours, net):
    gancio = Remote(net, "gancio.example", software="gancio", number=3)
    await ours.followed_by(gancio)
    ours.node = replace(ours.node, gancio=True)
    _, told = await life(ours, net, gancio)
    assert kinds(told) == ["Create", "Update", "Update", "Update", "Delete"]
    assert {said["actor"] for said in told} == {ours.actor}
    assert told[0]["object"]["attributedTo"] == ours.group
    assert len({said["id"] for said in told}) == 5
    assert told[-1]["object"]["formerType"] == "Event"


async def test_gancio_that_follows_a_library_too_hears_one_voice(ours, net):
    gancio = Remote(net, "gancio.example", software="gancio", number=3)
    await ours.followed_by(gancio)
    await ours.followed_by(gancio, ours=ours.group)
    ours.node = replace(ours.node, gancio=True)
    _, told = await life(ours, net, gancio)
    assert {said["actor"] for said in told} == {ours.group}


async def test_peers_are_told_the_place_in_the_feed(ours, net, peer):
    await ours.followed_by(peer)
    _, told = await life(ours, net, peer)
    assert [said["seq"] for said in told] == [1, 2, 3, 4, 5]


async def test_said_again_each_in_its_way(ours, net, other):
    mastodon = Remote(net, "social.example", software="mastodon", number=3)
    gancio = Remote(net, "gancio.example", software="gancio", number=4)
    await ours.followed_by(other, ours=ours.group)
    await ours.followed_by(mastodon, ours=ours.group)
    await ours.followed_by(gancio)
    ours.node = replace(ours.node, gancio=True)
    event = ours_event(ours)
    await say(ours, "create", event)
    after = len(net.posted)
    async with transaction():
        await replaying.send_again(ours.node, event.id, now=NOW + HOUR)
    await ours.deliver(NOW + HOUR)
    again = {url.split("/")[2]: (said["type"], said["actor"]) for url, said, _ in net.posted[after:]}
    assert again == {other.host: ("Update", ours.group), gancio.host: ("Update", ours.actor)}


async def test_what_a_server_runs_is_read_again_after_a_week(ours, net, other):
    await ours.followed_by(other)
    await peers.owe_descriptions(NOW + 6 * DAY)
    assert await Lookup.count() == 0
    await peers.owe_descriptions(NOW + 8 * DAY)
    described = {"version": "2.1", "software": {"name": "gotosocial", "version": "1"}}
    net.show(f"{other.url}/nodeinfo/2.1", described, kind="application/json")
    await ours.look_up(NOW + 8 * DAY)
    assert (await Peer.select().where(Peer.host == other.host))[0]["software"] == "gotosocial"
