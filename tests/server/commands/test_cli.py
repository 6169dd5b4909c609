"""Each command is found by its name, in the one module that has it."""

import gc
from importlib import import_module
from pathlib import Path

import click

from server import app, cli, commands
from server.accounts.actions import HASHER, NOBODY


def test_each_command_is_found_and_none_is_forgotten():
    places = [path.stem for path in Path(commands.__file__).parent.glob("[a-z]*.py")]
    modules = {place: import_module(f"server.commands.{place}") for place in places}
    held = {command.name: place for place in places for command in getattr(modules[place], "COMMANDS", ())}
    assert held == {**cli.COMMANDS, **cli.INNER}
    context = click.Context(cli.program)
    assert [cli.program.get_command(context, name).name for name in held] == list(held)
    assert cli.program.get_command(context, "unknown") is None


def test_cycles_are_looked_for_again_once_all_is_read(monkeypatch):
    cli.program.get_command(click.Context(cli.program), "worker")
    assert gc.isenabled()
    monkeypatch.setattr(app.DB, "config", dict(app.DB.config))
    monkeypatch.setattr(app, "create_app", lambda: gc.disable())  # as the process that serves is handed over
    app.served()
    assert gc.isenabled()


def test_an_unknown_account_takes_as_long_as_a_known_one():
    assert not HASHER.check_needs_rehash(NOBODY)
