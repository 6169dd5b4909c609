"""Fill an instance of the demonstration: libraries, staff, workshops, sessions of the next eight weeks, bookings."""

import csv
import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.actions import add_staff
from server.accounts.queries import id_of
from server.accounts.rules import Person
from server.bookings.actions import Request, book
from server.demo import guidance, materials, year
from server.demo.people import NAMES
from server.demo.places import describe
from server.demo.scenes import play
from server.demo.territories import look_after
from server.demo.trainings import train
from server.foundation.errors import Refused
from server.foundation.settings import settings
from server.libraries.actions import Sheet, add_room, appoint, open_library
from server.libraries.queries import LibraryView, all_libraries, rooms_of
from server.workshops.actions import Outline, write_workshop
from server.workshops.competences import suggested
from server.workshops.queries import all_workshops
from server.workshops.sessions import Plan, cancel, plan_session, publish

HERE = Path(__file__).parent
PARIS = ZoneInfo("Europe/Paris")
PASSWORD = "demonstration"  # noqa: S105  # printed by the command: these instances hold no real person
WEEKS = 8
HOURS = ((10, 0), (14, 0), (14, 30), (16, 0), (18, 0))
DAYS = (1, 2, 3, 4, 5)  # Tuesday to Saturday
ROOMS = (
    ("Salle multimédia", "Au rez-de-chaussée, à gauche de l'accueil."),
    ("Salle d'étude", "Au premier étage, ascenseur."),
)
STAFF = (
    ("direction", "Maëlle Le Goff", ""),
    ("mediation", "Yann Kermarrec", "programming"),
    ("accueil", "Samira Diallo", "desk"),
)
LINK = "partner-link"  # the file of the partner's link, to be told again each time
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A session that was planned, and how many seats it has."""

    id: UUID
    capacity: int
    starts_at: datetime
    online: bool


async def fill(network: str, *, now: datetime, say: Progress) -> None:
    """Fill the instance of `network` ("rennes", "brest" or "hub"), once; filling again changes nothing."""
    if await id_of(f"direction@{network}.example"):
        return
    person = await _staff(network, now)
    await look_after(network, person, now)
    if network == "hub":
        return
    say("libraries")
    await _libraries(network, person, now)
    libraries = await all_libraries()
    await _appoint(network, libraries, now)
    await describe(network, libraries, person, now=now)
    say("workshops and sessions")
    dice = random.Random(network)  # noqa: S311  # the same demonstration each time
    made = await _programme(network, libraries, person, dice, now)
    say("bookings")
    await _bookings(made, dice, now)
    later = [session for session in made if session.starts_at > now + timedelta(days=5) and not session.online]
    await cancel(later[3].id, "La médiatrice est absente ce jour-là.", by=person, now=now)
    say("the year so far: sessions that took place")
    await year.play(libraries, [workshop.id for workshop in await all_workshops()], person, dice, now)
    say("scenes: a course, an offered seat, vouchers, sessions that are over, a partner")
    workshops = [workshop.id for workshop in await all_workshops() if workshop.level == "beginner"]
    token = await play(libraries[0], workshops, person, now=now)
    await guidance.fill(libraries[0].id, by=person, now=now)
    await train(libraries[0], network, person, now=now)
    await materials.fill(libraries[0], by=person, now=now)
    (settings().data / LINK).write_text(f"{settings().url}/partenaires/{token}\n", encoding="utf-8")


async def _staff(network: str, now: datetime) -> Person:
    for name, full_name, role in STAFF[: 1 if network == "hub" else 3]:
        address = f"{name}@{network}.example"
        member = await add_staff(address, full_name, PASSWORD, administrator=not role, by="system", now=now)
        if not role:
            person = Person(member, full_name, True, f"staff:{member}")
    return person


async def _appoint(network: str, libraries: list[LibraryView], now: datetime) -> None:
    for name, _, role in STAFF[1:]:
        member = await id_of(f"{name}@{network}.example")
        for library in libraries:
            if member:
                await appoint(member, library.id, role, by="system", now=now)


async def _libraries(network: str, person: Person, now: datetime) -> None:
    with (HERE / "libraries.csv").open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["network"] == network]
    for row in rows:
        sheet = Sheet(
            name=row["name"],
            address=row["address"],
            postal_code=row["postal_code"],
            city=row["city"],
            insee=row["insee"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            website=row["website"],
            phone=row["phone"],
            access="Entrée de plain-pied. Présentez-vous à l'accueil.",
        )
        library = await open_library(sheet, by=person, now=now)
        for name, access in ROOMS:
            await add_room(library, name, access, by=person, now=now)


async def _programme(
    network: str, libraries: list[LibraryView], person: Person, dice: random.Random, now: datetime
) -> list[Made]:
    written = tomllib.loads((HERE / "programme.toml").read_text("utf-8"))["workshop"]
    slots = _slots(now)
    dice.shuffle(slots)
    made: list[Made] = []
    for entry in (entry for entry in written if entry["network"] == network):
        works_on = suggested(entry["themes"], entry["level"])
        outline = Outline(
            **{name: entry[name] for name in ("title", "summary", "level", "themes", "audiences", "minutes", "bring")},
            competences=list(works_on),
            competence_levels=list(works_on.values()),
        )
        workshop = await write_workshop(outline, library=None, by=person, now=now)
        for _ in range(entry["sessions"]):
            library = dice.choice(libraries)
            made.append(await _session(entry, workshop, library, slots, person, dice, now))
    return sorted(made, key=lambda session: session.starts_at)


async def _session(
    entry: dict[str, Any],
    workshop: UUID,
    library: LibraryView,
    slots: list[datetime],
    person: Person,
    dice: random.Random,
    now: datetime,
) -> Made:
    """Plan and publish a session at the next instant at which its presenter is free."""
    start = slots.pop()
    online = entry.get("online", False)
    room = dice.choice(await rooms_of(library.id))
    plan = Plan(
        starts_at=start,
        ends_at=start + timedelta(minutes=entry["minutes"]),
        capacity=dice.choice((6, 8, 8, 10, 12)),
        waiting_places=5,
        room=None if online else room.id,
        mode="online" if online else "on_site",
        online_url="https://visio.example/questions-numeriques" if online else "",
        presenter="Yann Kermarrec",
    )
    try:
        session = await plan_session(workshop, library.id, plan, by=person, now=now)
    except Refused:
        return await _session(entry, workshop, library, slots, person, dice, now)
    await publish(session, by=person, now=now)
    return Made(session, plan.capacity, start, online)


def _slots(now: datetime) -> list[datetime]:
    """Return the instants at which sessions may start: from tomorrow, eight weeks, Tuesday to Saturday."""
    first = now.astimezone(PARIS).date() + timedelta(days=1)
    days = [first + timedelta(days=number) for number in range(7 * WEEKS)]
    return [
        datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
        for day in days
        if day.weekday() in DAYS
        for hour, minute in HOURS
    ]


async def _bookings(made: list[Made], dice: random.Random, now: datetime) -> None:
    """Book here and there: every sixth session is full, with people waiting."""
    names = list(NAMES)
    for number, session in enumerate(made):
        wanted = session.capacity + 2 if number % 6 == 1 else dice.randint(0, session.capacity - 2)
        for name in dice.sample(names, wanted):
            way = dice.choice(("email", "call", "none"))
            request = Request(
                session=session.id,
                name=name,
                channel_of_contact=way,
                email=f"{name.split()[0].lower()}@courriel.example" if way == "email" else "",
                phone=f"02 61 91 60 {dice.randint(10, 99)}" if way == "call" else "",
                channel="desk" if way == "none" else "web",
            )
            await book(request, by="patron", now=now)
