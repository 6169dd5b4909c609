"""`agendatheque worker`: what is done behind the pages."""

import click
import uvloop

from server import worker
from server.commands.database import database
from server.commands.parent import die_with_parent


@click.command("worker")
def work() -> None:
    """Send what is owed, hear what peers said, erase what must be; any number of workers may run."""
    die_with_parent()
    with database():
        uvloop.run(worker.main())


COMMANDS = (work,)
