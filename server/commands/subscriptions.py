"""`agendatheque subscriptions`: calendars of others in our agenda, from the command line."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import click

from server.calendars import drafts, subscribing, subscriptions
from server.calendars.health import Health, Labels
from server.calendars.subscribing import Wish
from server.calendars.subscriptions import SubscriptionView
from server.calendars.words import failure, told
from server.commands.federation import OPERATOR
from server.commands.judgements import spell
from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.reasons import sentence
from server.libraries.queries import by_slug

T = TypeVar("T")
WAITS = 90
FINE = frozenset({Health.WELL, Health.FILE, Health.PAUSED, Health.STUMBLING})
HEADS = ("ID", "HEALTH", "COMING", "LAST READ", "NEXT", "CALLED", "WHERE")


@click.group("subscriptions")
def group() -> None:
    """Subscribe to calendars of others, and see how they are doing."""


@group.command("list")
def listed() -> None:
    """Show each subscription on one line. Status 1 when one of them needs a person."""
    now = clock.now()
    known = run(lambda: subscriptions.subscriptions(OPERATOR, now))
    lines = [HEADS, *(_line(each, now) for each in known)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    for line in lines:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    for each in known:
        if each.error:
            click.echo(f"{each.called}: {failure(each.error, each.error_detail, 'en')}")
        if each.asked_at:
            click.echo(f"{each.called}: {each.vanishing} sessions vanished at once; answer with --withdraw or --keep.")
    sys.exit(0 if all(each.health in FINE for each in known) else 1)


def _line(each: SubscriptionView, now: datetime) -> tuple[str, ...]:
    read = "never" if each.good_at is None else spell(now - each.good_at)
    following = "-" if each.next_at is None else "due" if each.next_at <= now else spell(each.next_at - now)
    return (str(each.id), str(each.health), str(each.coming), read, following, each.called, each.url or "a file")


@group.command()
@click.argument("address")
def preview(address: str) -> None:
    """Show what would come in from ADDRESS (of a calendar or a page with one; or an .ics FILE), and what is wrong."""
    body = _body(address)
    looked = _done(lambda: _looked(address, body), address)
    reading = looked.copy.reading
    click.echo(f"{reading.name if reading else ''} {looked.copy.fetched.url}".strip())
    for each in reading.events if reading else ():
        click.echo(f"{each.starts_at:%Y-%m-%d %H:%M}Z  {each.title}  {each.location}".rstrip())
    for problem in told(reading.problems if reading else (), "en"):
        click.echo(problem, err=True)


async def _looked(address: str, body: bytes | None) -> drafts.Looked:
    draft = await _look(address, body)
    found = await drafts.kept(draft, by=OPERATOR)
    await drafts.forget(draft)
    return found


async def _look(address: str, body: bytes | None) -> UUID:
    if body is not None:
        return await subscribing.look_in_file(body, address, by=OPERATOR, now=clock.now())
    return await subscribing.look(address, by=OPERATOR, now=clock.now())


def _body(address: str) -> bytes | None:
    file = Path(address)
    return file.read_bytes() if file.is_file() else None


@group.command()
@click.argument("address")
@click.option("--label", default="", help="whose events these are; the name of the calendar when not given")
@click.option("--library", "slug", help="slug of the library where they take place")
@click.option("--theme", "themes", multiple=True, help="a theme for all of them")
@click.option("--audience", "audiences", multiple=True, help="for whom they are")
@click.option("--level", default="", help="beginner, intermediate or advanced")
@click.option("--with", "words_in", multiple=True, help="only those with this in them")
@click.option("--without", "words_out", multiple=True, help="never those with this in them")
@click.option("--category", "categories", multiple=True, help="only those of this category")
def add(
    address: str,
    label: str,
    slug: str | None,
    themes: tuple[str, ...],
    audiences: tuple[str, ...],
    level: str,
    words_in: tuple[str, ...],
    words_out: tuple[str, ...],
    categories: tuple[str, ...],
) -> None:
    """Subscribe to the calendar at ADDRESS, or take in an .ics FILE."""
    choice = subscribing.chosen(*("\n".join(each) for each in (words_in, words_out, categories)))
    wish, body = Wish(choice, Labels(label, None, themes, audiences, level)), _body(address)
    made = _done(lambda: _added(address, body, slug, wish), address)
    click.echo(f"{made.id}  {made.coming} sessions to come  {made.url or 'a file'}")
    for problem in told(made.problems, "en"):
        click.echo(problem, err=True)


async def _added(address: str, body: bytes | None, slug: str | None, wish: Wish) -> SubscriptionView:
    now = clock.now()
    library = (await by_slug(slug)).id if slug else None
    draft = await _look(address, body)
    reading = (await drafts.kept(draft, by=OPERATOR)).copy.reading
    label = wish.labels.label or (reading.name if reading else "") or address
    labels = replace(wish.labels, label=label[:120], library=library)
    feed = await subscribing.subscribe(draft, replace(wish, labels=labels), by=OPERATOR, now=now)
    return await subscriptions.subscription(OPERATOR, feed, now)


@group.command()
@click.argument("feed", type=click.UUID)
def read(feed: UUID) -> None:
    """Read the calendar of a subscription at once, be it paused."""
    found = _done(lambda: _read(feed), str(feed))
    click.echo(failure(found.error, found.error_detail, "en") or f"{found.coming} sessions to come")
    sys.exit(1 if found.error else 0)


async def _read(feed: UUID) -> SubscriptionView:
    now = clock.now()
    await subscribing.read_again(feed, by=OPERATOR, now=now)
    for _ in range(WAITS):
        await subscribing.poll_due(now)
        found = await subscriptions.subscription(OPERATOR, feed, now)
        if found.fetched_at and found.fetched_at >= now:
            break
        await asyncio.sleep(1)  # a worker was quicker, and reads it now
    return found


@group.command()
@click.argument("feed", type=click.UUID)
def pause(feed: UUID) -> None:
    """Read a calendar no more for the time being; `read` goes on with it."""
    _done(lambda: subscribing.pause(feed, by=OPERATOR, now=clock.now()), str(feed))
    click.echo("Paused.")


@group.command()
@click.argument("feed", type=click.UUID)
@click.option("--withdraw/--keep", "let_go", required=True, help="what becomes of the sessions that vanished at once")
def answer(feed: UUID, let_go: bool) -> None:
    """Answer the question of a subscription."""
    _done(lambda: subscribing.answer(feed, let_go=let_go, by=OPERATOR, now=clock.now()), str(feed))
    click.echo("Withdrawn." if let_go else "Kept.")


@group.command()
@click.argument("feed", type=click.UUID)
def remove(feed: UUID) -> None:
    """Leave a calendar; its sessions are withdrawn."""
    _done(lambda: subscribing.leave(feed, by=OPERATOR, now=clock.now()), str(feed))
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
