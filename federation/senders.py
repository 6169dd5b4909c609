"""Who sent a request: the actor that says it, if the key it publishes at its own address verifies the signature."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from federation import actors, client, peers
from federation.actors import Known, Missing
from federation.node import Node
from federation.signatures import BadSignature, Claim, Request, multikey, verify
from federation.signatures.keys import PublicKey
from federation.tables import RemoteActor, run
from federation.wire.origin import same_origin

MINUTE = timedelta(minutes=1)
ASKED_LATELY = timedelta(minutes=10)
MOST_REFUSED = 30
DAY = timedelta(days=1)
MOST_STRANGERS = 2000

Proof = TypeVar("Proof")
# Called before a stranger's word makes us ask another server; may raise to refuse.
Ask = Callable[[], Awaitable[None]]

LATELY = """
SELECT reason FROM fed_refusal WHERE actor = {} AND at > {} AND reason = any({}::text[]) ORDER BY at DESC LIMIT 1
"""

REFUSED = "SELECT count(*) AS n FROM fed_refusal WHERE host = {} AND at > {}"

# Reading an actor keeps it: nobody is to fill that table with a name for each request.
READ = """
SELECT count(*) AS n FROM (SELECT 1 FROM fed_remote_actor WHERE host = {} AND fetched_at > {} LIMIT {}) lately
"""


class Turned(BadSignature):
    """`actor` could not be read; `missing` says why: 401, or 503 where that may pass and its sender tries again."""

    def __init__(self, actor: str, missing: Missing, reason: str = "") -> None:
        super().__init__(reason or missing.value, 503 if missing is Missing.UNREACHABLE else 401)
        self.actor = actor
        self.missing = missing


async def sender_of(
    node: Node,
    request: Request,
    claims: Sequence[Claim],
    actor: str,
    held: Known | None,
    *,
    now: datetime,
    ask: Ask | None = None,
) -> tuple[Known, Claim]:
    """Return the actor and the claim that its key verifies; raises BadSignature (401, 403 for somebody else's, 503).

    Anybody can write an actor's address: in the name of one host, a minute's refusals make us ask it no more (429), and
    `ask` may refuse by what is known of the client. Neither holds up who signs with a key that is known.
    """
    return await believed(node, actor, held, lambda known: _claim(known, request, claims), now=now, ask=ask)


async def believed(
    node: Node,
    actor: str,
    held: Known | None,
    check: Callable[[Known], Proof],
    *,
    now: datetime,
    ask: Ask | None = None,
) -> tuple[Known, Proof]:
    """Return an actor and what `check` finds proven by its keys; raises BadSignature, as `check` does.

    The document at the actor's own address says which keys are its keys, so no key document, and nothing that a third
    party wrote, is ever believed. It is read when it is not known, and once more, at most every five minutes, when the
    known keys do not fit. An actor that could not be read is not asked for again for ten minutes.
    """
    if held is not None:
        try:
            return held, check(held)
        except BadSignature:
            if not await actors.may_read_again(actor, now):
                raise
    elif missing := await _missing_lately(actor, now):
        raise Turned(actor, missing, "asked_lately")
    if held is None and (await run(READ, peers.host_of(actor), now - DAY, MOST_STRANGERS))[0]["n"] >= MOST_STRANGERS:
        raise BadSignature("rate", 429)
    read = await _read(node, actor, ask, now)
    return read, check(read)


async def owner_of(node: Node, key_id: str, *, now: datetime, ask: Ask | None = None) -> str:
    """Return the id of the actor whose key this says it is, where no activity names one; raises BadSignature.

    Most ids of keys are their actor's with a fragment; another one is known already, or is a document that names its
    owner. The owner's own document must then list the key (`sender_of`).
    """
    actor, fragment, _ = key_id.partition("#")
    if fragment:
        return actor
    row = await RemoteActor.select(RemoteActor.id).where(RemoteActor.key_id == key_id).first()
    if row is not None:
        return str(row["id"])
    if missing := await _missing_lately(key_id, now):
        raise Turned(key_id, missing, "asked_lately")
    await _may_ask(key_id, ask, now)
    found = await client.fetch(node, key_id, now=now)
    named = (found.document or {}).get("owner") or (found.document or {}).get("id")
    if not isinstance(named, str) or not same_origin(named, key_id):
        raise Turned(key_id, Missing.REFUSED if found.status else Missing.UNREACHABLE)
    return named


async def _read(node: Node, actor: str, ask: Ask | None, now: datetime) -> Known:
    await _may_ask(actor, ask, now)
    read = await actors.read(node, actor, now=now)
    if isinstance(read, Missing):
        raise Turned(actor, read)
    return read


async def _may_ask(address: str, ask: Ask | None, now: datetime) -> None:
    if (await run(REFUSED, peers.host_of(address), now - MINUTE))[0]["n"] >= MOST_REFUSED:
        raise BadSignature("rate", 429)
    if ask is not None:
        await ask()


def key_of(claims: Sequence[Claim]) -> str:
    """Return the first key id claimed, for the log."""
    return claims[0].key_id[:500] if claims else ""


def _claim(actor: Known, request: Request, claims: Sequence[Claim]) -> Claim:
    """Return the claim that one of the actor's own keys verifies; raises BadSignature with the reason of the last."""
    fault = BadSignature("owner", 403)
    for claim in claims:
        try:
            key = _key(actor, claim.key_id)
            if key is not None:
                verify(claim, request, key)
                return claim
        except BadSignature as refusal:
            fault = refusal
    raise fault


def _key(actor: Known, key_id: str) -> str | PublicKey | None:
    """Return the key that an actor publishes under this id: its PEM, or one of its Multikeys; raises BadSignature."""
    if key_id == actor.key_id:
        return actor.public_pem or None
    return multikey.read(actor.multikeys[key_id]) if key_id in actor.multikeys else None


async def _missing_lately(actor: str, now: datetime) -> Missing | None:
    rows = await run(LATELY, actor, now - ASKED_LATELY, [missing.value for missing in Missing])
    return Missing(rows[0]["reason"]) if rows else None
