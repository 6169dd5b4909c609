"""The sessions that took place as La Coop wants to be told of them: with all that its form asks, without a name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.bookings import attended
from server.bookings.attended import Attended
from server.bookings.tables import HeadCount
from server.foundation.errors import NotFound
from server.reports import coop_rules
from server.reports.tables import CoopChoice
from server.resources.tables import Stock


@dataclass(frozen=True)
class Activity:
    """A session in the values of La Coop. `lacks`: why it cannot be told yet, or an empty text."""

    session: Attended
    kind: str
    place: str
    themes: tuple[str, ...]
    materials: tuple[str, ...]
    level: str
    ages: Mapping[str, int]
    lacks: str


@dataclass(frozen=True)
class Choice:
    """What was chosen for a workshop; nothing of what follows from its themes and its equipment."""

    themes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()


async def activity(session: UUID) -> Activity:
    """Return one session as it is told; raises NotFound for one that is not published, or is to practise with."""
    found = await attended.of_session(session)
    if found is None:
        raise NotFound
    return (await _told([found]))[0]


async def activities(since: date, until: date, libraries: Collection[UUID], now: datetime) -> list[Activity]:
    """Return the sessions of these libraries that took place from one local day to before another, by start."""
    return await _told(await attended.attended(since, until, now=now, libraries=libraries))


async def choice_of(workshop: UUID) -> Choice:
    """Return what was chosen for a workshop."""
    return (await _choices([workshop])).get(workshop, Choice())


async def _told(sessions: Sequence[Attended]) -> list[Activity]:
    choices = await _choices({one.workshop for one in sessions})
    kinds = await _kinds({stock for one in sessions for stock in one.stocks})
    ages = await _ages([one.id for one in sessions])
    return [_activity(one, choices.get(one.workshop, Choice()), kinds, ages.get(one.id, {})) for one in sessions]


def _activity(one: Attended, choice: Choice, kinds: Mapping[UUID, str], ages: Mapping[str, int]) -> Activity:
    themes = coop_rules.themes(one.themes, choice.themes)
    had = [kinds[stock] for stock in one.stocks if stock in kinds]
    return Activity(
        session=one,
        kind=coop_rules.kind(one.capacity),
        place=coop_rules.place(one.mode, one.place, one.off_site),
        themes=themes,
        materials=coop_rules.materials(had, bool(one.laptops), choice.materials),
        level=coop_rules.LEVELS.get(one.level, ""),
        ages=ages,
        lacks=coop_rules.lacks(one.present, themes),
    )


async def _choices(workshops: Collection[UUID]) -> dict[UUID, Choice]:
    if not workshops:
        return {}
    rows = await CoopChoice.select().where(CoopChoice.workshop.is_in(list(workshops)))
    return {row["workshop"]: Choice(tuple(row["themes"] or ()), tuple(row["materials"] or ())) for row in rows}


async def _kinds(stocks: Collection[UUID]) -> dict[UUID, str]:
    if not stocks:
        return {}
    rows = await Stock.select(Stock.id, Stock.kind).where(Stock.id.is_in(list(stocks)))
    return {row["id"]: row["kind"] for row in rows}


async def _ages(sessions: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    if not sessions:
        return {}
    found: dict[UUID, dict[str, int]] = {}
    for row in await HeadCount.select().where(HeadCount.session.is_in(list(sessions))):
        found.setdefault(row["session"], {})[row["band"]] = row["people"]
    return found
