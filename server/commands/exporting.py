"""`agendatheque export`: what this instance holds, in one open file."""

import json
import os
from pathlib import Path
from typing import Any

import click

from server.commands.opened import run
from server.foundation import clock
from server.foundation.settings import settings
from server.takeout.contents import TABLES
from server.takeout.queries import export as all_told
from server.takeout.queries import one_moment


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--people", is_flag=True, help="with who presents, their hours and leave, and who signed: names")
def export(file: Path, people: bool) -> None:
    """Write all that is planned, offered and counted to FILE (JSON); no bookings, no accounts.

    `agendatheque import FILE` puts it into an empty instance, with the same ids.
    """
    told = run(lambda: _told(people))
    unready = file.with_name(f"{file.name}.part")
    with unready.open("w", encoding="utf-8") as opened:
        json.dump(told, opened, ensure_ascii=False, indent=1)
        opened.flush()
        os.fsync(opened.fileno())
    unready.replace(file)
    click.echo(", ".join(f"{len(told[name])} {name.replace('_', ' ')}" for name in TABLES if told[name]))


async def _told(people: bool) -> dict[str, Any]:
    async with one_moment():
        return await all_told(clock.now(), settings().url, people=people)


COMMANDS = (export,)
