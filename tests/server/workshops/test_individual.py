"""Aidants Connect slots: what they must be, and who may hold them, at every door."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from server.desk import todo
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused
from server.foundation.ids import new_id
from server.libraries.queries import by_id
from server.planning import actions as planning
from server.planning import editing
from server.publishing import bulk
from server.publishing.orders import Order
from server.resources import habilitations, mediators
from server.resources.fitness import EXCLUDED, Held
from server.workshops import aidants_connect, individual, postponing, programme, publication, sessions
from server.workshops.actions import change_workshop
from server.workshops.importing import Row, import_programme
from server.workshops.plan import Plan
from server.workshops.queries import session as session_view

DAY = timedelta(days=1)
ON = date(2027, 3, 10)
HERE, THERE = new_id(), new_id()
HELD = Held("Ville", date(2027, 1, 1), date(2027, 12, 31))
FIT = habilitations.Helper("salaried", (HELD,))
PLAN = Plan(datetime(2027, 3, 10, 9), datetime(2027, 3, 10, 10), 1)
CASES = {
    "fit": ("", {}, FIT),
    "no known end": ("", {}, replace(FIT, held=(replace(HELD, last_on=None),))),
    "the first day": ("", {}, replace(FIT, held=(replace(HELD, first_on=ON),))),
    "the last day": ("", {}, replace(FIT, held=(replace(HELD, last_on=ON),))),
    "the day after": ("aidant_expired", {}, replace(FIT, held=(replace(HELD, last_on=ON - DAY),))),
    "the day before": ("aidant_not_yet", {}, replace(FIT, held=(replace(HELD, first_on=ON + DAY),))),
    "one of two": ("", {}, replace(FIT, held=(replace(HELD, last_on=ON - DAY), HELD))),
    "here": ("", {}, replace(FIT, held=(replace(HELD, libraries=(HERE,)),))),
    "elsewhere": ("aidant_other_structure", {}, replace(FIT, held=(replace(HELD, libraries=(THERE,)),))),
    "never": ("aidant_not_habilitated", {}, replace(FIT, held=())),
    "nobody told": ("aidant_status_unknown", {}, replace(FIT, status="")),
    **{status: (f"aidant_{status}", {}, replace(FIT, status=status)) for status in EXCLUDED},
    "for two": ("aidant_one_person", {"capacity": 2}, FIT),
    "for nobody": ("aidant_one_person", {"capacity": 0}, FIT),
    "the Pass": ("aidant_free", {"pass_accepted": True}, FIT),
}


@pytest.mark.parametrize(("reason", "changed", "helper"), CASES.values(), ids=CASES)
def test_what_a_slot_must_be(reason, changed, helper):
    assert individual.fault(replace(PLAN, **changed), [helper], 0, HERE, [ON]) == reason


def test_everybody_who_presents_must_be_fit_and_known():
    volunteer = replace(FIT, status="volunteer")
    assert individual.fault(PLAN, [], 0, HERE, [ON]) == "aidant_nobody"
    assert individual.fault(PLAN, [FIT], 1, HERE, [ON]) == "aidant_nobody"
    assert individual.fault(PLAN, [FIT, volunteer], 0, HERE, [ON]) == "aidant_volunteer"
    assert individual.fault(PLAN, [FIT], 0, HERE, [ON, ON + DAY]) == ""


@pytest.mark.parametrize(
    ("held", "field"),
    [
        (replace(HELD, structure=""), "structure"),
        (replace(HELD, structure="x" * 151), "structure"),
        (replace(HELD, programme="france_connect"), "programme"),
        (replace(HELD, last_on=HELD.first_on - DAY), "last_on"),
        (replace(HELD, first_on=date(1999, 1, 1)), "first_on"),
    ],
)
def test_a_habilitation_that_cannot_be_kept(held, field):
    with pytest.raises(Invalid) as refused:
        held.check()
    assert set(refused.value.fields) == {field}


@pytest.fixture
async def place(maker, now):
    """A library, a workshop of slots, Ana who is habilitated for a month, and Yann, a volunteer."""
    library = await maker.library("rennes")
    ana = await mediators.add_mediator(mediators.Sheet("Ana Bé", status="salaried"), by=maker.by, now=now)
    await mediators.add_mediator(mediators.Sheet("Yann Ker", status="volunteer"), by=maker.by, now=now)
    held = Held("Ville de Rennes", now.date(), now.date() + 30 * DAY)
    await habilitations.habilitate(ana, held, by=maker.by, now=now)
    workshop = await maker.workshop("Rendez-vous Aidants Connect", library, kind="aidants_connect")
    return SimpleNamespace(library=library, workshop=workshop, ana=ana)


async def slot(maker, place, presenter="Ana Bé", **plan):
    given = {"capacity": 1, "waiting_places": 0, "presenter": presenter, "lasts": timedelta(hours=1), **plan}
    return await maker.session(place.library, place.workshop, **given)


async def refused(reason, doing):
    """Check that something is refused for this reason."""
    with pytest.raises(Refused) as said:
        await doing
    assert said.value.reason == reason


async def test_each_door_holds_the_rule(maker, now, place):
    by = {"by": maker.by, "now": now}
    made, late = await slot(maker, place), 40 * DAY
    change = sessions.change_session
    await refused("aidant_volunteer", slot(maker, place, "Yann Ker"))
    await refused("aidant_volunteer", slot(maker, place, "Ana Bé et Yann Ker", published=False))
    await refused("aidant_nobody", slot(maker, place, ""))
    await refused("aidant_nobody", slot(maker, place, "Quelqu'un"))
    await refused("aidant_one_person", slot(maker, place, capacity=2))
    await refused("aidant_free", slot(maker, place, pass_accepted=True))
    await refused("aidant_expired", slot(maker, place, starts_in=late))
    await refused("aidant_volunteer", change(made, {"presenter": "Yann Ker"}, **by))
    await refused("aidant_volunteer", change(made, {"presenter": "Yann Ker"}, despite="agreed", **by))
    await refused("aidant_free", change(made, {"pass_accepted": True}, **by))
    await refused("aidant_one_person", change(made, {"capacity": 3}, **by))
    moved = {"starts_at": now + late, "ends_at": now + late + timedelta(hours=1)}
    await refused("aidant_expired", change(made, moved, **by))
    await change(made, {"note": "Entrée par le jardin"}, **by)


async def test_many_at_once_hold_it_too(maker, now, place):
    by = {"by": maker.by, "now": now}
    made = await slot(maker, place)
    view = await session_view(made)
    at = [now + 3 * DAY, now + 40 * DAY]
    plans = [Plan(start, start + timedelta(hours=1), 1, presenter="Ana Bé") for start in at]
    await refused("aidant_expired", planning.plan_all(place.workshop, place.library, plans, **by))
    edit = editing.Edit(fields={"presenter": "Yann Ker"})
    assert [one.key for one in (await editing.foresee([view], edit, now=now))[0].reasons] == ["aidant_volunteer"]
    await refused("aidant_volunteer", editing.change_all([made], edit, **by))
    (outcome,) = await bulk.rehearse(Order("change", presenter="Yann Ker"), [view], **by)
    assert outcome.refusal
    assert outcome.refusal.reason == "aidant_volunteer"
    row = Row("ligne 2", "Rendez-vous Aidants Connect", at[0], plans[0].ends_at, 1, 0, presenter="Yann Ker")
    report = await import_programme([row], [await by_id(place.library)], public=False, **by)
    assert (report.planned, report.refused) == (0, [("ligne 2", "aidant_volunteer")])


async def test_a_habilitation_that_ends_is_something_to_do_and_keeps_drafts_from_being_published(maker, now, place):
    by = {"by": maker.by, "now": now}
    draft, out = await slot(maker, place, published=False), await slot(maker, place, starts_in=5 * DAY)
    person, reach = maker.by, await programme.reach(maker.by)
    told = [one.due for one in await todo.waiting(person, reach, now, whole=True)]
    assert aidants_connect.TO_DO not in told
    assert await aidants_connect.offering([place.library], now) == {place.library}
    await postponing.postpone(out, **by)
    (held,) = await habilitations.of_mediator(place.ana)
    await habilitations.take_back(place.ana, held.id, **by)
    await refused("aidant_not_habilitated", sessions.publish(draft, **by))
    await refused("aidant_not_habilitated", publication.plan_publication(draft, now + DAY, **by))
    await refused("aidant_not_habilitated", postponing.hold(out, **by))
    told = {one.due: one.count for one in await todo.waiting(person, reach, now, whole=True)}
    assert told[aidants_connect.TO_DO] == 2
    assert await aidants_connect.unheld([place.library], now, 9) == [draft, out]
    assert await aidants_connect.offering([place.library], now) == set()


async def test_a_draft_does_not_publish_itself_once_the_habilitation_is_over(maker, now, place):
    draft = await slot(maker, place, published=False)
    await publication.plan_publication(draft, now + DAY, by=maker.by, now=now)
    sheet = mediators.Sheet("Ana Bé", status="trainee")
    await mediators.change_mediator(place.ana, sheet, by=maker.by, now=now)
    assert await publication.publish_due(now + DAY) == 0
    view = await session_view(draft)
    assert (view.state, view.review, view.review_note) == ("draft", "stopped", "aidant_trainee")


async def test_a_workshop_with_dates_stays_what_it_is(maker, now, place):
    await slot(maker, place)
    with pytest.raises(Invalid) as said:
        await change_workshop(place.workshop, {"kind": ""}, by=maker.by, now=now)
    assert said.value.fields == {"kind": "kind_dated"}
    other = await maker.workshop("Autre", place.library)
    await change_workshop(other, {"kind": "aidants_connect"}, by=maker.by, now=now)


async def test_no_column_holds_a_mandate_an_identifier_or_a_motive(undone):
    rows = await DB.rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    names = {f"{row['table_name']}.{row['column_name']}" for row in rows}
    words = ("mandat", "franceconnect", "credential_of", "identifiant", "motive", "motif", "nir", "social_security")
    assert not [name for name in names if any(word in name.split(".")[1].split("_") for word in words)]
    assert {name for name in names if name.startswith("habilitation.")} == {
        f"habilitation.{name}"
        for name in ("id", "mediator", "programme", "structure", "libraries", "first_on", "last_on", "created_at")
    }
