"""`agendatheque hooks`: the programs of others that are told of what happens here, from the command line."""

import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import click

from server.commands.federation import OPERATOR
from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.http import door
from server.foundation.reasons import sentence
from server.hooks import actions, delivery, queries, rules

T = TypeVar("T")


@click.group("hooks")
def group() -> None:
    """Let programs of others be told of what happens, by signed requests (Standard Webhooks)."""


@group.command("list")
def listed() -> None:
    """Show each webhook on one line. Status 1 when one was stopped because it did not answer."""
    found = run(lambda: queries.hooks(OPERATOR))
    for hook in found:
        state = hook.disabled_why or ("stumbling" if hook.failing_since else "well" if hook.told_at else "new")
        click.echo(f"{hook.id}  {state:<9}  {hook.owed:>4} owed  {hook.name}  {hook.url}")
    sys.exit(1 if any(hook.disabled_why in {"gone", "failing"} for hook in found) else 0)


@group.command()
@click.argument("url")
@click.option("--name", required=True, help="what it is called")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(rules.KINDS), help="only these; all when not given")
def add(url: str, name: str, kinds: tuple[str, ...]) -> None:
    """Tell URL what happens; prints its id and its secret, this once."""
    made, secret = _done(lambda: _added(url, name, kinds), url)
    click.echo(f"{made}\n{secret}")


async def _added(url: str, name: str, kinds: tuple[str, ...]) -> tuple[UUID, str]:
    now = clock.now()
    made = await actions.make(name, url, kinds, by=OPERATOR, now=now)
    return made, await actions.show_secret(made, by=OPERATOR, now=now)


@group.command()
@click.argument("hook", type=click.UUID)
def rotate(hook: UUID) -> None:
    """Give HOOK another secret and print it; the one before signs too for two more days."""
    click.echo(_done(lambda: _rotated(hook), str(hook)))


async def _rotated(hook: UUID) -> str:
    now = clock.now()
    await actions.renew(hook, by=OPERATOR, now=now)
    return await actions.show_secret(hook, by=OPERATOR, now=now)


@group.command()
@click.argument("hook", type=click.UUID)
def test(hook: UUID) -> None:
    """Tell HOOK that this is a test, and show what came back. Status 1 when it did not answer well."""
    told = _done(lambda: _tested(hook), str(hook))
    click.echo(told.error or ("owed" if told.state == "owed" else f"HTTP {told.status} after {told.took_ms} ms"))
    sys.exit(0 if told.state == "sent" else 1)


async def _tested(hook: UUID) -> queries.DeliveryView:
    now = clock.now()
    await actions.test(hook, by=OPERATOR, now=now)
    await delivery.deliver_due(door(), now)
    return next(told for told in await queries.deliveries(hook) if told.kind == rules.TESTED)


@group.command()
@click.argument("hook", type=click.UUID)
def deliveries(hook: UUID) -> None:
    """Show what HOOK was told last, the latest first."""
    for told in _done(lambda: _deliveries(hook), str(hook)):
        answer = told.error or told.status or "-"
        click.echo(f"{told.created_at:%Y-%m-%d %H:%M}Z  {told.state:<4}  {told.attempts:>2}  {told.kind}  {answer}")


async def _deliveries(hook: UUID) -> list[queries.DeliveryView]:
    await queries.hook(OPERATOR, hook)
    return await queries.deliveries(hook)


@group.command()
@click.argument("hook", type=click.UUID)
def start(hook: UUID) -> None:
    """Tell HOOK again, from now on."""
    _done(lambda: actions.start(hook, by=OPERATOR, now=clock.now()), str(hook))
    click.echo("Started.")


@group.command()
@click.argument("hook", type=click.UUID)
def remove(hook: UUID) -> None:
    """Forget HOOK and what it was told."""
    _done(lambda: actions.remove(hook, by=OPERATOR, now=clock.now()), str(hook))
    click.echo("Removed.")


def _done(act: Callable[[], Awaitable[T]], about: str) -> T:
    """Do something; ends with a plain message when it is refused or there is no such thing."""
    try:
        return run(act)
    except Refused as error:
        keys = error.fields.values() if isinstance(error, Invalid) else [error.reason]
        raise click.ClickException(" ".join(sentence(key, "en", **error.facts) for key in keys)) from error
    except NotFound as error:
        raise click.ClickException(f"{about}: not found.") from error


COMMANDS = (group,)
