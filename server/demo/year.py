"""The year so far in the demonstration: sessions that took place, and what was counted of them."""

import random
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.rules import Person
from server.bookings import attendance, counting
from server.bookings.actions import Request, book
from server.bookings.counts import Count
from server.demo.people import NAMES
from server.intake.actions import run_import
from server.libraries.queries import LibraryView
from server.workshops.importing import Row
from server.workshops.queries import SessionView, session, sessions_of
from server.workshops.sessions import Plan, plan_session, publish

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)
MONTHS, EACH_MONTH = 11, 3
TOGETHER = "Journée du numérique responsable"


async def play(
    libraries: list[LibraryView], workshops: list[UUID], person: Person, dice: random.Random, now: datetime
) -> None:
    """Hold some sessions in each of the last months, counted in all ways, and one that both networks tell."""
    for number in range(MONTHS * EACH_MONTH):
        start = _day(now - (8 + 10 * number) * DAY)
        held = await _hold(dice.choice(libraries), dice.choice(workshops), start, person, dice)
        await _count(number, held, person, dice)
    await _together(libraries, person, now)


def _day(at: datetime) -> datetime:
    """Return two o'clock on that day, or on the Saturday before a day of closing."""
    local = at.astimezone(PARIS).replace(hour=14, minute=0, second=0, microsecond=0)
    return local - {6: DAY, 0: 2 * DAY}.get(local.weekday(), 0 * DAY)


async def _hold(
    library: LibraryView, workshop: UUID, start: datetime, person: Person, dice: random.Random
) -> SessionView:
    before = start - 20 * DAY
    plan = Plan(start, start + timedelta(hours=2), dice.choice((8, 10, 12)), presenter="Enora Le Bihan")
    made = await plan_session(workshop, library.id, plan, by=person, now=before, despite="replaced")
    await publish(made, by=person, now=before, despite="replaced")
    return await session(made)


async def _count(number: int, held: SessionView, person: Person, dice: random.Random) -> None:
    """Count a session in one of five ways: not at all, by names at the door, a class, a market, people in all."""
    way, people = number % 5, dice.randint(5, held.capacity)
    if way == 0:
        return
    if way == 1:
        await _at_the_door(held, people, person, dice)
        counted = Count({"known": people // 3, "cents": 0, "staff_minutes": 240})
    elif way == 2:
        numbers = {"people": 27, "pupils": 25, "visits": 1, "classes": 1, "cents": 3500, "staff_minutes": 300}
        counted = Count(numbers, {"moins_de_douze": 25, "quarante_cinquante_neuf": 2}, off_site=False)
    elif way == 3:
        numbers = {"people": people, "remote": people // 2, "volunteers": 2, "cents": 1250, "staff_minutes": 210}
        counted = Count(numbers, off_site=True)
    else:
        women = people // 2 + 1
        numbers = {"people": people, "feminin": women, "masculin": people - women, "retraite": people // 2}
        counted = Count(numbers, {"soixante_dix_plus": people // 3, "soixante_soixante_neuf": people // 4})
    await counting.count_session(held.id, counted, by=person.by, now=held.ends_at)


async def _at_the_door(held: SessionView, people: int, person: Person, dice: random.Random) -> None:
    for name in dice.sample(list(NAMES), people):
        request = Request(held.id, name, channel="desk", channel_of_contact="none")
        await book(request, by=person.by, now=held.starts_at - 2 * DAY)
    await attendance.record_rest(held.id, "present", by=person.by, now=held.starts_at)


async def _together(libraries: list[LibraryView], person: Person, now: datetime) -> None:
    """A day that both networks took from one calendar, and that a hub counts once."""
    start = _day(now - 25 * DAY)
    row = Row("1", TOGETHER, start, start + timedelta(hours=3), 40, 0, uid="numerique-responsable@ateliers.example")
    await run_import([row], kind="calendar", public=True, library=libraries[0].slug, by=person, now=start - 9 * DAY)
    for held in await sessions_of([libraries[0].id], since=start, until=start + DAY):
        if held.title == TOGETHER:
            await counting.count_session(held.id, Count({"people": 31}), by=person.by, now=held.ends_at)
