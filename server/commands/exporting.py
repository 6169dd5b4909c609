"""`agendatheque export`: the agenda of this instance in one open file."""

import json
import os
from pathlib import Path
from typing import Any

import click

from server.api import agenda_file
from server.commands.opened import run
from server.foundation import clock
from server.foundation.settings import settings


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write libraries, rooms, closings, workshops, series and sessions to FILE (JSON); no bookings, no people.

    `agendatheque import FILE` puts them into an empty instance, with the same ids.
    """
    told = run(_told)
    unready = file.with_name(f"{file.name}.part")
    with unready.open("w", encoding="utf-8") as opened:
        json.dump(told, opened, ensure_ascii=False, indent=1)
        opened.flush()
        os.fsync(opened.fileno())
    unready.replace(file)
    click.echo(", ".join(f"{len(told[name])} {name.replace('_', ' ')}" for name in agenda_file.TABLES))


async def _told() -> dict[str, Any]:
    async with agenda_file.one_moment():
        return await agenda_file.export(clock.now(), settings().url)


COMMANDS = (export,)
