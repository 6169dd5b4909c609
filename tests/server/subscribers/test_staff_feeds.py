"""Calendars of staff: what one presents, a room; who may read them, and what they say."""

import re
from datetime import timedelta

import pytest

from server.accounts import actions as accounts
from server.bookings import actions as bookings
from server.journal.tables import Entry
from server.subscribers import rules
from server.subscribers.tables import PrivateFeed
from server.workshops import sessions

PATH = "/bureau/calendriers"
MINE = "mes-seances.ics"


@pytest.fixture
async def library(maker):
    return await maker.library("centre")


@pytest.fixture
async def mediator(browser, maker, library):
    """A browser of somebody who dates sessions in one library, and signed in; `who` is them."""
    person = await maker.staff("programming", library)
    opened = browser()
    opened.sign_in_with(await maker.login(person))
    opened.who = person
    return opened


async def made(browser, **form):
    """Make a calendar and return its path, from the page that shows it this once."""
    answer = await browser.send_form(PATH, **form)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return re.search(r'value="http://test\.example(/p/[a-z2-7]{32}/[a-z-]+\.ics)"', answer.text)[1]


async def test_what_one_presents_with_how_many_come_and_nobody_s_name(client, mediator, maker, library, events_of, now):
    name = mediator.who.name
    mine = await maker.session(library, presenter=f"{name.upper()} et Fatou", capacity=8)
    await maker.session(library, presenter="Quelqu'un d'autre")
    elsewhere = await maker.library()  # where they do not work
    await maker.session(elsewhere, presenter=name, starts_in=timedelta(days=4))
    request = bookings.Request(mine, "Jeanne Martin", channel_of_contact="email", email="jeanne@exemple.fr")
    await bookings.book(request, by="patron", now=now)
    path = await made(mediator, kind="presenter", presenter=name, alarm="1440")
    assert path.endswith(MINE)
    answer = await client.get(path)
    (event,) = await events_of(client, path)
    assert event["UID"] == str(mine)
    assert "Inscrits : 1 sur 8" in event["DESCRIPTION"]
    assert event["TRANSP"] == "OPAQUE"
    assert len(event.walk("VALARM")) == 1
    assert str(event["URL"]).endswith(f"/bureau/seances/{mine}")
    assert "Martin" not in answer.text
    assert answer.headers["cache-control"] == "private, max-age=300"


async def test_a_booking_moves_the_time_of_its_event(client, mediator, maker, library, events_of, standing_clock, now):
    mine = await maker.session(library, presenter=mediator.who.name)
    path = await made(mediator, kind="presenter", presenter=mediator.who.name)
    (before,) = await events_of(client, path)
    later = now + timedelta(hours=1)
    standing_clock(later)
    request = bookings.Request(mine, "Jeanne Martin", channel_of_contact="email", email="jeanne@exemple.fr")
    await bookings.book(request, by="patron", now=later)
    (after,) = await events_of(client, path)
    assert (after["LAST-MODIFIED"].dt, after["SEQUENCE"]) == (later, before["SEQUENCE"])


async def test_a_room_with_drafts_and_cancelled_ones(client, mediator, maker, library, events_of, now):
    room = await maker.room(library)
    draft = await maker.session(library, room=room, published=False)
    off = await maker.session(library, room=room, starts_in=timedelta(days=3))
    await sessions.cancel(off, "", by=maker.by, now=now)
    await maker.session(library, room=await maker.room(library, "Salle 3"))
    path = await made(mediator, kind="room", room=str(room))
    found = {str(event["UID"]): event for event in await events_of(client, path)}
    assert set(found) == {str(draft), str(off)}
    assert found[str(draft)]["STATUS"] == "TENTATIVE"
    assert found[str(draft)]["SUMMARY"].startswith("BROUILLON — ")
    assert found[str(off)]["STATUS"] == "CANCELLED"
    assert found[str(off)]["TRANSP"] == "TRANSPARENT"


async def test_busy_only(client, mediator, maker, library, events_of):
    room = await maker.room(library)
    await maker.session(library, room=room)
    path = await made(mediator, kind="room", room=str(room), says="busy")
    (event,) = await events_of(client, path)
    assert event["SUMMARY"] == "Occupé"
    assert not {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES"} & set(event)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "presenter", "presenter": " "}, "presenter"),
        ({"kind": "presenter", "presenter": "x" * 121}, "presenter"),
        ({"kind": "room", "room": ""}, "room"),
        ({"kind": "room", "room": "pas-un-numéro"}, "room"),
        ({"kind": "patron"}, "kind"),
        ({}, "kind"),
        ({"kind": "presenter", "presenter": "Ana", "alarm": "5"}, "alarm"),
    ],
)
async def test_what_is_wrong_is_said(mediator, form, field):
    answer = await mediator.send_form(PATH, **form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert await PrivateFeed.count() == 0


async def test_a_room_where_one_does_not_work_is_refused(mediator, maker):
    elsewhere = await maker.room(await maker.library())
    answer = await mediator.send_form(PATH, kind="room", room=str(elsewhere))
    assert answer.status_code == 422


async def test_one_may_not_have_them_without_end(mediator, monkeypatch):
    await made(mediator, kind="presenter", presenter="Ana")
    monkeypatch.setattr(rules, "MOST_OF_STAFF", 1)
    answer = await mediator.send_form(PATH, kind="presenter", presenter="Luc")
    assert answer.status_code == 422
    assert "déjà 1 calendriers" in answer.text


async def test_it_ends_with_the_account(client, mediator, maker, library, now):
    path = await made(mediator, kind="presenter", presenter="Ana")
    assert (await client.get(path)).status_code == 200
    await accounts.disable_staff(await maker.email_of(mediator.who), by="system", now=now)
    assert (await client.get(path)).status_code == 404


async def test_another_address_and_an_end_for_who_made_it_alone(client, mediator, signed_in, now):
    path = await made(mediator, kind="presenter", presenter="Ana")
    row = await PrivateFeed.objects().first()
    sheet = f"{PATH}/{row.id}"
    for ending in ("", "/adresse", "/arret"):
        answer = await (signed_in.get(sheet) if not ending else signed_in.send_form(sheet + ending))
        assert answer.status_code == 404
    shown = (await mediator.get(PATH)).text
    assert "Ana" in shown
    assert path not in shown
    renewed = await mediator.send_form(f"{sheet}/adresse")
    fresh = re.search(r'value="http://test\.example(/p/[^"]+)"', renewed.text)[1]
    assert (await client.get(path)).status_code == 404
    assert (await client.get(fresh)).status_code == 200
    assert (await mediator.send_form(f"{sheet}/arret")).status_code == 303
    assert (await client.get(fresh)).status_code == 404
    kinds = [line["kind"] for line in await Entry.select().where(Entry.subject == row.id).order_by(Entry.id)]
    assert kinds == ["calendar.made", "calendar.renewed", "calendar.revoked"]


async def test_the_list_says_that_one_will_stop(mediator, maker, standing_clock, now):
    await made(mediator, kind="presenter", presenter="Ana")
    standing_clock(now + timedelta(days=500))
    mediator.sign_in_with(await maker.login(mediator.who))
    await PrivateFeed.update({PrivateFeed.used_at: now - timedelta(days=500)}, force=True)
    standing_clock(now)
    assert "si rien ne le lit" in (await mediator.get(PATH)).text


async def test_a_staff_calendar_has_no_page_of_a_patron(client, mediator):
    path = await made(mediator, kind="presenter", presenter="Ana")
    assert (await client.get(path.rpartition("/")[0])).status_code == 404
