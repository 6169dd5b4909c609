"""A library with one thing of each kind that a door is about."""

from datetime import date, timedelta

import pytest

from server.accounts import links
from server.bookings import arrivals, courses
from server.bookings.actions import Request, book, cancel
from server.calendars import subscribing
from server.calendars.health import Labels
from server.calendars.subscriptions import events_of
from server.foundation.ids import new_id
from server.journal.readers import follow
from server.libraries.actions import appoint
from server.libraries.closings import add_closing
from server.notifications import calls, relay
from server.notifications.tables import Message
from server.partners import actions as partners
from server.partners.rules import Sheet
from server.partnerships import conventions, funding
from server.partnerships.balance import Action, Outline
from server.partnerships.convention_rules import Draft, Party
from server.planning.actions import plan_all
from server.practice.actions import open_session
from server.prints.actions import note
from server.prints.posting import put_up
from server.prints.rules import Asked
from server.resources import mediators
from server.resources.mediators import add_mediator
from server.resources.stocks import Kept, add_stock
from server.vouchers import actions as vouchers
from server.vouchers.issuers import write_issuer
from server.vouchers.rules import Terms
from server.workshops import paths, sessions
from server.workshops.queries import session as session_view
from server.workshops.series import Course, make_series
from tests.ical_feeds.world import calendar, events

DAY = timedelta(days=1)
TERMS = Terms(
    name="Département", value=1000, pattern="9999-9999", valid_from=date(2027, 1, 1), valid_until=date(2027, 12, 31),
    late_until=date(2028, 1, 31),
)  # fmt: skip


@pytest.fixture
async def things(maker, now):
    """What Lyon has: values for the holes in the paths of doors."""
    lyon = await maker.library("lyon", phone="04 78 00 00 00")
    workshop = await maker.workshop("Atelier de Lyon", lyon)
    found = {"slug": "lyon", "library": lyon, "workshop_id": workshop}
    found |= {"room_id": await maker.room(lyon), "kind": "waiting", "section": "services"}
    found |= await of_sessions(maker, lyon, workshop, now)
    found |= await of_courses(maker, lyon, workshop, now)
    poster = await put_up(Asked("poster", "session", found["soon"], "a4"), ("hall",), by=maker.by, now=now)
    ana = await add_mediator(mediators.Sheet("Ana Bé", libraries=[lyon]), by=maker.by, now=now)
    found |= {"print_id": poster, "which": ana, "second": await maker.workshop("Suite", lyon)}
    found["stock"] = await add_stock(lyon, Kept("Chariot", "laptop", 12, True), by=maker.by, now=now)
    path = paths.Outline("Premiers pas", [paths.Step(workshop), paths.Step(found["second"])])
    found["path_id"] = await paths.write_path(path, lyon, by=maker.by, now=now)
    return found | await of_library(maker, lyon, now)


