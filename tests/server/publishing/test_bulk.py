"""One thing done to many sessions: said before, done one by one, said after, undone for a day."""

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest

from server.bookings.actions import Request, book
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.publishing import bulk, queries, results
from server.publishing.orders import Order
from server.publishing.tables import Bulk
from server.workshops import sessions
from server.workshops.queries import session, sessions_by_ids
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone", "app")  # the application knows the sentences of refusals
LATER = timedelta(hours=2)


@pytest.fixture
async def three(maker, now):
    """A draft, a draft that is over soon, and a published session that somebody booked, in one library with a room."""
    library = await maker.library("port")
    room = await maker.room(library)
    draft = await maker.session(library, published=False, note="À la cave", presenter="Ana")
    other = await maker.session(library, published=False, starts_in=timedelta(days=9))
    booked = await maker.session(library, starts_in=timedelta(days=3))
    await book(Request(booked, "Odile Brun", channel="desk"), by="patron", now=now)
    return library, room, (draft, other, booked)


async def done(order, ids, by, now):
    """Carry an order out and return its key."""
    found = await queries.ticked(by, ids)
    return await bulk.carry_out(new_id(), order, found, by=by, now=now, language="fr")


async def states(ids):
    found = await sessions_by_ids(ids)
    return [found[each].state if each in found else "gone" for each in ids]


# The order, the states after it of the three, and after it is undone: the first two are drafts, the third is booked.
ORDERS = [
    ("publish", ["published", "published", "published"], ["withdrawn", "withdrawn", "published"]),
    ("ask_review", ["draft", "draft", "published"], ["draft", "draft", "published"]),
    ("change", ["draft", "draft", "published"], ["draft", "draft", "published"]),
    ("withdraw", ["gone", "gone", "published"], ["gone", "gone", "published"]),
]


@pytest.mark.parametrize(("action", "after", "restored"), ORDERS)
async def test_each_is_done_and_undone(maker, administrator, now, three, action, after, restored):
    library, room, ids = three
    order = Order(action, room=room, capacity=5, note="Vite")
    key = await done(order, ids, administrator, now)
    assert await states(ids) == after
    if action == "change":
        assert [(await session(each)).capacity for each in ids] == [5, 5, 5]
    said = await results.of(key, administrator, now, "fr")
    assert said.done == (3 if action == "change" else 2)
    await bulk.undo(key, by=administrator, now=now + LATER, language="fr")
    assert await states(ids) == restored
    drafts = await queries.listed(queries.Choice([library], ["draft"], now, now + timedelta(days=30)))
    assert [(one.capacity, one.note, one.presented_by) for one in drafts] == [(8, "À la cave", "Ana"), (8, "", "")]
    assert {one.review for one in drafts} == {""}
    again = await results.of(key, administrator, now + LATER, "fr")
    assert (again.undone, again.undo_until) == (True, None)


async def test_a_cancellation_is_told_before_and_not_undone(maker, administrator, now, three):
    ids = three[2]
    order = Order("cancel", reason="Panne")
    seen = await bulk.rehearse(order, await queries.ticked(administrator, ids), by=administrator, now=now)
    assert [outcome.refusal and outcome.refusal.reason for outcome in seen] == ["not_published", None, "not_published"]
    assert (await results.foreseen(seen[1], order, "fr"))["told"] == 1
    assert await states(ids) == ["draft", "draft", "published"]
    key = await done(order, ids, administrator, now)
    assert await states(ids) == ["draft", "draft", "cancelled"]
    with pytest.raises(Refused, match="undo_too_late"):
        await bulk.undo(key, by=administrator, now=now, language="fr")


async def test_what_was_built_upon_is_not_undone(maker, administrator, now, three):
    ids = three[2]
    key = await done(Order("publish"), ids, administrator, now)
    await book(Request(ids[0], "Jean Petit", channel="desk"), by="patron", now=now)
    await sessions.change_session(ids[1], {"note": "Venez tôt"}, by=administrator, now=now)
    await bulk.undo(key, by=administrator, now=now, language="fr")
    assert await states(ids) == ["published"] * 3
    whys = [line.why for line in (await results.of(key, administrator, now, "fr")).lines if line.done]
    assert whys == [
        "Personnes inscrites : 1. Annulez la séance : elles seront prévenues.",
        "Quelqu'un d'autre l'a changé entre-temps. Relisez avant de changer.",
    ]


