"""The demonstration: a hub and two networks of libraries, each an instance of its own, on this machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import click

from server.accounts.queries import id_of
from server.accounts.rules import Person
from server.commands.opened import run
from server.demo.fill import LINK, PASSWORD, fill
from server.foundation import clock
from server.foundation.settings import settings
from server.sharing.actions import follow

PATIENCE_SECONDS = 120
FIRST_PORT = 8000


@dataclass(frozen=True)
class Instance:
    """One instance of the demonstration; `offset` is added to the first port."""

    key: str
    name: str
    accent: str
    phone: str
    offset: int


INSTANCES = (
    Instance("hub", "Hub Bretagne", "ardoise", "02 61 91 10 00", 0),
    Instance("rennes", "Bibliothèques de Rennes", "bleu", "02 61 91 20 00", 1),
    Instance("brest", "Médiathèques de Brest", "vert", "02 61 91 40 00", 2),
)


@click.command()
@click.option("--reset", is_flag=True, help="forget what was done in the demonstration")
@click.option("--first-port", default=FIRST_PORT, show_default=True)
def demo(reset: bool, first_port: int) -> None:
    """Run a hub and two networks with real libraries; mails and SMS are shown on a page instead of sent."""
    _check_ports(first_port)
    # Addresses are part of every id: other ports are other instances, with data of their own.
    home = settings().data / ("demo" if first_port == FIRST_PORT else f"demo-{first_port}")
    if reset and home.exists():
        shutil.rmtree(home)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    running = [_serve(instance, home, first_port) for instance in INSTANCES]
    try:
        _fill_all(home, first_port)
        _tell(home, first_port)
        while not stopping.wait(0.5) and all(process.poll() is None for process in running):
            pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(40)


def _check_ports(first_port: int) -> None:
    """Say in words that a port is taken; raises ClickException."""
    for instance in INSTANCES:
        port = first_port + instance.offset
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                told = f"Port {port} is taken by another program. Stop it, or choose others: --first-port 8100"
                raise click.ClickException(told) from error


def _environment(instance: Instance, home: Path, first_port: int) -> dict[str, str]:
    """Return the environment of one instance; settings of the surrounding one do not reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AGENDATHEQUE_")}
    own = {
        "URL": f"http://127.0.0.1:{first_port + instance.offset}",
        "DATA": str(home / instance.key),
        "NAME": instance.name,
        "ACCENT": instance.accent,
        "PHONE": instance.phone,
        "HUB": "true" if instance.key == "hub" else "false",
        "ALLOW_PRIVATE_NETWORK": "true",
        "MAIL_URL": "page:",
        "SMS_URL": "page:",
        "DEMO": "true",
    }
    return kept | {f"AGENDATHEQUE_{name}": value for name, value in own.items()}


def _program(instance: Instance, home: Path, first_port: int, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "server.commands", *arguments]
    environment = _environment(instance, home, first_port)
    return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603  # our own program


def _serve(instance: Instance, home: Path, first_port: int) -> subprocess.Popen[bytes]:
    click.echo(f"Starting {instance.name} …")
    return _program(instance, home, first_port, "serve", "--port", str(first_port + instance.offset))


def _fill_all(home: Path, first_port: int) -> None:
    """Fill the three instances side by side, once they answer; then let the hub take in the networks that join it."""
    for instance in INSTANCES:
        _wait(f"http://127.0.0.1:{first_port + instance.offset}/healthz")
    filling = [_program(instance, home, first_port, "demo-fill", instance.key) for instance in INSTANCES]
    if any(process.wait() for process in filling):
        raise click.ClickException("The demonstration could not be filled.")
    hub, *networks = INSTANCES
    pairs = [(one, hub) for one in networks] + [(hub, one) for one in networks]
    for one, other in pairs:
        address = f"http://127.0.0.1:{first_port + other.offset}"
        if _program(one, home, first_port, "demo-join", one.key, address).wait():
            raise click.ClickException(f"{one.name} could not join {other.name}.")


def _wait(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  # our own instance, on this machine
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise click.ClickException(f"{address} does not answer.") from None
            time.sleep(0.3)


def _tell(home: Path, first_port: int) -> None:
    click.echo("\nThe demonstration is ready.\n")
    for instance in INSTANCES:
        click.echo(f"  {instance.name:<26} http://127.0.0.1:{first_port + instance.offset}/")
    click.echo("\nStaff sign in at /bureau with the password: " + PASSWORD)
    for instance in INSTANCES:
        names = ["direction"] if instance.key == "hub" else ["direction", "mediation", "accueil"]
        click.echo(f"  {instance.name:<26} " + ", ".join(f"{name}@{instance.key}.example" for name in names))
    click.echo("\nA partner books for people through its link:")
    for instance in INSTANCES[1:]:
        link = home / instance.key / LINK
        if link.exists():
            click.echo(f"  {instance.name:<26} {link.read_text('utf-8').strip()}")
    click.echo("\nMails and SMS are not sent: see /demo/messages. Stop with Ctrl+C.")


@click.command("demo-fill", hidden=True)
@click.argument("network")
def fill_one(network: str) -> None:
    """Fill the instance of the surrounding settings."""
    name = next(instance.name for instance in INSTANCES if instance.key == network)
    run(lambda: fill(network, now=clock.now(), say=lambda what: click.echo(f"  {name}: {what}")))


@click.command("demo-join", hidden=True)
@click.argument("network")
@click.argument("address")
def join(network: str, address: str) -> None:
    """Join a hub, or take a member in, as the administrator of an instance of the demonstration."""
    run(lambda: _join(network, address))


async def _join(network: str, address: str) -> None:
    administrator = await id_of(f"direction@{network}.example")
    if administrator is None:
        raise click.ClickException("This network has no administrator.")
    person = Person(administrator, "", True, f"staff:{administrator}")
    outcome = await follow(address, by=person, now=clock.now())
    if not outcome.ok:
        raise click.ClickException(f"Nobody was found there: {outcome}")


COMMANDS = (demo, fill_one, join)
