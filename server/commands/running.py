"""`agendatheque serve`: the web process and the worker with one command."""

import os
import signal
import subprocess
import sys
import threading
import time

import click

from server.commands.database import database
from server.commands.parent import PARENT


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Run web and worker together, for a small library; a process that dies is started again."""
    with database():
        commands = {"web": ["web", "--host", host, "--port", str(port)], "worker": ["worker"]}
        _keep_running(commands)


def _keep_running(commands: dict[str, list[str]]) -> None:
    """Start the commands, start again those that die, stop them all at SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    running = {name: _start(command) for name, command in commands.items()}
    while not stopping.wait(0.3):
        for name, process in running.items():
            if process.poll() is not None:
                click.echo(f"{name} stopped ({process.returncode}); it is started again.", err=True)
                time.sleep(0.5)
                running[name] = _start(commands[name])
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(35)
        except subprocess.TimeoutExpired:
            process.kill()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "server.commands", *command]
    environment = {**os.environ, PARENT: str(os.getpid())}
    return subprocess.Popen(program, env=environment, start_new_session=True)  # noqa: S603  # our own program


COMMANDS = (serve,)
