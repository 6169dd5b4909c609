"""Each command is found by its name, in the one module that has it."""

from importlib import import_module
from pathlib import Path

import click

from server import cli, commands
from server.accounts.actions import HASHER, NOBODY


def test_each_command_is_found_and_none_is_forgotten():
    places = [path.stem for path in Path(commands.__file__).parent.glob("[a-z]*.py")]
    modules = {place: import_module(f"server.commands.{place}") for place in places}
    held = {command.name: place for place in places for command in getattr(modules[place], "COMMANDS", ())}
    assert held == {**cli.COMMANDS, **cli.INNER}
    context = click.Context(cli.program)
    assert [cli.program.get_command(context, name).name for name in held] == list(held)
    assert cli.program.get_command(context, "unknown") is None


def test_an_unknown_account_takes_as_long_as_a_known_one():
    assert not HASHER.check_needs_rehash(NOBODY)
