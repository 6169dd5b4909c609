"""Whether a library asks those who booked if they are coming: read it, change it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.journal import actions as journal
from server.libraries.queries import require
from server.notifications.asking import check_rule
from server.notifications.tables import AskingRule


@dataclass(frozen=True)
class Rule:
    """How many days before a session a library asks, 0 for never, and whether silence frees the seat."""

    days: int = 0
    frees: bool = False


NEVER = Rule()


async def rule_of(library: UUID) -> Rule:
    """Return what a library decided; until it decides, it does not ask."""
    row = await AskingRule.select(AskingRule.days, AskingRule.frees).where(AskingRule.library == library).first()
    return Rule(**row) if row else NEVER


async def decide(library: UUID, rule: Rule, *, by: Person, now: datetime) -> None:
    """Change it, from the next question on; raises Invalid or NotFound. A manager of the library may."""
    check_rule(rule.days, rule.frees)
    await require(by, library, Power.WORD_MESSAGES)
    async with DB.transaction():
        row = AskingRule(library=library, days=rule.days, frees=rule.frees, updated_at=now)
        values = [AskingRule.days, AskingRule.frees, AskingRule.updated_at]
        await AskingRule.insert(row).on_conflict(target=AskingRule.library, action="DO UPDATE", values=values)
        facts = {"days": rule.days, "frees": rule.frees}
        await journal.write("asking.changed", library, by=by.by, now=now, library=library, **facts)