async def test_only_who_did_it_undoes_it_and_for_a_day(maker, administrator, now, three):
    key = await done(Order("publish"), three[2], administrator, now)
    with pytest.raises(NotFound):
        await bulk.undo(key, by=await maker.staff(administrator=True), now=now, language="fr")
    with pytest.raises(Refused, match="undo_too_late"):
        await bulk.undo(key, by=administrator, now=now + bulk.UNDONE_WITHIN, language="fr")
    await bulk.sweep(now + bulk.KEPT)
    assert await Bulk.count()
    await bulk.sweep(now + bulk.KEPT + LATER)
    assert not await Bulk.count()


async def test_sent_twice_it_is_done_once_and_undone_once(maker, administrator, now, three):
    ids = three[2]
    found = await queries.ticked(administrator, ids)
    key = new_id()
    for _ in range(2):
        await bulk.carry_out(key, Order("withdraw"), found, by=administrator, now=now, language="fr")
        await bulk.undo(key, by=administrator, now=now, language="fr")
    lines = await Entry.select(Entry.kind).where(Entry.kind == "session.withdrawn")
    assert len(lines) == 2
    assert await Session.count().where(Session.state == "draft") == 2


async def test_other_libraries_are_out_of_reach(maker, now, three):
    library, _, ids = three
    here = await maker.staff("programming", library)
    assert len(await queries.ticked(here, ids)) == 3
    elsewhere = await maker.staff("programming", await maker.library())
    assert await queries.ticked(elsewhere, ids) == []


async def test_the_way_through_the_pages(signed_in, maker, now, three):
    _, room, ids = three
    path = "/bureau/publication"
    text = (await signed_in.get(f"{path}?etat=draft&bibliotheque=port&du=2027-01-12&au=2027-01-31")).text
    assert [str(each) in text for each in ids] == [True, True, False]
    assert (await signed_in.send_form(f"{path}/prevoir", action="publish")).status_code == 422
    ticked = {f"pick_{each}": "1" for each in ids}
    assert (await signed_in.send_form(f"{path}/prevoir", action="change", **ticked)).status_code == 422
    seen = await signed_in.send_form(f"{path}/prevoir", action="change", room=str(room), capacity="6", **ticked)
    words = unescape(seen.text)
    assert "la salle : rien, puis Salle 2, le nombre de places : 8, puis 6" in words
    assert "1 inscription" in words
    key = new_id()
    sent = {"action": "change", "room": str(room), "capacity": "6", "key": str(key), **ticked}
    back = await signed_in.send_form(f"{path}/faire", **sent, back="1")
    assert back.text.count(" checked") >= 3
    answer = await signed_in.send_form(f"{path}/faire", **sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}/{key}")
    assert "Tout défaire" in (await signed_in.get(f"{path}/{key}")).text
    assert (await signed_in.send_form(f"{path}/{key}/defaire")).status_code == 303
    assert "c'est défait" in unescape((await signed_in.get(f"{path}/{key}")).text)
    assert (await session(ids[0])).capacity == 8
    assert (await signed_in.send_form(f"{path}/{key}/defaire")).status_code == 303
    assert (await signed_in.get(f"{path}/{UUID(int=7)}")).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"action": "explode"}, {"room": "ailleurs"}, {"capacity": "-3"}, {"key": "x"}, {"pick_x": "1"}]
)
async def test_what_cannot_be_read_is_said(signed_in, three, wrong):
    sent = {"action": "change", "capacity": "6", "key": str(new_id()), f"pick_{three[2][0]}": "1"} | wrong
    assert (await signed_in.send_form("/bureau/publication/faire", **sent)).status_code == 422
