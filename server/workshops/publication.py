"""Publish a draft by itself at a chosen instant, exactly once, however many workers run and die."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused
from server.journal import actions as journal
from server.workshops import rules
from server.workshops.reviewing import require_publishing
from server.workshops.sessions import locked, make_public, way_open
from server.workshops.tables import Session

LOG = logging.getLogger("agendatheque")
MOST = 50
DUE = "SELECT id FROM session WHERE state = 'draft' AND publish_at <= {} ORDER BY publish_at, id LIMIT {}"
ONE = "SELECT id FROM session WHERE id = {} AND state = 'draft' AND publish_at <= {} FOR UPDATE SKIP LOCKED"


async def plan_publication(session: UUID, at: datetime, *, by: Person, now: datetime, despite: str = "") -> None:
    """Have a draft published at an instant to come, before the session is over; raises Invalid, Refused or NotFound.

    Until then it holds its room. What is in its way now is refused unless `despite` says why it is passed over.
    """
    async with DB.transaction():
        held = await locked(session, by)
        await require_publishing(by, held.library)
        rules.check_publish(held.state, held.ends_at, now)
        if not now < at < held.ends_at:
            raise Invalid({"day": "publication_past" if at <= now else "publication_late"})
        await way_open(held, despite, now)
        values: dict[Any, Any] = {Session.publish_at: at, Session.publish_by: by.by, Session.updated_at: now}
        values |= {Session.review: "", Session.review_note: ""}
        await Session.update(values).where(Session.id == session)
        facts = {"publish_at": at, "despite": despite}
        await journal.write("session.publication_planned", session, by=by.by, now=now, library=held.library, **facts)


async def give_up_publication(session: UUID, *, by: Person, now: datetime) -> None:
    """Leave a draft a draft; raises Refused or NotFound."""
    async with DB.transaction():
        held = await locked(session, by)
        if held.state != "draft" or held.publish_at is None:
            raise Refused("publication_not_planned")
        await Session.update({Session.publish_at: None, Session.publish_by: "", Session.updated_at: now}).where(
            Session.id == session
        )
        await journal.write("session.publication_given_up", session, by=by.by, now=now, library=held.library)


async def publish_due(now: datetime) -> int:
    """Publish the drafts whose instant has come, each in a transaction of its own; return how many were published.

    One that can no longer be (its room is taken, it is over) stays a draft, with the reason where staff look.
    """
    published = 0
    for row in await Session.raw(DUE, now, MOST):
        try:
            async with DB.transaction():
                published += await _publish(row["id"], now)
        except Exception:  # the others are not to wait for this one, which is tried again at the next ring
            LOG.exception("session %s could not be published", row["id"])
    return published


async def _publish(session: UUID, now: datetime) -> int:
    if not await Session.raw(ONE, session, now):
        return 0  # another worker has it, or it changed meanwhile
    held = await Session.objects().where(Session.id == session).first()
    if held is None:
        return 0
    try:
        rules.check_publish(held.state, held.ends_at, now)
        await way_open(held, "", now)
    except Refused as refusal:
        await _stop(held, refusal.reason, now)
        return 0
    await make_public(held, by=held.publish_by, now=now, planned=True)
    return 1


async def _stop(held: Session, reason: str, now: datetime) -> None:
    values: dict[Any, Any] = {Session.publish_at: None, Session.review: "stopped", Session.review_note: reason}
    await Session.update(values).where(Session.id == held.id)
    facts = {"why": reason}
    await journal.write("session.publication_stopped", held.id, by="system", now=now, library=held.library, **facts)
