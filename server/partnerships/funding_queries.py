"""Files of funding for those who manage their library: the list, one whole with its plan, sites, actions, follow-up."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.libraries.queries import libraries_for, require
from server.partnerships import balance
from server.partnerships.balance import Action, Held, Outline, Share
from server.partnerships.tables import FundingFile, FundingMeeting, FundingPiece, FundingShare

MOST = 500
ROWS = """
SELECT f.*, coalesce(l.name, '') AS library_name,
  (SELECT n.id FROM funding_file n WHERE n.renews = f.id LIMIT 1) AS renewed_by,
  (SELECT coalesce(sum(s.cents), 0) FROM funding_share s WHERE s.file = f.id)::bigint AS shared
FROM funding_file f LEFT JOIN library l ON l.id = f.library
"""
LISTED = ROWS + (
    "WHERE f.library = any({}::uuid[]) OR ({} AND f.library IS NULL) "
    "ORDER BY f.state IN ('refused', 'closed'), f.ends_on, f.title, f.id LIMIT {}"
)
ACTIONS = """
SELECT a.*, coalesce(array_agg(t.workshop) FILTER (WHERE t.workshop IS NOT NULL), ARRAY[]::uuid[]) AS workshops
FROM funding_action a LEFT JOIN funding_tie t ON t.action = a.id WHERE a.file = {}
GROUP BY a.id ORDER BY a.created_at, a.id
"""
SITES = """
SELECT s.library, l.name, s.cents FROM funding_site s JOIN library l ON l.id = s.library WHERE s.file = {}
ORDER BY l.name, l.id
"""
HELD = """
SELECT f.programme, f.budget > 0 AND f.budget = (SELECT coalesce(sum(cents), 0) FROM funding_share WHERE file = f.id)
    AS balanced,
  (SELECT count(*) FROM funding_action WHERE file = f.id)::int AS actions,
  (SELECT count(*) FROM funding_action a WHERE a.file = f.id AND NOT EXISTS (
    SELECT FROM funding_tie t WHERE t.action = a.id))::int AS untied,
  (SELECT count(*) FROM funding_meeting WHERE file = f.id AND minutes <> '')::int AS meetings,
  f.diagnostic <> '' AS diagnostic, f.evaluation <> '' AS evaluation
FROM funding_file f WHERE f.id = {}
"""


@dataclass(frozen=True)
class FileView:
    """A file; amounts in cents. `shared` is the sum of its shares."""

    id: UUID
    library: UUID | None
    library_name: str
    state: str
    budget: int
    shared: int
    renews: UUID | None
    renewed_by: UUID | None
    outline: Outline

    @property
    def balanced(self) -> bool:
        return 0 < self.budget == self.shared


@dataclass(frozen=True)
class ActionView:
    """An action of a file with the workshops tied to it."""

    id: UUID
    said: Action
    workshops: tuple[UUID, ...]


@dataclass(frozen=True)
class Site:
    """A library where a file is carried out, and its part of the budget in cents."""

    library: UUID
    name: str
    cents: int


@dataclass(frozen=True)
class WholeFile:
    """A file with all that is in it."""

    view: FileView
    shares: list[Share]
    sites: list[Site]
    actions: list[ActionView]
    meetings: list[dict[str, Any]]
    pieces: list[dict[str, Any]]

    @property
    def rates(self) -> list[int]:
        return balance.rates([share.cents or 0 for share in self.shares])

    @property
    def held(self) -> Held:
        outline, met = self.view.outline, sum(bool(each["minutes"]) for each in self.meetings)
        untied = sum(not action.workshops for action in self.actions)
        texts = (bool(outline.diagnostic), bool(outline.evaluation))
        return Held(outline.programme, self.view.balanced, len(self.actions), untied, met, *texts)


def _view(row: dict[str, Any]) -> FileView:
    outline = Outline(**{name: row[name] for name in Outline.__dataclass_fields__})
    known = {name: row[name] for name in FileView.__dataclass_fields__ if name != "outline"}
    return FileView(**known, outline=outline)


async def listed(person: Person) -> list[FileView]:
    """Return the files of the libraries that a person manages, and for administrators those of the network."""
    own = [library.id for library in await libraries_for(person, Power.RUN_PARTNERSHIPS)]
    return [_view(row) for row in await FundingFile.raw(LISTED, own, person.administrator, MOST)]


async def one(person: Person, file: UUID) -> WholeFile:
    """Return a file for whoever manages its library; raises NotFound."""
    rows = await FundingFile.raw(ROWS + "WHERE f.id = {}", file)
    if not rows:
        raise NotFound
    await require(person, rows[0]["library"], Power.RUN_PARTNERSHIPS)
    told = (FundingShare.funder, FundingShare.kind, FundingShare.cents, FundingShare.received)
    shares = await FundingShare.select(*told).where(FundingShare.file == file).order_by(FundingShare.position)
    meetings = FundingMeeting.select().where(FundingMeeting.file == file)
    pieces = FundingPiece.select().where(FundingPiece.file == file)
    return WholeFile(
        view=_view(rows[0]),
        shares=[Share(**share) for share in shares],
        sites=[Site(**site) for site in await DB.rows(SITES, file)],
        actions=[_action(row) for row in await DB.rows(ACTIONS, file)],
        meetings=await meetings.order_by(FundingMeeting.held_on, FundingMeeting.id),
        pieces=await pieces.order_by(FundingPiece.dated_on, FundingPiece.id),
    )


async def held_in(file: UUID) -> Held:
    """Return what stands in a file, to tell whether it may go on."""
    rows = await DB.rows(HELD, file)
    return Held(**rows[0])


def _action(row: dict[str, Any]) -> ActionView:
    said = Action(**{name: row[name] for name in Action.__dataclass_fields__})
    return ActionView(row["id"], said, tuple(row["workshops"]))


def day_after(day: date) -> date:
    """Return the first day that is no longer in a period that ends on `day`."""
    return day + balance.ONE_DAY
