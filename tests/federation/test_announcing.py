"""Announced again for copies to heal: at once where people must know, else in its turn, and before the start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from federation import announcing, outbox
from federation.announcing import again_before, turn
from federation.changes import Change, between, calls_for_note
from federation.tables import Thing
from federation.wire import event as shape
from tests.federation.fediverse import NOW, sample, uuid_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MADE = sample("https://agenda.example.org/ap/evenements/1", "https://agenda.example.org/ap/bibliotheques/jean_mace")


def document(event):
    return shape.write(event, f"{event.owner}/followers")


@pytest.mark.parametrize(
    ("fields", "change", "note"),
    [
        ({}, Change.NONE, False),
        ({"version": 9, "updated": NOW}, Change.NONE, False),
        ({"remaining": 1, "participants": 7}, Change.SEATS, False),
        ({"name": "Autre titre"}, Change.TEXT, False),
        ({"capacity": 20}, Change.TEXT, False),
        ({"place": replace(MADE.place, id="https://agenda.example.org/ap/lieux/x?v=2")}, Change.TEXT, False),
        ({"place": replace(MADE.place, street="3 rue Domer")}, Change.URGENT, False),
        ({"place": None, "is_online": True}, Change.URGENT, False),
        ({"ends_at": MADE.ends_at + HOUR}, Change.URGENT, False),
        ({"starts_at": MADE.starts_at + HOUR}, Change.URGENT, True),
        ({"status": "cancelled"}, Change.URGENT, True),
    ],
)
def test_what_has_changed(fields, change, note):
    before, after = document(MADE), document(replace(MADE, **fields))
    assert between(before, after) is change
    assert calls_for_note(before, after) is note
    assert between(None, after) is Change.FIRST
    assert not calls_for_note(None, after)


def test_what_is_not_cancelled_any_more_needs_no_note():
    assert not calls_for_note(document(replace(MADE, status="cancelled")), document(MADE))


@pytest.mark.parametrize(
    ("change", "announced", "due"),
    [
        (Change.FIRST, None, 0),
        (Change.URGENT, 0, 0),
        (Change.TEXT, None, 0),
        (Change.TEXT, 0, 6),
        (Change.TEXT, -5, 1),
        (Change.TEXT, -6, 0),
        (Change.TEXT, -60, 0),
    ],
)
def test_whose_turn_it_is(change, announced, due):
    announced_at = None if announced is None else NOW + announced * HOUR
    assert turn(change, announced_at, NOW) == NOW + due * HOUR


@pytest.mark.parametrize(("starts", "due"), [(240, 192), (50, 6), (49, 6), (48, None), (3, None), (-3, None)])
def test_once_more_two_days_before(starts, due):
    assert again_before(NOW + starts * HOUR, NOW) == (None if due is None else NOW + due * HOUR)


def ours_event(ours, **fields):
    starts = NOW + 10 * DAY
    fields = {"starts_at": starts, "ends_at": starts + 2 * HOUR} | fields
    return sample(f"{ours.node.url}/ap/evenements/{uuid_of(9)}", ours.group, **fields)


async def say(ours, event, now, kind="update"):
    await outbox.say(ours.node, kind=kind, event=event, now=now)
    await ours.deliver(now)


async def announce(ours, now):
    done = await outbox.announce_due(ours.node, now=now)
    await ours.deliver(now)
    return done


async def row():
    return (await Thing.select())[0]


async def test_words_wait_for_their_turn_and_the_date_does_not(ours, net, other):
    await ours.followed_by(other)
    event = ours_event(ours)
    await say(ours, event, NOW, "create")
    assert len(net.told(other.host, "Announce")) == 1
    for number in (1, 2, 3):
        await say(ours, replace(event, name=f"Titre {number}"), NOW + number * HOUR)
    assert len(net.told(other.host, "Announce")) == 1
    assert (await row())["announce_due_at"] == NOW + 6 * HOUR
    assert await announce(ours, NOW + 5 * HOUR) == 0
    assert await announce(ours, NOW + 6 * HOUR) == 1
    assert len(net.told(other.host, "Announce")) == 2, "three changes are one Announce"
    await say(ours, replace(event, name="Titre 3", status="cancelled"), NOW + 7 * HOUR)
    told = net.told(other.host, "Announce")
    assert [said["object"] for said in told] == [event.id] * 3
    assert len({said["id"] for said in told}) == 3


async def test_a_changed_event_is_announced_once_more_two_days_before(ours, net, other):
    await ours.followed_by(other)
    event = ours_event(ours)
    await say(ours, event, NOW, "create")
    assert (await row())["announce_due_at"] is None, "nothing to heal: it has not changed"
    await say(ours, replace(event, name="Autre titre"), NOW + DAY)
    found = await row()
    assert found["announce_due_at"] == event.starts_at - 2 * DAY
    assert (found["first_announced_at"], found["announced_at"]) == (NOW, NOW + DAY)
    assert await announce(ours, NOW + 8 * DAY) == 1
    assert len(net.told(other.host, "Announce")) == 3
    assert (await row())["announce_due_at"] is None
    assert await announce(ours, NOW + 9 * DAY) == 0


async def test_what_is_over_or_withdrawn_is_not_announced(ours, net, other):
    await ours.followed_by(other)
    event = ours_event(ours)
    await say(ours, event, NOW, "create")
    await say(ours, replace(event, name="Autre titre"), NOW + HOUR)
    assert await announce(ours, event.ends_at + HOUR) == 1
    assert (await row())["announce_due_at"] is None
    await Thing.update({Thing.announce_due_at: NOW}, force=True)
    await say(ours, event, NOW + 2 * HOUR, "delete")
    assert await announce(ours, NOW + 8 * HOUR) == 0
    assert len(net.told(other.host, "Announce")) == 1


async def test_one_that_fails_stops_no_other(ours, net, other, monkeypatch):
    await ours.followed_by(other)
    events = [
        replace(ours_event(ours), id=f"{ours.node.url}/ap/evenements/{uuid_of(n)}", uuid=uuid_of(n)) for n in (1, 2)
    ]
    for event in events:
        await say(ours, event, NOW, "create")
        await say(ours, replace(event, name="Autre titre"), NOW + HOUR)
    heal = announcing._heal

    async def fail_once(node, row, now):
        if row["id"] == events[0].id:
            raise RuntimeError("planted")
        await heal(node, row, now)

    monkeypatch.setattr(announcing, "_heal", fail_once)
    assert await announce(ours, NOW + 6 * HOUR) == 2
    assert [said["object"] for said in net.told(other.host, "Announce")][2:] == [events[1].id]
    left = await Thing.select(Thing.announce_due_at).where(Thing.id == events[0].id).first()
    assert left["announce_due_at"] == NOW + 12 * HOUR
