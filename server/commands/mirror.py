"""`agendatheque mirror`: the agenda to carry away, in one file."""

import os
from pathlib import Path

import click

from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.languages import LANGUAGES, SOURCE
from server.mirrors.making import make
from server.mirrors.shapes import MOST_SESSIONS, Made, Wanted


@click.command("mirror")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--library", default="", help="slug of one library; all when not given")
@click.option("--language", default=SOURCE, type=click.Choice(list(LANGUAGES)))
@click.option("--most", default=MOST_SESSIONS, type=click.IntRange(1, 50_000), help="sessions at most, the next ones")
def mirror(file: Path, library: str, language: str, most: int) -> None:
    """Write FILE, a zip of pages and calendars that open without network: what is public and to come; no names.

    Unzipped, `index.html` opens in any browser, `sha256sum -c SHA256SUMS` checks it, and a web server may serve it.
    """
    unready = file.with_name(f"{file.name}.part")

    async def made() -> Made:
        with unready.open("wb") as opened:
            found = await make(opened, Wanted(library, language, most), clock.now())
            opened.flush()
            os.fsync(opened.fileno())
        return found

    try:
        told = run(made)
        unready.replace(file)
    except NotFound as error:
        raise click.ClickException(f"{library}: not found.") from error
    finally:
        unready.unlink(missing_ok=True)
    click.echo(f"{told.sessions} sessions, {told.files} files{'; there are more sessions later' if told.cut else ''}")


COMMANDS = (mirror,)
