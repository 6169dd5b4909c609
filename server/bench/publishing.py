"""From the publication of a session to the sight of it at a hub: two instances, web and worker, as they are run."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg

from federation.tables import Following
from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.bench import ground, instances
from server.foundation import clock
from server.foundation.http import door
from server.libraries.actions import Sheet, open_library
from server.sharing.actions import follow
from server.sharing.node import event_of
from server.workshops.actions import Outline, write_workshop
from server.workshops.sessions import Plan, plan_session, publish

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.005
HELD = "SELECT 1 FROM fed_remote_event WHERE ap_id = $1 AND tombstoned_at IS NULL"


@dataclass(frozen=True)
class Seen:
    """Seconds from the publication to the moment when the hub's calendar shows the session."""

    median: float
    most: float
    count: int


def seen_at_a_hub(address: str, count: int) -> Seen:
    """Publish sessions one after the other at a member of a hub, and look for each at the hub."""
    with ground.database(address, "hub") as theirs, ground.database(address, "member") as ours:
        hub, member = (f"http://127.0.0.1:{ground.free_port()}" for _ in range(2))
        with _running(hub, theirs, hub=True), _running(member, ours, hub=False):
            with ground.being(member, ours):
                person = ground.inside(ours, lambda: _join(hub))
            with ground.being(hub, theirs, hub=True):
                ground.inside(theirs, lambda: _join(member))
            with ground.being(member, ours):
                seconds = ground.inside(ours, lambda: _publish_all(person, hub, theirs, count))
    return Seen(statistics.median(seconds), max(seconds), len(seconds))


@contextmanager
def _running(url: str, database: str, *, hub: bool) -> Iterator[None]:
    with ground.being(url, database, hub=hub):
        running = instances.running("web", "worker")
        running.__enter__()
    try:
        yield
    finally:
        running.__exit__(None, None, None)


async def _join(other: str) -> Person:
    """Follow another instance as an administrator, who is returned."""
    told = ("direction@mesure.example", "Mesure", "mesure de l'agenda")
    who = await add_staff(*told, administrator=True, by="system", now=clock.now())
    person = Person(who, "Mesure", True, f"staff:{who}")
    outcome = await follow(other, by=person, now=clock.now())
    if not outcome.ok:
        raise AssertionError(f"{other} was not found: {outcome}")
    return person


async def _publish_all(person: Person, hub: str, theirs: str, count: int) -> list[float]:
    now = clock.now()
    sheet = Sheet(name="Mesure", address="1 rue des Mesures", postal_code="35000", city="Rennes")
    library = await open_library(sheet, by=person, now=now)
    workshop = await write_workshop(Outline("Mesurer le temps"), library=library, by=person, now=now)
    looking = await asyncpg.connect(theirs)
    try:
        await _until_followed()
        return [await _publish(workshop, library, person, hub, looking, days) for days in range(1, count + 1)]
    finally:
        await looking.close()


async def _until_followed() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await Following.exists().where(Following.state == "accepted"):
        if time.monotonic() > deadline:
            raise TimeoutError("the hub has not taken the member in")
        await asyncio.sleep(0.1)
    await asyncio.sleep(2)  # what follows from it is read


async def _publish(
    workshop: UUID, library: UUID, person: Person, hub: str, looking: asyncpg.Connection, days: int
) -> float:
    starts_at = clock.now() + timedelta(days=days)
    plan = Plan(starts_at, starts_at + timedelta(hours=2), capacity=8, place="Salle des mesures")
    session = await plan_session(workshop, library, plan, by=person, now=clock.now())
    began = time.monotonic()
    await publish(session, by=person, now=clock.now())
    while not await looking.fetchval(HELD, event_of(session)) or not await _is_shown(hub, session):
        if time.monotonic() > began + PATIENCE_SECONDS:
            raise TimeoutError("the hub does not show what was published")
        await asyncio.sleep(LOOK_SECONDS)
    return time.monotonic() - began


async def _is_shown(hub: str, session: UUID) -> bool:
    answer = await door().send("GET", f"{hub}/agenda.ics")
    return answer.status == 200 and str(session).encode() in answer.body.replace(b"\r\n ", b"")