async def of_sessions(maker, lyon, workshop, now):
    """A session with all that may happen to it, a draft, one that begins now, one to practise with."""
    session = await maker.session(lyon, workshop, capacity=1, waiting_places=5, offer_hours=4)
    draft = await maker.session(lyon, workshop, published=False, starts_in=9 * DAY)
    soon = await maker.session(lyon, workshop, starts_in=timedelta(minutes=10), pass_accepted=True)
    parties = [
        await book(Request(session, name, phone="0612345678", channel_of_contact="call"), by=maker.by.by, now=now)
        for name in ("Yvonne", "Ana", "Malo")
    ]
    await cancel(parties[0].id, by="patron", now=now)  # the seat is offered to the second
    seated = await book(Request(soon, "Yvonne", phone="0612345678", channel_of_contact="call"), by=maker.by.by, now=now)
    arrival = new_id()
    await arrivals.add(arrivals.Newcomer(arrival, soon, "Léa"), by=maker.by.by, now=now)
    issuer = await write_issuer(lyon, TERMS, by=maker.by, now=now)
    voucher = await vouchers.reserve(seated.id, "1234-5678", by=maker.by.by, now=now)
    called_off = await maker.session(lyon, workshop, starts_in=3 * DAY)
    for name in ("Yvonne", "Ana", "Malo"):
        asked = Request(called_off, name, phone="0612345678", channel_of_contact="call")
        await book(asked, by=maker.by.by, now=now)
    await sessions.cancel(called_off, "Panne", by=maker.by, now=now)
    await follow("notifications", relay.hear, now=now)
    rows = await Message.select(Message.id).where((Message.channel == "call") & (Message.kind == "called_off"))
    call, made, dead = (row["id"] for row in rows)
    await calls.record(made, "told", by=maker.by.by, now=now)
    await Message.update({Message.state: "dead"}).where(Message.id == dead)
    return {
        "session_id": session, "draft": draft, "soon": soon, "booking_id": seated.id, "offered": parties[1].id,
        "reference": seated.reference, "arrival_id": arrival, "issuer_id": issuer, "voucher": voucher,
        "message_id": call, "made": made, "dead": dead,
        "sheet_id": await note(await session_view(soon), by=maker.by.by, now=now),
        "practice": await open_session(lyon, by=maker.by, now=now),
    }  # fmt: skip


async def of_courses(maker, lyon, workshop, now):
    """A course with a booking, one still to publish, and sessions planned together."""
    dates = [await maker.session(lyon, workshop, starts_in=n * DAY) for n in (10, 17, 24)]
    kept = [await maker.session(lyon, workshop, starts_in=n * DAY, published=False) for n in (11, 18)]
    course = await make_series(Course("Cycle"), workshop, lyon, sessions=dates, by=maker.by, now=now)
    drafts = await make_series(Course("Brouillon"), workshop, lyon, sessions=kept, by=maker.by, now=now)
    booked = await courses.book(course, Request(course, "Jeanne", channel="desk"), by=maker.by.by, now=now)
    begins = now + 30 * DAY
    plans = [sessions.Plan(begins + n * 7 * DAY, begins + n * 7 * DAY + timedelta(hours=1), 8) for n in range(2)]
    batch = await plan_all(workshop, lyon, plans, by=maker.by, now=now)
    return {"series_id": course, "drafts": drafts, "date": dates[2], "course_id": booked.id, "batch": batch}


async def of_library(maker, lyon, now):
    """A closing, a partner, a calendar of others, somebody of the team, somebody invited."""
    closing = await add_closing(lyon, date(2027, 6, 1), date(2027, 6, 2), "Pont", by=maker.by, now=now)
    partner, _ = await partners.make(Sheet("Centre social", (lyon,), now.date() + 90 * DAY), by=maker.by, now=now)
    agreed = Draft("Convention", [Party("Ville"), Party("Centre social")], None, None, {})
    convention = await conventions.write(agreed, lyon, by=maker.by, now=now)
    outline = Outline("other", "Dossier", "Ville", "", date(2027, 1, 1), date(2027, 12, 31))
    file = await funding.open_file(outline, lyon, by=maker.by, now=now)
    action = await funding.keep_action(file, None, Action("Ateliers"), [], by=maker.by, now=now)
    draft = await subscribing.look_in_file(calendar(*events(2)), "tiers-lieu.ics", by=maker.by, now=now)
    wish = subscribing.Wish(subscribing.chosen("", "", ""), Labels("Le tiers-lieu", lyon))
    feed = await subscribing.subscribe(draft, wish, by=maker.by, now=now)
    member = await maker.staff("desk", lyon)
    invited = await links.invite("malo@exemple.fr", "fr", by="system", now=now)
    await appoint(invited, lyon, "desk", by="system", now=now)
    return {
        "closing": closing.id, "partner_id": partner, "convention_id": convention,
        "file_id": file, "action_id": action, "part_id": action, "part_kind": "action",
        "feed_id": feed, "event_id": (await events_of(feed, now))[0].id,
        "staff_id": member.id, "invited": invited,
    }  # fmt: skip
