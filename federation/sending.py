"""One delivery: sign, knock, knock again with the other signature where that may help, and note what came of it."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from federation import guests, keyring, owing, peers, rules
from federation.knocking import Knock, first_scheme, knock
from federation.node import Answer, Node
from federation.rules import Breaker, Verdict
from federation.tables import run, transaction
from federation.wire.context import ACTIVITY_JSON

PATIENCE = timedelta(days=3)
POISONED = 5
LOG = logging.getLogger(__name__)

MINE = """
SELECT failures, first_failure_at AS since, opens_again_at AS open_until FROM fed_peer
WHERE host = {} AND lease = {} FOR UPDATE
"""
TROUBLE = """
UPDATE fed_peer SET failures = {}, first_failure_at = {}, opens_again_at = {}, last_failure_at = {}, last_error = {}
WHERE host = {}
"""
# What was owed while this one was on its way was put behind it, at the time of its next try, which will not come.
NEXT = """
UPDATE fed_delivery SET due_at = {}
WHERE inbox = {} AND thing = {} AND state = 'owed' AND attempts = 0 AND due_at > {}
"""
TAKEN = """
INSERT INTO fed_sent (thing, inbox, host, kind, activity, at)
SELECT {}, {}, {}, {}, {}, {} WHERE EXISTS (SELECT 1 FROM fed_thing WHERE id = {})
ON CONFLICT (thing, inbox) DO UPDATE SET kind = EXCLUDED.kind, activity = EXCLUDED.activity, at = EXCLUDED.at
"""
MISSING_SINCE = "SELECT min(missing_at) AS since FROM fed_delivery WHERE inbox = {}"
SUCCESS = "UPDATE fed_peer SET last_success_at = {}, scheme = {}, scheme_at = {}, last_error = '' WHERE host = {}"


@dataclass(frozen=True)
class Held:
    """A host that this process alone sends to, as long as its `lease` stands in the table."""

    host: str
    lease: UUID
    software: str
    scheme: str
    scheme_at: datetime | None
    opens_again_at: datetime | None


@dataclass(frozen=True)
class Tried:
    """What came of one delivery; `scheme` is the signature that was sent last."""

    status: int
    error: str
    scheme: str
    knocked: bool
    not_before: datetime | None

    @property
    def troubled(self) -> bool:
        """Whether the host itself is in trouble, so that sending it more would not help."""
        return self.status == 0 or self.status >= 500 or self.status in (408, 425, 429)


async def try_once(node: Node, held: Held, row: dict[str, Any], now: datetime) -> bool:
    """Send one delivery and note the result; return whether the host may be sent the next one.

    A delivery that makes us fail is marked with its error and parked after five tries; the next ones go on.
    """
    try:
        tried = await _send(node, held, row, now)
    except Exception as fault:
        tried = Tried(0, f"{type(fault).__name__}: {fault}"[:500], "", knocked=True, not_before=None)
        await _settle(held, row, Verdict.PARK if row["attempts"] >= POISONED else Verdict.RETRY, tried, now)
        return True
    what = rules.verdict(tried.status, knocked=True, attempts=row["attempts"])
    if not await _settle(held, row, what, tried, now):
        return False
    return not tried.troubled


async def _send(node: Node, held: Held, row: dict[str, Any], now: datetime) -> Tried:
    body = await owing.document_of(row["activity"])
    signer = await keyring.signer(node, row["signer"])
    if body is None or signer is None:
        raise LookupError("the activity or the key of its signer is not there any more")
    if row["kind"] == "Join":
        body = await guests.with_contact(node, body, row["inbox"])
    first = first_scheme(scheme=held.scheme, scheme_at=held.scheme_at, software=held.software, now=now)
    post = Knock("POST", row["inbox"], {"Content-Type": ACTIVITY_JSON}, body.encode(), signer)
    answer, scheme = await knock(node, post, first, now)
    error = "" if 200 <= answer.status < 300 else answer.error or _quoted(row, answer)
    wait = rules.retry_after(answer.headers.get("retry-after", ""), now)
    return Tried(answer.status, error.replace("\x00", ""), scheme, knocked=True, not_before=wait)


def _quoted(row: dict[str, Any], answer: Answer) -> str:
    """Return what a server says of its refusal; of a Join, which may carry a contact, only the status."""
    return f"status {answer.status}" if row["kind"] == "Join" else answer.body[:300].decode("utf-8", "replace")


async def _settle(held: Held, row: dict[str, Any], what: Verdict, tried: Tried, now: datetime) -> bool:
    """Write the result, unless another sender has taken the host meanwhile; return whether it was written."""
    async with transaction():
        mine = await run(MINE, held.host, held.lease)
        if not mine:
            return False
        gone = await _is_gone(row, what, now)
        if what is Verdict.DONE:
            await run("DELETE FROM fed_delivery WHERE id = {}", row["id"])
            await run(NEXT, now, row["inbox"], row["thing"], now)
            what_was = (row["thing"], row["inbox"], row["host"], row["kind"], row["activity"])
            await run(TAKEN, *what_was, now, row["thing"])
        elif not gone:
            await _again(row, what, tried, now)
        if tried.scheme:
            await _note_host(held.host, Breaker(**mine[0]), tried, now)
        if gone:
            await _forget_inbox(held.host, row["inbox"])
        return True


async def _is_gone(row: dict[str, Any], what: Verdict, now: datetime) -> bool:
    """Note since when an inbox says that it is not there; tell whether it has said nothing else for three days.

    The days count from its first 404 or 410, not from the delivery: a server that comes back from a long silence may
    answer 404 for a while, when its proxy is up before its application.
    """
    if what is not Verdict.GONE:
        clear = "UPDATE fed_delivery SET missing_at = NULL WHERE inbox = {} AND missing_at IS NOT NULL"
        await run(clear, row["inbox"])
        return False
    since = (await run(MISSING_SINCE, row["inbox"]))[0]["since"] or now
    await run("UPDATE fed_delivery SET missing_at = {} WHERE id = {}", since, row["id"])
    return bool(now - since >= PATIENCE)


async def _again(row: dict[str, Any], what: Verdict, tried: Tried, now: datetime) -> None:
    jitter = secrets.randbelow(1000) / 1000
    due_at = rules.next_try(row["attempts"], now, jitter, not_before=tried.not_before)
    state = "parked" if what is Verdict.PARK or due_at is None else "owed"
    due_at = due_at or now
    sql = "UPDATE fed_delivery SET state = {}, due_at = {}, last_status = {}, last_error = {} WHERE id = {}"
    await run(sql, state, due_at, tried.status, tried.error, row["id"])
    if state == "owed":
        later = "UPDATE fed_delivery SET due_at = {} WHERE inbox = {} AND thing = {} AND state = 'owed' AND due_at < {}"
        await run(later, due_at, row["inbox"], row["thing"], due_at)


async def _forget_inbox(host: str, inbox: str) -> None:
    """Drop the followers behind an inbox that is gone, and what was owed to it; staff read so beside its server."""
    dropped = await run("DELETE FROM fed_follower WHERE inbox = {} OR shared_inbox = {} RETURNING id", inbox, inbox)
    await run("DELETE FROM fed_delivery WHERE inbox = {}", inbox)
    await run("UPDATE fed_peer SET last_error = {} WHERE host = {}", f"{inbox} is gone: followers dropped", host)
    LOG.warning("%s was not there for three days: %d followers dropped", inbox, len(dropped))


async def _note_host(host: str, breaker: Breaker, tried: Tried, now: datetime) -> None:
    if tried.troubled:
        after = rules.breaker_after(breaker, ok=False, now=now)
        pause = max(filter(None, (after.open_until, _asked_pause(tried, now))), default=None)
        await run(TROUBLE, after.failures, after.since, pause, now, tried.error or f"status {tried.status}", host)
        return
    if breaker.open_until:
        await peers.revive(host, now=now)
    elif breaker.failures:
        await run("UPDATE fed_peer SET failures = 0, first_failure_at = NULL WHERE host = {}", host)
    if 200 <= tried.status < 300:
        await run(SUCCESS, now, tried.scheme, now, host)


def _asked_pause(tried: Tried, now: datetime) -> datetime | None:
    return min(tried.not_before, now + rules.LONGEST_WISH) if tried.not_before else None
