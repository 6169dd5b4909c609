"""`agendatheque materials`: resources in and out of a file; `agendatheque paths`: the ready paths, and adopting one."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from server.commands.federation import OPERATOR
from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.reasons import sentence
from server.libraries.queries import by_slug
from server.materials import actions, adopting, queries
from server.materials.adopting import Adopted
from server.materials.models import all_models, model_path

T = TypeVar("T")


def _told(action: Callable[[], Awaitable[T]]) -> T:
    """Run one coroutine function; what is refused, or not there, ends the command with a sentence."""
    try:
        return run(action)
    except Refused as error:
        keys = error.fields.values() if isinstance(error, Invalid) else [error.reason]
        raise click.ClickException(" ".join(sentence(key, "en", **error.facts) for key in keys)) from error
    except NotFound as error:
        raise click.ClickException("There is no such ready path, or no such library.") from error


@click.group()
def materials() -> None:
    """Learning resources, in the shape of Les Bases."""


@materials.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def read_in(file: Path) -> None:
    """Read the resources of FILE (.json); reading it again changes nothing."""
    report = _told(lambda: actions.read_in(file.read_bytes(), by=OPERATOR, now=clock.now()))
    click.echo(f"{report.entries} resources, {report.added} new, {report.changed} changed.")


@materials.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--imported", is_flag=True, help="only those that came in by a file, as they came")
def give(file: Path, imported: bool) -> None:
    """Write all resources to FILE (.json)."""
    file.write_bytes(_told(lambda: queries.as_file(own=not imported)))
    click.echo(str(file))


@click.group()
def paths() -> None:
    """Ready paths: workshops that follow each other, written beforehand."""


@paths.command("list")
def show() -> None:
    """Say which ready paths there are."""
    for model in all_models():
        click.echo(f"{model.key:<14} {len(model.workshops)} sessions  {model.title}")


@paths.command("adopt")
@click.argument("key")
@click.option("--library", default="", help="slug; the whole network when not given")
def take(key: str, library: str) -> None:
    """Make the ready path KEY one's own; done before, it is only found."""
    found = _told(lambda: _adopt(key, library))
    click.echo(f"{'Adopted' if found.made else 'There already'}: /bureau/parcours/{found.path}")


async def _adopt(key: str, library: str) -> Adopted:
    place = (await by_slug(library)).id if library else None
    return await adopting.adopt(model_path(key), place, by=OPERATOR, now=clock.now())


COMMANDS = (materials, paths)
