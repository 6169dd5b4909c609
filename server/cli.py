"""The program `agendatheque`."""

import sys

import click

from server import sentences
from server.commands import admin, backup, bench, demo, doctor, federation, importing, running
from server.foundation.migrations import WrongSchema
from server.foundation.settings import BadSetting, version


@click.group()
@click.version_option(version())
def program() -> None:
    """Agendathèque: publish the workshops of your libraries, take bookings, share agendas."""


GROUPS = (running, admin, demo, importing, federation, doctor, backup, bench)

for command in (command for group in GROUPS for command in group.COMMANDS):
    program.add_command(command)


def main() -> None:
    """Run the program; a setting or a schema that is wrong ends it with a plain message and status 2."""
    sentences.gather()
    try:
        program(standalone_mode=True)
    except (BadSetting, WrongSchema) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
