"""`agendatheque print`: papers for the public, where they hang, what to replace; the text of the answering machine."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click

from server.commands.federation import OPERATOR
from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.languages import LANGUAGES, SOURCE
from server.foundation.reasons import sentence
from server.prints import choosing, posted, posting
from server.prints.answering import script
from server.prints.rules import KINDS, read_places
from server.prints.telling import told

T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(dir_okay=False, path_type=Path)
LANGUAGE = click.Choice(list(LANGUAGES))


@click.group("print")
def group() -> None:
    """Print posters, programmes and door signs; know which of them must be replaced."""


@group.command()
@click.argument("kind", type=click.Choice([name.replace("_", "-") for name in KINDS]))
@click.option("--output", type=FILE, required=True, help="the PDF to write")
@click.option("--session", default="", help="id")
@click.option("--series", default="", help="id")
@click.option("--workshop", default="", help="id or slug; with --library, its dates there")
@click.option("--room", default="", help="id")
@click.option("--library", default="", help="id or slug; without anything, the whole network")
@click.option("--paper", default="", help="a3, a4 or a5")
@click.option("--language", default=SOURCE, type=LANGUAGE)
@click.option("--day", type=DAY, help="of a door sign; today when not given")
@click.option("--month", default="", help="of a programme, as 2027-01")
@click.option("--place", "places", multiple=True, help="where it will hang; as often as needed")
def make(kind: str, output: Path, day: datetime | None, places: tuple[str, ...], **given: str) -> None:
    """Note that a paper of KIND is printed, write its PDF, and print its id."""
    named = choosing.Named(kind.replace("-", "_"), day=day.date() if day else None, **given)
    made, content = _done(lambda: _made(named, "\n".join(places)), kind)
    output.write_bytes(content)
    click.echo(made)


async def _made(named: choosing.Named, places: str) -> tuple[UUID, bytes]:
    now = clock.now()
    asked = await choosing.asked_by_name(named, now)
    return await _pdf(await posting.put_up(asked, read_places(places), by=OPERATOR, now=now))


async def _pdf(made: UUID) -> tuple[UUID, bytes]:
    paper = await posting.paper_of(await posted.print_for(OPERATOR, made))
    return made, await paper.pdf()


@group.command("list")
def listed() -> None:
    """Show what hangs somewhere, the newest first."""
    for view in run(_hanging):
        where = ", ".join(view.places) or "?"
        click.echo(
            f"{view.id}  {view.printed_at:%Y-%m-%d}  {view.asked.kind} {view.asked.paper}  {view.title}  {where}"
        )


async def _hanging() -> list[posted.PrintView]:
    return await posted.hanging(*await posted.desks(OPERATOR), clock.now())


@group.command()
@click.option("--language", default=SOURCE, type=LANGUAGE)
def outdated(language: str) -> None:
    """Say which papers must be replaced, where they hang, and what changed. Status 1 when there are some."""
    found = run(lambda: posted.outdated_for(OPERATOR, clock.now()))
    for each in found:
        said = told(each, language)
        click.echo(f"{each.first.id}  {said.heading}: {said.places or '?'}  {said.what}")
        for session, sentences in said.changes:
            click.echo(f"    {session}. {' '.join(sentences)}")
    sys.exit(1 if found else 0)


@group.command()
@click.argument("paper", type=click.UUID)
@click.option("--output", type=FILE, required=True, help="the PDF to write")
def again(paper: UUID, output: Path) -> None:
    """Print PAPER, which is out of date, as it is now, for the same places."""
    made, content = _done(lambda: _again(paper), str(paper))
    output.write_bytes(content)
    click.echo(made)


async def _again(paper: UUID) -> tuple[UUID, bytes]:
    return await _pdf(await posting.print_anew(paper, by=OPERATOR, now=clock.now()))


@group.command()
@click.argument("paper", type=click.UUID)
def done(paper: UUID) -> None:
    """Say that PAPER, and those like it, were replaced, corrected or taken down."""
    click.echo(_done(lambda: posting.settle(paper, by=OPERATOR, now=clock.now()), str(paper)))


@group.command()
@click.argument("paper", type=click.UUID)
@click.argument("places", nargs=-1)
def where(paper: UUID, places: tuple[str, ...]) -> None:
    """Say where PAPER hangs; without places, that it was taken down."""

    async def noted() -> None:
        if places:
            await posting.move(paper, read_places("\n".join(places)), by=OPERATOR, now=clock.now())
        else:
            await posting.take_down(paper, by=OPERATOR, now=clock.now())

    _done(noted, str(paper))
    click.echo("Noted." if places else "Taken down.")


@group.command()
@click.argument("library")
@click.option("--day", type=DAY, help="today when not given")
@click.option("--language", default=SOURCE, type=LANGUAGE)
def answering(library: str, day: datetime | None, language: str) -> None:
    """Print what the answering machine of LIBRARY (id or slug) says."""

    async def said() -> str:
        found = await choosing.library_named(library)
        return (await script(found, day.date() if day else None, language, clock.now())).text

    click.echo(_done(said, library), nl=False)


def _done(act: Callable[[], Awaitable[T]], about: str) -> T:
    """Do something; ends with a plain message when it is refused or there is no such thing."""
    try:
        return run(act)
    except Refused as error:
        keys: Any = error.fields.values() if isinstance(error, Invalid) else [error.reason]
        raise click.ClickException(" ".join(sentence(key, "en", **error.facts) for key in keys)) from error
    except NotFound as error:
        raise click.ClickException(f"{about}: not found.") from error


COMMANDS = (group,)
