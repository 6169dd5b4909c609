"""Serve: the web process, the worker, or both with one command."""

import os
import signal
import subprocess
import sys
import threading
import time

import click
import uvloop
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings

from server import worker
from server.commands.opened import database, run
from server.foundation.migrations import migrate as apply_migrations

HEADER_MILLISECONDS = 5000
PARENT = "AGT_PARENT"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="web processes behind the same port")
def web(host: str, port: int, workers: int) -> None:
    """Answer browsers, programs and peers."""
    _die_with_parent()
    with database():
        Granian(
            "server.app:served",
            factory=True,
            interface=Interfaces.ASGI,
            address=host,
            port=port,
            workers=workers,
            loop=Loops.uvloop,
            workers_kill_timeout=5,
            backpressure=4000 // workers,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
            websockets=False,
            log_access=False,
        ).serve()


@click.command("worker")
def work() -> None:
    """Send what is owed, hear what peers said, erase what must be; any number of workers may run."""
    _die_with_parent()
    with database():
        uvloop.run(worker.main())


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Run web and worker together, for a small library; a process that dies is started again."""
    with database():
        commands = {"web": ["web", "--host", host, "--port", str(port)], "worker": ["worker"]}
        _keep_running(commands)


@click.command()
def migrate() -> None:
    """Bring the database to this version."""
    run(apply_migrations, checked=False)
    click.echo("The database is up to date.")


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


def _die_with_parent() -> None:
    """Stop this process when the `serve` that started it is gone, killed or not."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


COMMANDS = (serve, web, work, migrate)
