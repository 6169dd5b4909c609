"""What is in the way of a session: its people's time and roads, its equipment, the size of its room."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server import sentences
from server.foundation.errors import Invalid, Refused
from server.foundation.reasons import sentence
from server.resources import mediators, roads, stocks
from server.resources.tables import Busy, BusyCalendar
from server.workshops.sessions import Plan, change_session, plan_session
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
# A Tuesday; one in the afternoon in UTC is two in the afternoon in Paris.
AT = datetime(2027, 2, 2, 13, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WEEK = ["", "9h-18h", "", "9h-12h", "", "", ""]


@pytest.fixture
async def town(maker, now):
    """Port and Bruz, half an hour apart; Ana works on Tuesdays and Thursdays; a trolley of twelve laptops."""
    sentences.gather()
    port, bruz = await maker.library("port"), await maker.library("bruz")
    await roads.write_road(port, bruz, 30, by=maker.by, now=now)
    sheet = mediators.Sheet("Ana Bé", hours=WEEK, libraries=[port, bruz])
    ana = await mediators.add_mediator(sheet, by=maker.by, now=now)
    trolley = await stocks.add_stock(port, stocks.Kept("Chariot", "laptop", 12, True), by=maker.by, now=now)
    workshop = await maker.workshop()
    return {"port": port, "bruz": bruz, "ana": ana, "trolley": trolley, "workshop": workshop}


async def plan(maker, now, town, at=AT, where="port", **given):
    if "laptops" in given:
        given |= {"stocks": [town["trolley"]], "stock_numbers": [given.pop("laptops")]}
    return await plan_session(town["workshop"], town[where], Plan(at, at + HOUR, 8, **given), by=maker.by, now=now)


ANA, TEN = {"presenter": "ana be"}, {"laptops": 10}
CASES = [
    # What is there, what is asked for an hour later or earlier, why not.
    (ANA, {"at": AT + HOUR + 29 * MINUTE, "where": "bruz", **ANA}, "mediator_from"),
    (ANA, {"at": AT + HOUR + 30 * MINUTE, "where": "bruz", **ANA}, ""),
    (ANA, {"at": AT - HOUR - 29 * MINUTE, "where": "bruz", **ANA}, "mediator_to"),
    (ANA, {"at": AT + HOUR, "where": "bruz", "mode": "online", **ANA}, ""),
    (ANA, {"at": AT + HOUR, **ANA}, ""),
    (ANA, {"at": AT + 30 * MINUTE, "where": "bruz", **ANA}, "presenter_taken"),
    ({}, {"at": AT + timedelta(days=1), **ANA}, "mediator_off_day"),
    ({}, {"at": AT + timedelta(days=2), **ANA}, "mediator_off_hours"),
    ({}, {"at": AT + timedelta(days=2, hours=-4), **ANA}, ""),
    ({}, {"at": AT + timedelta(days=7), **ANA}, "mediator_on_leave"),
    ({}, {"at": AT + timedelta(days=14), **ANA}, "mediator_elsewhere"),
    ({}, {"at": AT + timedelta(days=14, hours=1), **ANA}, ""),
    ({}, {"where": "far", **ANA}, "mediator_not_here"),
    (TEN, {"laptops": 3}, "stock_short"),
    (TEN, {"laptops": 2}, ""),
    (TEN, {"at": AT + HOUR, **TEN}, ""),
    ({}, {"laptops": 13}, "stock_short"),
    (TEN, {"where": "bruz", "laptops": 1}, "stock_away"),
    (TEN, {"at": AT + HOUR + 29 * MINUTE, "where": "bruz", "laptops": 1}, "stock_from"),
    (TEN, {"at": AT - HOUR - 29 * MINUTE, "where": "bruz", "laptops": 1}, "stock_to"),
    (TEN, {"at": AT + HOUR + 30 * MINUTE, "where": "bruz", "laptops": 1}, ""),
]


@pytest.mark.parametrize(("there", "asked", "reason"), CASES)
async def test_in_the_way(maker, now, town, there, asked, reason):
    town["far"] = await maker.library("loin")
    await mediators.add_leave(town["ana"], date(2027, 2, 9), date(2027, 2, 9), by=maker.by, now=now)
    other = BusyCalendar(mediator=town["ana"], label="Pays voisin", url="", next_at=now, created_at=now)
    await other.save()
    days = timedelta(days=14)
    await Busy(calendar=other.id, starts_at=AT + days, ends_at=AT + days + HOUR).save()
    await plan(maker, now, town, **there)
    if not reason:
        await plan(maker, now, town, **asked)
        return
    with pytest.raises(Refused) as refusal:
        await plan(maker, now, town, **asked)
    assert refusal.value.reason == reason
    assert "%" not in sentence(reason, "fr", **refusal.value.facts)


async def test_the_trolley_is_said_in_words(maker, now, town):
    await plan(maker, now, town, where="bruz", **TEN)
    with pytest.raises(Refused) as refusal:
        await plan(maker, now, town, at=AT + HOUR, laptops=1)
    said = sentence(refusal.value.reason, "fr", **refusal.value.facts).replace("\u00a0", " ")
    assert said == "« Chariot » est à Médiathèque bruz jusqu'à 15 h ; il faut 30 minutes de route."


async def test_a_room_holds_so_many(maker, now, town, signed_in):
    room = await maker.room(town["port"], "Petite salle")
    sent = {"room": "Petite salle", "room_capacity": "6", "setup_minutes": "10", "tidy_minutes": "20"}
    sent |= {"own_facilities": "1", "facility_hearing_loop": "1"}
    assert (await signed_in.send_form(f"/bureau/bibliotheques/port/salles/{room}", **sent)).status_code == 303
    with pytest.raises(Refused) as refusal:
        await plan(maker, now, town, room=room)
    assert refusal.value.reason == "room_small"
    held = await plan(maker, now, town, at=AT + HOUR, room=None)
    await change_session(held, {"capacity": 6, "room": room}, by=maker.by, now=now)
    with pytest.raises(Refused) as refusal:
        await change_session(held, {"capacity": 7}, by=maker.by, now=now)
    assert refusal.value.reason == "room_small"
    # Half an hour between two: twenty minutes to tidy, ten to prepare.
    for minutes, reason in ((29, "room_held"), (30, "")):
        given = Plan(AT + 2 * HOUR + minutes * MINUTE, AT + 4 * HOUR, 6, room=room)
        if reason:
            with pytest.raises(Refused):
                await plan_session(town["workshop"], town["port"], given, by=maker.by, now=now)
        else:
            await plan_session(town["workshop"], town["port"], given, by=maker.by, now=now)
    assert "Petite salle</b></a>, 6 personnes, 30 minutes" in (await signed_in.get("/bureau/bibliotheques/port")).text


async def test_a_workshop_takes_what_it_needs_of_what_is_kept_there_first(maker, now, town):
    own = await stocks.add_stock(town["bruz"], stocks.Kept("Portables", "laptop", 8), by=maker.by, now=now)
    town["workshop"] = await maker.workshop("Tableur", needed_kinds=["laptop"], needed_numbers=[6])
    found = [await plan(maker, now, town, where=where) for where in ("bruz", "port")]
    rows = {row["id"]: row for row in await Session.select(Session.id, Session.stocks, Session.stock_numbers)}
    assert [(rows[one]["stocks"], rows[one]["stock_numbers"]) for one in found] == [
        ([own], [6]),
        ([town["trolley"]], [6]),
    ]
    none = await plan(maker, now, town, at=AT + 3 * HOUR, stocks=[])
    assert (await Session.objects().get(Session.id == none)).stocks == []
    with pytest.raises(Invalid):
        await plan(maker, now, town, at=AT + 3 * HOUR, stocks=[own], stock_numbers=[1])
    with pytest.raises(Invalid):
        await plan(maker, now, town, at=AT + 3 * HOUR, stocks=[town["trolley"]] * 2, stock_numbers=[1, 2])


async def test_a_name_that_is_not_shown_stays_with_staff(maker, now, town, client, signed_in):
    sheet = mediators.Sheet("Zoé Caché", shown=False)
    zoe = await mediators.add_mediator(sheet, by=maker.by, now=now)
    session = await maker.session(town["port"], town["workshop"], starts_at=AT, presenter="Zoé Caché et Yann")
    held = await Session.objects().get(Session.id == session)
    assert (held.presenter, held.mediators) == ("Yann", [zoe])
    assert "Caché" not in (await client.get(f"/seances/{session}")).text
    assert "Caché" not in (await client.get(f"/api/v1/sessions/{session}")).text
    assert "Yann, Zoé Caché" in (await signed_in.get(f"/bureau/seances/{session}")).text
    shown = await signed_in.get(f"/bureau/seances/{session}/modifier")
    assert 'value="Yann, Zoé Caché"' in shown.text
    with pytest.raises(Refused):
        await plan(maker, now, town, where="bruz", presenter="zoe cache")
