"""`agendatheque migrate`: the tables that this version needs."""

import click

from server.commands.opened import run
from server.foundation.migrations import migrate as apply_migrations


@click.command()
def migrate() -> None:
    """Bring the database to this version."""
    run(apply_migrations, checked=False)
    click.echo("The database is up to date.")


COMMANDS = (migrate,)
