"""`agendatheque web`: answer browsers, programs and peers."""

import gc

import click
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings

from server.commands.database import database
from server.commands.parent import die_with_parent

HEADER_MILLISECONDS = 5000


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="web processes behind the same port")
def web(host: str, port: int, workers: int) -> None:
    """Answer browsers, programs and peers."""
    die_with_parent()
    with database():
        gc.disable()  # while the process that serves, our fork, reads its modules: `served` sees to it
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


COMMANDS = (web,)
