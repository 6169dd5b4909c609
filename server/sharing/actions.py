"""Open this instance to the fediverse; follow and leave peers, take members in, block hosts."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from federation import blocking, follows, keyring, peers, profiles
from federation.wire.origin import origin
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.journal import actions as journal
from server.sharing.node import node


async def open_instance(*, now: datetime) -> None:
    """Make the instance's own actor and its keys, once; keep its name up to date."""
    here = node()
    async with DB.transaction():
        who = (here.actor, "Application", "relay", here.name)
        profile = profiles.Profile(*who, summary="", url=f"{here.url}/", attributed_to="")
        await profiles.ensure(here, profile, now=now)
        await keyring.equip(here)


async def follow(address: str, *, by: Person, now: datetime) -> follows.FollowOutcome:
    """Follow the peer or join the hub at the address typed; the outcome says what was found. Administrators only.

    On a hub this takes a member in.
    """
    require_administrator(by)

    async def note(outcome: follows.FollowOutcome) -> None:
        kind = "peer.followed" if outcome.ok else "peer.not_found"
        await journal.write(kind, subject_of(outcome.host or "?"), by=by.by, now=now, host=outcome.host)

    return await follows.follow(node(), address, now=now, note=note)


async def take_in(actor: str, *, by: Person, now: datetime) -> None:
    """Take in an instance that asks to join this hub; raises NotFound when it does not ask any more."""
    require_administrator(by)
    async with DB.transaction():
        if not await follows.take_in(node(), actor, now=now):
            raise NotFound
        await journal.write("peer.taken_in", subject_of(actor), by=by.by, now=now)


async def decline(actor: str, *, by: Person, now: datetime) -> None:
    """Do not take in an instance that asks to join this hub; raises NotFound when it does not ask any more."""
    require_administrator(by)
    async with DB.transaction():
        if not await follows.decline(node(), actor):
            raise NotFound
        await journal.write("peer.declined", subject_of(actor), by=by.by, now=now)


async def block(host: str, *, by: Person, now: datetime) -> None:
    """Block a host: neither followed nor heard any more, its sessions not shown; raises NotFound for no other host."""
    require_administrator(by)
    if not others(host):
        raise NotFound
    async with DB.transaction():
        if await blocking.block(host, now=now):
            await journal.write("peer.blocked", subject_of(host), by=by.by, now=now, host=host)


async def unblock(host: str, *, by: Person, now: datetime) -> None:
    """Let a blocked host in again; raises NotFound when it is not blocked."""
    require_administrator(by)
    async with DB.transaction():
        if not await blocking.unblock(host):
            raise NotFound
        await journal.write("peer.unblocked", subject_of(host), by=by.by, now=now, host=host)


def others(host: str) -> bool:
    """Tell whether this is the name of a host, and not our own."""
    return host != node().host and peers.host_of(f"https://{host}") == host and origin(f"https://{host}") is not None


def require_administrator(person: Person) -> None:
    """Raise NotFound for anybody else."""
    if not person.may_somewhere(Power.RUN_NETWORK):
        raise NotFound


def subject_of(name: str) -> UUID:
    """Return what the journal calls a host or an actor, without its name."""
    return uuid5(NAMESPACE_URL, name)


async def leave(actor: str, *, by: Person, now: datetime) -> None:
    """Stop following a peer; what it had told is forgotten."""
    require_administrator(by)
    async with DB.transaction():
        await follows.unfollow(node(), actor, now=now)
        await journal.write("peer.left", subject_of(actor), by=by.by, now=now)
