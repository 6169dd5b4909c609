"""Sessions of every kind, as staff plan them, make events that the servers we know can read."""

from datetime import timedelta

import pytest

from federation.wire import activity
from federation.wire import event as wire
from server.bookings.actions import Request, book
from server.sharing.translate import event
from server.workshops import queries, sessions
from tests.federation.lint import findings

pytestmark = pytest.mark.usefixtures("undone")

LONG = "Bien à l'aise, pas à pas. " * 400
PLANS = {
    "on site": {},
    "in a place outside": {"place": "Maison de quartier, 3 rue des Lilas"},
    "online": {"mode": "online", "online_url": "https://visio.example/salle"},
    "mixed": {"mode": "mixed", "online_url": "https://visio.example/salle"},
    "at night, over the change of hour": {"starts_in": timedelta(days=75), "lasts": timedelta(hours=11)},
    "with a note": {"note": "Venir <b>dix minutes</b> avant & sonner."},
}
WORKSHOPS = {
    "plain": {},
    "long": {"title": "Aide " * 24, "summary": "s" * 290, "description": LONG, "bring": LONG, "prerequisites": LONG},
    "short": {"title": "Web"},
    "tagged": {"themes": ["email", "internet"], "level": "beginner", "audiences": ["seniors"]},
}


async def told(session, now):
    """The findings about the event, and about the activity that brings it."""
    translated = event(await queries.session(session), now=now)
    document = wire.write(translated, f"{translated.owner}/followers")
    id = f"{translated.id}/activites/1-update"
    return document, findings(document) + findings(activity.update(document, id=id, actor=translated.owner, at=now))


@pytest.mark.parametrize("kind", PLANS)
async def test_every_kind_of_session(maker, now, kind):
    library = await maker.library("jean-mace", latitude=48.0, longitude=-2.0)
    _, found = await told(await maker.session(library, **PLANS[kind]), now)
    assert found == []


@pytest.mark.parametrize("kind", WORKSHOPS)
async def test_every_kind_of_workshop(maker, now, kind):
    workshop = await maker.workshop(**{"title": "Premiers pas", **WORKSHOPS[kind]})
    _, found = await told(await maker.session(None, workshop), now)
    assert found == []


async def test_cancelled_moved_and_full(maker, administrator, now):
    session = await maker.session(capacity=1)
    await book(Request(session, "Rose", channel="desk"), by="system", now=now)
    document, found = await told(session, now)
    assert (found, document["remainingAttendeeCapacity"], document["participantCount"]) == ([], 0, 1)
    begins = now + timedelta(days=4)
    plan = sessions.Plan(begins, begins + timedelta(hours=1), 1)
    await sessions.change_session(session, plan, by=administrator, now=now)
    document, found = await told(session, now)
    assert (found, document["eventStatus"]) == ([], "EventRescheduled")
    await sessions.cancel(session, "Fuite d'eau", by=administrator, now=now)
    document, found = await told(session, now)
    assert (found, document["status"], document["name"][:9]) == ([], "CANCELLED", "Annulé : ")
    assert wire.read(document).name == "Premiers pas avec Internet"
