"""A seat at another agenda in a patron's calendar: never a false success, beside the bookings made here."""

from datetime import timedelta

import pytest

from server.elsewhere import actions, queries
from server.elsewhere.actions import Request, Snapshot
from server.elsewhere.tables import RemoteBooking, RemoteContact
from server.subscribers import actions as calendars
from server.subscribers.tables import Gathered

FILE = "mes-ateliers.ics"


@pytest.fixture
async def asked(undone, now):
    """A seat asked of another agenda, not answered yet."""
    event = Snapshot(
        event="https://quimper.example/ap/evenements/0192f3c1-0000-7000-8000-000000000001",
        owner="https://quimper.example/ap/bibliotheques/centre",
        host="quimper.example",
        title="Atelier d'à côté",
        organiser="Médiathèque de Quimper",
        place="Médiathèque des Ursulines, 29000 Quimper",
        page="https://quimper.example/seances/1",
        phone="02 98 98 86 60",
        starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, hours=2),
        timezone="Europe/Paris",
    )
    contact = {"contact": "email", "email": "jeanne@exemple.fr", "idempotency_key": "1"}
    return await queries.by_id(await actions.ask(Request(event, "Jeanne Martin", **contact), by="patron", now=now))


async def confirm():
    await RemoteBooking.update({RemoteBooking.state: "confirmed"}, force=True)


async def test_its_page_makes_a_calendar_that_says_when_it_is_not_sure(client, asked, events_of):
    assert f"{asked.path}/calendrier" in (await client.get(asked.path)).text
    made = await client.send_form(f"{asked.path}/calendrier", says="full", alarm="60")
    path = made.headers["location"].partition("?")[0]
    (event,) = await events_of(client, f"{path}/{FILE}")
    assert (event["UID"], event["STATUS"]) == (str(asked.id), "TENTATIVE")
    assert event["SUMMARY"] == "PAS CONFIRMÉ — Atelier d'à côté"
    assert not event.walk("VALARM")
    await confirm()
    (event,) = await events_of(client, f"{path}/{FILE}")
    assert (event["STATUS"], event["SUMMARY"]) == ("CONFIRMED", "Atelier d'à côté")
    assert len(event.walk("VALARM")) == 1
    page = (await client.get(path)).text
    assert asked.path in page
    assert "Martin" not in page


async def test_it_joins_what_was_booked_here(client, asked, booked, make_calendar, events_of):
    here = await booked()
    path = await make_calendar(here.secret)
    await client.send_form(f"{path}/inscription", reference=asked.reference, name="martin")
    again = await client.send_form(f"{asked.path}/calendrier/ajout", address=path)
    assert again.headers["location"] == f"{path}?fait=ajout"
    assert {event["UID"] for event in await events_of(client, f"{path}/{FILE}")} == {str(here.id), str(asked.id)}
    assert "1 calendrier" in (await client.get(f"{asked.path}/calendrier")).text
    await client.send_form(f"{asked.path}/calendrier/retrait")
    assert [event["UID"] for event in await events_of(client, f"{path}/{FILE}")] == [str(here.id)]


async def test_it_is_erased_with_its_contact(client, asked, booked, make_calendar, events_of, now):
    path = await make_calendar((await booked()).secret)
    await client.send_form(f"{asked.path}/calendrier/ajout", address=path)
    assert await Gathered.count() == 2
    await RemoteContact.delete(force=True)
    assert len(await events_of(client, f"{path}/{FILE}")) == 1
    assert await calendars.erase_due(now) == 1
    assert await Gathered.count() == 1


async def test_there_is_nothing_behind_an_unknown_link(client, undone):
    assert (await client.get(f"/demandes/{'a' * 32}/calendrier")).status_code == 404
