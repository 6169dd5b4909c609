"""Aidants Connect in the demonstration: somebody habilitated, slots to come, a volunteer, needs heard at the desk."""

from datetime import datetime, timedelta

from server.accounts.rules import Person
from server.bookings import heard
from server.bookings.actions import Request, book
from server.libraries.queries import LibraryView
from server.resources import habilitations, mediators
from server.resources.fitness import Held
from server.workshops.actions import Outline, write_workshop
from server.workshops.sessions import Plan, plan_session, publish

DAY = timedelta(days=1)
LASTS = timedelta(minutes=45)
AIDANT, VOLUNTEER = "Nolwenn Caradec", "Gwenaël Tanguy"
COMING = (1, 3, 5, 7, 9, 11, 14, 16, 45)
WORKSHOP = Outline(
    "Une démarche en ligne, avec un agent",
    summary="Un agent habilité vous aide à faire une démarche sur Internet.",
    description="Impôts, logement, santé, papiers… L'agent fait la démarche avec vous, ou pour vous si vous le voulez.",
    themes=["procedures"],
    audiences=["everyone"],
    minutes=45,
    kind="aidants_connect",
)
NEEDS = (
    ("procedure", True, 9), ("procedure", False, 4), ("device", True, 6), ("phone", True, 5), ("phone", False, 3),
    ("mail", True, 4), ("safety", False, 2), ("jobs", False, 3), ("access", False, 1),
)  # fmt: skip


async def hold_slots(library: LibraryView, person: Person, now: datetime) -> None:
    """Give a library a volunteer, and somebody habilitated with slots, the last ones after the habilitation is over."""
    volunteer = mediators.Sheet(VOLUNTEER, libraries=[library.id], status="volunteer")
    await mediators.add_mediator(volunteer, by=person, now=now)
    sheet = mediators.Sheet(AIDANT, libraries=[library.id], status="salaried")
    aidant = await mediators.add_mediator(sheet, by=person, now=now)
    city, today = f"Ville de {library.city}", now.date()
    held = await habilitations.habilitate(aidant, Held(city, today - 300 * DAY), by=person, now=now)
    workshop = await write_workshop(WORKSHOP, library=None, by=person, now=now)
    slots = [slot for days in COMING for slot in (_slot(now, days, 9), _slot(now, days, 10))]
    made = [await plan_session(workshop, library.id, plan, by=person, now=now) for plan in slots]
    for session in made:
        await publish(session, by=person, now=now)
    await habilitations.take_back(aidant, held, by=person, now=now)
    await habilitations.habilitate(aidant, Held(city, today - 300 * DAY, today + 40 * DAY), by=person, now=now)
    await book(Request(made[1], "Odile Kerneis", channel="desk", domain="logement"), by=person.by, now=now)
    for need, found, times in NEEDS:
        for _ in range(times):
            await heard.count(need, library, found=found, by=person.by, now=now)


def _slot(now: datetime, days: int, hour: int) -> Plan:
    """Return a slot of a day to come, on the Monday after where that is a Sunday."""
    start = now.replace(hour=hour, minute=0, second=0, microsecond=0) + days * DAY
    start += DAY if start.weekday() == 6 else timedelta()
    return Plan(start, start + LASTS, 1, companions_count=False, presenter=AIDANT)
