"""The program `agendatheque`."""

import gc
import sys
from importlib import import_module

import click

from server.foundation.migrations import WrongSchema
from server.foundation.settings import BadSetting, version

# Where each command is. Only the one that is asked for is read: a process that serves starts in half the time.
COMMANDS = {
    "backup": "backup",
    "bench": "bench",
    "demo": "demo",
    "doctor": "doctor",
    "federation": "federation",
    "export": "exporting",
    "feed": "feed",
    "hooks": "hooks",
    "import": "importing",
    "materials": "materials",
    "migrate": "migrating",
    "paths": "materials",
    "mirror": "mirror",
    "print": "printing",
    "restore": "backup",
    "serve": "running",
    "series": "series",
    "staff": "admin",
    "subscriptions": "subscriptions",
    "token": "admin",
    "web": "web",
    "worker": "working",
}
INNER = {"demo-fill": "demo", "demo-join": "demo"}


class Program(click.Group):
    """A group that reads the module of a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None when there is none of that name."""
        place = {**COMMANDS, **INNER}.get(cmd_name)
        if place is None:
            return None
        return next(command for command in _commands(place) if command.name == cmd_name)


def _commands(place: str) -> tuple[click.Command, ...]:
    """Return the commands of a module. What is read stays: to look through it for cycles would take a quarter more."""
    gc.disable()
    found: tuple[click.Command, ...] = import_module(f"server.commands.{place}").COMMANDS
    gc.freeze()
    gc.enable()
    return found


@click.group(cls=Program)
@click.version_option(version())
def program() -> None:
    """Agendathèque: publish the workshops of your libraries, take bookings, share agendas."""


def main() -> None:
    """Run the program; a setting or a schema that is wrong ends it with a plain message and status 2."""
    try:
        program(standalone_mode=True)
    except (BadSetting, WrongSchema) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
