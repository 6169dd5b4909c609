"""Conventions for those who manage their library: the list with where each stands, one whole, those to renew."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.due import Due
from server.foundation.errors import NotFound
from server.foundation.languages import N_
from server.libraries.queries import libraries_for, require
from server.partners.access import today
from server.partnerships import convention_rules as rules
from server.partnerships.convention_rules import TEXTS, Contribution, Draft, Party
from server.partnerships.tables import Convention, ConventionContribution, ConventionParty

MOST = 500
ROWS = """
SELECT c.*, coalesce(l.name, '') AS library_name, coalesce(p.name, '') AS partner_name,
  (SELECT n.id FROM convention n WHERE n.renews = c.id ORDER BY n.created_at LIMIT 1) AS renewed_by,
  coalesce((SELECT array_agg(y.name ORDER BY y.position) FROM convention_party y WHERE y.convention = c.id AND
    y.name <> ''), ARRAY[]::varchar[]) AS names
FROM convention c LEFT JOIN library l ON l.id = c.library LEFT JOIN partner p ON p.id = c.partner
"""
LISTED = ROWS + (
    "WHERE c.library = any({}::uuid[]) OR ({} AND c.library IS NULL) "
    "ORDER BY c.state NOT IN ('draft', 'signed'), c.ends_on NULLS FIRST, c.title, c.id LIMIT {}"
)
TO_DO = Due(
    one=N_("%(num)s convention à renouveler ou à clore"),
    many=N_("%(num)s conventions à renouveler ou à clore"),
    url="/bureau/conventions",
    value="""
SELECT count(*) FROM convention c WHERE (c.library = any($5) OR ($4 AND c.library IS NULL)) AND c.state = 'signed'
  AND c.ends_on - c.alert_days <= ($2 AT TIME ZONE 'UTC')::date
  AND NOT EXISTS (SELECT FROM convention n WHERE n.renews = c.id AND n.state <> 'draft')""",
)


@dataclass(frozen=True)
class ConventionView:
    """A convention. `names` are those of its parties; `renewed_by` is the one that follows, even as a draft."""

    id: UUID
    library: UUID | None
    library_name: str
    partner: UUID | None
    partner_name: str
    title: str
    state: str
    starts_on: date | None
    ends_on: date | None
    alert_days: int
    signed_on: date | None
    ended_on: date | None
    ended_why: str
    renews: UUID | None
    renewed_by: UUID | None
    names: tuple[str, ...]
    updated_at: datetime

    def standing(self, day: date) -> str:
        return rules.standing(self.state, self.starts_on, self.ends_on, self.alert_days, day)

    def next_on(self, day: date) -> date | None:
        """Return the next day that matters: its start, when to think of renewing it, or its end."""
        if self.ends_on is None or self.starts_on is None:
            return None
        alert = rules.alert_on(self.ends_on, self.alert_days)
        return {"coming": self.starts_on, "running": alert, "to_renew": self.ends_on}.get(self.standing(day))


@dataclass(frozen=True)
class Whole:
    """A convention with all that it says, and what is missing before it may be signed."""

    view: ConventionView
    draft: Draft

    @property
    def missing(self) -> list[str]:
        return rules.missing(self.draft)


def _view(row: dict[str, Any]) -> ConventionView:
    known = {name: row[name] for name in ConventionView.__dataclass_fields__}
    return ConventionView(**known | {"names": tuple(row["names"])})


async def listed(person: Person) -> list[ConventionView]:
    """Return the conventions of the libraries that a person manages, and for administrators those of the network."""
    own = [library.id for library in await libraries_for(person, Power.RUN_PARTNERSHIPS)]
    return [_view(row) for row in await Convention.raw(LISTED, own, person.administrator, MOST)]


async def one(person: Person, convention: UUID) -> Whole:
    """Return a convention for whoever manages its library; raises NotFound."""
    rows = await Convention.raw(ROWS + "WHERE c.id = {}", convention)
    if not rows:
        raise NotFound
    await require(person, rows[0]["library"], Power.RUN_PARTNERSHIPS)
    return Whole(_view(rows[0]), await draft_of(rows[0]))


async def draft_of(row: dict[str, Any]) -> Draft:
    """Return what a row of the table says, with its parties and contributions."""
    named = (ConventionParty.name, ConventionParty.address, ConventionParty.representative, ConventionParty.quality)
    parties = await (
        ConventionParty.select(*named).where(ConventionParty.convention == row["id"]).order_by(ConventionParty.position)
    )
    told = (ConventionContribution.party, ConventionContribution.what, ConventionContribution.volume)
    gifts = await (
        ConventionContribution.select(*told, ConventionContribution.cents)
        .where(ConventionContribution.convention == row["id"])
        .order_by(ConventionContribution.position)
    )
    return Draft(
        title=row["title"],
        parties=[Party(**party) for party in parties],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        texts={name: row[name] for name in TEXTS},
        contributions=[Contribution(**gift) for gift in gifts],
        alert_days=row["alert_days"],
        mailed=row["mailed"],
    )


def day_of(now: datetime) -> date:
    """Return the day of the network, by which it is told where a convention stands."""
    return today(now)
