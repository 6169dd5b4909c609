"""`agendatheque federation`: how peers are doing, why one does not answer, and what an operator can do about it."""

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import click

from server.accounts.rules import Person
from server.commands.doctor import tell
from server.commands.judgements import spell
from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.settings import settings
from server.sharing import actions, keys, mending, probing, queries
from server.sharing.diagnosis import Finding
from server.sharing.node import node
from server.sharing.queries import PeerView
from server.sharing.rules import Health

T = TypeVar("T")
OPERATOR = Person(UUID(int=0), "operator", True, "system")
FINE = frozenset({Health.WELL, Health.BLOCKED, Health.WAITED_FOR})
HEADS = ("HOST", "HEALTH", "FOLLOWED", "HEARD", "SENT", "LAG", "QUEUE", "GIVEN UP", "DRIFT", "SKEW", "SCHEME")


@click.group()
def federation() -> None:
    """Look after the agendas that this one shares sessions with."""


@federation.command()
def status() -> None:
    """Show each peer on one line. Status 1 when one of them is not well."""
    known = run(lambda: queries.network(clock.now()))
    lines = [HEADS, *(_line(peer, clock.now()) for peer in known)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    for line in lines:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    sys.exit(0 if all(peer.health in FINE for peer in known) else 1)


def _line(peer: PeerView, now: datetime) -> tuple[str, ...]:
    return (
        peer.host,
        peer.health.replace("_", " "),
        peer.state or "no",
        _ago(peer.heard_at, now),
        _ago(peer.last_success_at, now),
        "-" if peer.lag is None else str(peer.lag),
        str(peer.owed),
        str(peer.parked),
        f"{peer.drift}/{peer.compared}" if peer.compared_at else "-",
        f"{peer.skew_seconds} s",
        peer.scheme or "-",
    )


def _ago(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else spell(now - at)


@federation.command()
@click.argument("host", required=False)
def doctor(host: str | None) -> None:
    """Say in words why HOST, or each peer, does not answer, and whether others can reach us."""
    found = run(lambda: _examined(host))
    for name, findings in found.items():
        click.echo(name)
        tell(findings)
    sys.exit(0 if all(finding.well for findings in found.values() for finding in findings) else 1)


async def _examined(host: str | None) -> dict[str, list[Finding]]:
    here, now = node(), clock.now()
    hosts = [host] if host else sorted({peer.host for peer in await queries.network(now)})
    found = {"this instance": await probing.examine_ourselves(here, private=settings().allow_private_network)}
    for each in hosts:
        found[each] = await probing.examine(here, each, scheme=urlsplit(here.url).scheme, now=now)
    return found


@federation.command()
@click.argument("host", required=False)
def compare(host: str | None) -> None:
    """Compare what we hold of HOST, or of each peer with a feed, with what it has. Status 1 when something differed."""
    results = run(lambda: _compared(host))
    for result in results:
        words = result.error or f"{result.compared} sessions compared, {result.drift} differed"
        click.echo(f"{result.host}: {words}")
    if not results:
        click.echo("No peer with a feed of changes is followed.")
    sys.exit(1 if any(result.error or result.drift for result in results) else 0)


async def _compared(host: str | None) -> list[mending.Compared]:
    now = clock.now()
    known = {peer.host for peer in await queries.network(now) if peer.sync and peer.state == "accepted"}
    return [await mending.compare_now(each, now=now) for each in ([host] if host else sorted(known))]


@federation.command()
@click.argument("host")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="what changed since that day; all to come otherwise")
def replay(host: str, since: datetime | None) -> None:
    """Say our sessions again to the followers at HOST."""
    begins = since.replace(tzinfo=UTC) if since else None
    owed = _done(lambda: mending.replay(host, since=begins, by=OPERATOR, now=clock.now()), host)
    click.echo(f"{owed} messages are owed to {host}.")


@federation.command()
@click.argument("address")
def follow(address: str) -> None:
    """Follow the agenda or join the hub at ADDRESS."""
    outcome = run(lambda: actions.follow(address, by=OPERATOR, now=clock.now()))
    if not outcome.ok:
        raise click.ClickException(f"{address}: {outcome.state.replace('_', ' ')}")
    click.echo(f"{outcome.name or outcome.actor}: {outcome.state}")


@federation.command()
@click.argument("host")
def block(host: str) -> None:
    """Block HOST: neither followed nor heard any more, its sessions not shown."""
    _done(lambda: actions.block(host, by=OPERATOR, now=clock.now()), host)
    click.echo(f"{host} is blocked.")


@federation.command()
@click.argument("host")
def unblock(host: str) -> None:
    """Let HOST in again; its follow is not taken up again."""
    _done(lambda: actions.unblock(host, by=OPERATOR, now=clock.now()), host)
    click.echo(f"{host} is not blocked any more.")


@federation.command("rotate-keys")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def rotate_keys(names: tuple[str, ...]) -> None:
    """Give new keys to the actors of these NAMES (`relay` is the instance), or to all; followers are told."""
    changed = _done(lambda: _rotated(names), " ".join(names) or "all actors")
    for name in changed:
        click.echo(f"{name}: new keys, the old ones serve for two more days.")
    if not changed:
        raise click.ClickException("There are no keys yet: start the worker first.")


async def _rotated(names: tuple[str, ...]) -> list[str]:
    now = clock.now()
    known = [view.username for view in await keys.held(now)]
    for name in names or known:
        await keys.rotate(name, by=OPERATOR, now=now)
    return list(names or known)


def _done(act: Callable[[], Awaitable[T]], host: str) -> T:
    """Do something about a host; ends with a plain message when it is no other host, or not so."""
    try:
        return run(act)
    except NotFound as error:
        raise click.ClickException(f"{host}: not found.") from error


COMMANDS = (federation,)
