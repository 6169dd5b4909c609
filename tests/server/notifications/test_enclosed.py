"""The calendar in each kind of mail, as mail programs want it: one event for one person, the right method, a rising
SEQUENCE, nobody else's address (RFC 5546, 6047); and the way of those that turn invitations away."""

import re
from datetime import timedelta

import icalendar
import pytest

from server.bookings import course_queries, courses
from server.bookings.actions import Request, cancel
from server.bookings.moving import move_to
from server.bookings.queries import by_id
from server.foundation import settings as known
from server.foundation.ids import new_id
from server.libraries.tables import Library
from server.notifications import rules
from server.notifications.letters import letter
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
KINDS = [kind for kind in rules.KINDS if kind not in rules.AFTERWARDS]
FAMILY = {"email": "Parent.Martin@mel.example", "channel_of_contact": "email"}


@pytest.fixture
def publishing(monkeypatch):
    """Let the instance publish events instead of inviting to them."""
    monkeypatch.setenv("AGENDATHEQUE_INVITATIONS", "publish")
    known.settings.cache_clear()
    yield
    monkeypatch.undo()
    known.settings.cache_clear()


def parts_of(mail):
    """Return the calendar that is shown (or None) and the one that is attached."""
    shown = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (attached,) = [part for part in mail.walk() if part.get_content_type() == "application/ics"]
    assert len(shown) < 2
    return shown[0] if shown else None, attached


def event_in(mail, method):
    """Return the one event of an invitation, having looked at all that mail programs ask of it."""
    shown, attached = parts_of(mail)
    body = shown.get_payload(decode=True)
    assert body == attached.get_payload(decode=True)
    assert body.count(b"\n") == body.count(b"\r\n")
    assert (shown.get_param("method"), shown.get_param("charset")) == (method, "UTF-8")
    assert shown["content-transfer-encoding"] == "base64"
    alternative = next(part for part in mail.walk() if part.get_content_type() == "multipart/alternative")
    assert alternative.get_payload()[-1] is shown
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["METHOD"] == method
    (event,) = calendar.walk("VEVENT")
    return event


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_invites_its_reader_alone(make_session, ask, now, kind):
    """The second booking is a child's, made by its parent; the first one is somebody else's."""
    session = await make_session()
    await ask(session, "Ana Morel", email="ana@mel.example")
    booked = await ask(session, "Léo Martin", helper="Zoé Martin", **FAMILY)
    mail = await letter(new_id(), kind, await by_id(booked.id), now)
    event = event_in(mail, "CANCEL" if kind in ("called_off", "cancelled", "released") else "REQUEST")
    assert str(event["ATTENDEE"]).lower() == "mailto:parent.martin@mel.example"
    assert event["ATTENDEE"].params["CN"] == "Zoé Martin"
    assert (
        str(event["ORGANIZER"]) == "mailto:port@biblio.example" == f"mailto:{mail['Reply-To'].addresses[0].addr_spec}"
    )
    assert "Léo" not in event["SUMMARY"]
    for other in ("ana@mel.example", "Morel"):
        assert other not in mail.as_string()
        assert other not in event.to_ical().decode()


@pytest.mark.parametrize("kind", KINDS)
async def test_published_names_nobody_and_asks_for_nothing(publishing, make_session, ask, now, kind):
    booked = await ask(await make_session(), **FAMILY)
    if kind == "cancelled":
        await cancel(booked.id, by="patron", now=now)
    event = event_in(await letter(new_id(), kind, await by_id(booked.id), now), "PUBLISH")
    assert "ATTENDEE" not in event
    assert str(event["ORGANIZER"]) == "mailto:port@biblio.example"
    assert event["STATUS"] == ("CANCELLED" if kind == "cancelled" else "CONFIRMED")


async def test_nobody_invites_themselves(make_session, ask, now):
    booked = await ask(await make_session(), email="PORT@biblio.example")
    event = event_in(await letter(new_id(), "confirmed", await by_id(booked.id), now), "REQUEST")
    assert str(event["ORGANIZER"]) == "mailto:agenda@test.example"


async def test_a_library_without_a_mailbox_speaks_by_that_of_the_network(make_session, ask, now):
    booked = await ask(await make_session())
    await Library.update({Library.email: ""}, force=True)
    mail = await letter(new_id(), "confirmed", await by_id(booked.id), now)
    assert str(event_in(mail, "REQUEST")["ORGANIZER"]) == "mailto:agenda@test.example"
    assert mail["From"].addresses[0].addr_spec == "agenda@test.example"


async def test_sequence_rises_through_all_that_may_happen(make_session, ask, now):
    """A session that was moved three times, the booking moved to one that never was, then cancelled."""
    first, second = await make_session(), await make_session(starts_at=now + timedelta(days=5))
    booked = await ask(first)
    seen = [event_in(await letter(new_id(), "confirmed", await by_id(booked.id), now), "REQUEST")]
    await Session.update({Session.sequence: 3}).where(Session.id == first)
    seen.append(event_in(await letter(new_id(), "changed", await by_id(booked.id), now), "REQUEST"))
    await move_to(booked.id, second, may_wait=False, by="staff:1", now=now)
    seen.append(event_in(await letter(new_id(), "changed", await by_id(booked.id), now), "REQUEST"))
    await move_to(booked.id, first, may_wait=False, by="staff:1", now=now)
    seen.append(event_in(await letter(new_id(), "changed", await by_id(booked.id), now), "REQUEST"))
    await cancel(booked.id, by="patron", now=now)
    seen.append(event_in(await letter(new_id(), "cancelled", await by_id(booked.id), now), "CANCEL"))
    assert [event["SEQUENCE"] for event in seen] == [0, 3, 4, 8, 9]
    assert {event["UID"] for event in seen} == {str(booked.id)}


async def test_a_course_is_a_file_of_all_its_dates_and_so_is_its_end(maker, now):
    series, _ = await maker.course(3)
    booked = await courses.book(series, Request(series, "Jeanne", channel="desk", **FAMILY), by="staff:1", now=now)
    before = (await course_queries.by_id(booked.id)).rows
    told = await letter(new_id(), "confirmed", await by_id(before[0].party.id), now)
    await courses.cancel(booked.id, by="patron", now=now)
    over = await letter(new_id(), "cancelled", await by_id(before[0].party.id), now)
    for mail, status, sequence in ((told, "CONFIRMED", 0), (over, "CANCELLED", 1)):
        shown, attached = parts_of(mail)
        assert shown is None  # one message, one UID: mail programs would show the first date alone
        events = icalendar.Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
        assert [str(event["UID"]) for event in events] == [str(row.party.id) for row in before]
        assert {(str(event["STATUS"]), event["SEQUENCE"]) for event in events} == {(status, sequence)}
        assert not any("ATTENDEE" in event for event in events)
        assert all("ORGANIZER" in event for event in events)


async def test_a_date_of_a_course_is_told_of_under_the_name_it_has_in_the_file(maker, now):
    series, _ = await maker.course(3)
    booked = await courses.book(series, Request(series, "Jeanne", channel="desk", **FAMILY), by="staff:1", now=now)
    row = (await course_queries.by_id(booked.id)).rows[1]
    await cancel(row.party.id, by="patron", now=now)
    event = event_in(await letter(new_id(), "cancelled", await by_id(row.party.id), now), "CANCEL")
    assert event["UID"] == str(row.party.id)


async def test_headers_say_that_a_machine_writes(make_session, ask, now):
    mail = await letter(new_id(), "confirmed", await by_id((await ask(await make_session())).id), now)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f-]{36}@test\.example>", mail["Message-ID"])
    assert mail["Date"]
