"""The sessions that took place as La Coop wants to be told of them: with all that its form asks, without a name."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.bookings import attended
from server.bookings.attended import OVER, Attended
from server.bookings.tables import HeadCount
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.reports import coop_rules
from server.reports.tables import CoopChoice
from server.resources.tables import Stock

STATES = ("", "not_recorded", "no_theme", "nobody")  # of `lacks`
LIGHT = f"""
SELECT x.id, x.workshop, x.themes, x.present FROM ({OVER} AND s.library = any({{}}::uuid[])) x
ORDER BY x.starts_at, x.id
"""  # noqa: S608 (constants only)


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
class Month:
    """The sessions of some days by start: what each lacks, or an empty text, by its id."""

    lacks: Mapping[UUID, str]

    @property
    def counts(self) -> dict[str, int]:
        """How many lack each thing, those that are ready under an empty text."""
        found = Counter(self.lacks.values())
        return {state: found[state] for state in STATES if found[state]}

    def only(self, state: str | None) -> list[UUID]:
        """Return the sessions that lack one thing, or all for None."""
        return [session for session, lack in self.lacks.items() if state is None or lack == state]


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


async def month(since: date, until: date, libraries: Collection[UUID], now: datetime) -> Month:
    """Return what the sessions that `activities` returns lack, without the rest of them."""
    rows = await DB.rows(LIGHT, *attended.within(since, until, now), list(libraries))
    choices = await _choices({row["workshop"] for row in rows})
    themes = {
        row["workshop"]: coop_rules.themes(row["themes"] or (), choices.get(row["workshop"], Choice()).themes)
        for row in {row["workshop"]: row for row in rows}.values()
    }
    return Month({row["id"]: coop_rules.lacks(row["present"], themes[row["workshop"]]) for row in rows})


async def some(sessions: Collection[UUID], since: date, until: date, now: datetime) -> list[Activity]:
    """Return those of these sessions that took place from one local day to before another, by start."""
    return await _told(await attended.attended(since, until, now=now, sessions=sessions))


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
