"""What the demonstration shows of the training of staff: a referential, four trainings, what two agents saw."""

from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.queries import id_of
from server.accounts.rules import Person
from server.libraries.queries import LibraryView
from server.trainings import actions
from server.trainings.referential import Line, add, cover_with
from server.workshops.actions import Outline, write_workshop
from server.workshops.sessions import Plan, plan_session, publish

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MODULES = (
    Line("Accueillir une personne qui débute", "Écouter, ne pas faire à sa place, parler simplement.", core=True),
    Line("Comprendre un besoin et orienter", "Trois questions, puis le bon atelier ou le bon lieu.", core=True),
    Line("Protéger les données des personnes", "Ce qu'on ne note jamais, ce qu'on efface.", core=True),
    Line("Aider à une démarche en ligne", "La place de l'agent, et celle de la personne.", core=True),
    Line("Animer un atelier", "Préparer, faire faire, vérifier."),
    Line("Rendre un atelier accessible", "Voir, entendre, lire, bouger."),
)
# Title, what it is, the places of its modules, in how many days, how it is held, who was there.
TRAININGS = (
    ("Premiers gestes d'accueil", "Une matinée de jeux de rôle.", (0, 1), -40, "on_site", ("mediation", "accueil")),
    ("Données personnelles : les bons réflexes", "Des cas vécus au bureau.", (2,), -12, "online", ("mediation",)),
    ("Aider à une démarche, sans faire à la place", "Avec un conseiller numérique.", (3,), 9, "mixed", ("accueil",)),
    ("Animer un atelier pour des débutants", "On anime, on en parle.", (4, 5), 23, "on_site", ()),
)


async def train(library: LibraryView, network: str, person: Person, *, now: datetime) -> None:
    """Write the referential, and play the trainings in a library, as they were and as they will be."""
    modules = [await add(line, by=person, now=now - 60 * DAY) for line in MODULES]
    agents = {name: await _agent(name, network) for name in ("mediation", "accueil")}
    for title, summary, places, days, mode, there in TRAININGS:
        outline = Outline(title, summary=summary, audiences=["professional"])
        workshop = await write_workshop(outline, library=None, by=person, now=now - 60 * DAY)
        await cover_with(workshop, [modules[place] for place in places], by=person, now=now - 60 * DAY)
        start = now.replace(hour=8, minute=30, second=0, microsecond=0) + days * DAY
        link = "" if mode == "on_site" else "https://visio.example/formation"
        plan = Plan(start, start + 3 * HOUR, 8, mode=mode, online_url=link, presenter="Une collègue formatrice")
        told = min(start, now) - 20 * DAY
        session = await plan_session(workshop, library.id, plan, by=person, now=told, despite="replaced")
        await publish(session, by=person, now=told, despite="replaced")
        await _follow(session, [agents[name] for name in there], person, start=start, now=now)


async def _agent(name: str, network: str) -> Person:
    id = await id_of(f"{name}@{network}.example")
    assert id is not None  # noqa: S101  # who fills has just added them
    return Person(id, name, False, f"staff:{id}")


async def _follow(session: UUID, agents: list[Person], person: Person, *, start: datetime, now: datetime) -> None:
    for agent in agents:
        await actions.enrol(session, by=agent, now=min(start, now) - DAY)
    if start < now:
        await actions.note(session, [agent.id for agent in agents], by=person, now=start + HOUR)
