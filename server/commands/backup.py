"""`agendatheque backup` and `restore`: the database, the secret and the list of erasures, in one file."""

import os
import tarfile
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import click

from server.bookings import erasure
from server.commands.database import database
from server.commands.opened import run
from server.foundation import clock
from server.foundation.database import DB
from server.foundation.dumping import CannotDump, dump, put_back
from server.foundation.migrations import migrate
from server.foundation.settings import settings
from server.foundation.tables import Heartbeat

DUMP, SECRET = "agenda.dump", "secret"
ALIVE = timedelta(minutes=2)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all there is to FILE, while the program runs. It holds names and keys: let nobody else read it."""
    with database() as address, tempfile.TemporaryDirectory(dir=settings().data) as folder:
        dumped = Path(folder) / DUMP
        _tried(lambda: dump(address, dumped))
        unready = file.with_name(f"{file.name}.part")
        with os.fdopen(os.open(unready, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            with tarfile.open(fileobj=opened, mode="w") as archive:
                archive.add(dumped, DUMP)
                for name in (SECRET, erasure.LIST):
                    if (settings().data / name).exists():
                        archive.add(settings().data / name, name)
            opened.flush()
            os.fsync(opened.fileno())
        unready.replace(file)
    click.echo(f"{file}: {file.stat().st_size} bytes.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="in the place of what is there, which is dumped in the data folder first")
def restore(file: Path, replace: bool) -> None:
    """Put back what `backup` wrote. Whoever asked to be erased since then is erased again."""
    with tempfile.TemporaryDirectory() as folder:
        _unpack(file, Path(folder))
        there, listed, working = run(_what_is_there, checked=False)
        if working:
            raise click.ClickException("A worker runs on this database: stop the program first.")
        if there and not replace:
            raise click.ClickException(
                "There are libraries in this database: --replace puts the backup in their place."
            )
        with database(checked=False) as address:
            if there:
                before = settings().data / "before-restore.dump"
                _tried(lambda: dump(address, before))
                before.chmod(0o600)
                click.echo(f"What was there is in {before}.")
            _tried(lambda: put_back(address, Path(folder) / DUMP))
        _put_files(Path(folder))
        again, due = run(lambda: _mend(listed), checked=False)
    click.echo(f"Restored. {again} contacts erased again because somebody had asked, {due} because their day is over.")
    click.echo("Bookings made or cancelled after the backup are as they were then: compare with the paper lists.")


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as archive:
            for name in (DUMP, SECRET, erasure.LIST):
                if name in archive.getnames():
                    archive.extract(name, folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise click.ClickException(f"{file} cannot be read: {error}") from error
    if not (folder / DUMP).exists():
        raise click.ClickException(f"{file} holds no {DUMP}: was it written by `agendatheque backup`?")


async def _what_is_there() -> tuple[bool, set[UUID], bool]:
    """Return whether there are libraries, who asked to be erased, and whether a worker is alive."""
    tables = await DB.run_ddl("SELECT to_regclass('contact_erased') AS erased, to_regclass('library') AS library")
    if not tables or not tables[0]["library"]:
        return False, erasure.in_file(settings().data), False
    found = await DB.run_ddl("SELECT EXISTS (SELECT 1 FROM library) AS there")
    listed = await erasure.listed(settings().data) if tables[0]["erased"] else erasure.in_file(settings().data)
    beats = await Heartbeat.select(Heartbeat.at)
    return bool(found and found[0]["there"]), listed, any(clock.now() - beat["at"] < ALIVE for beat in beats)


def _put_files(folder: Path) -> None:
    """Put back the secret, without which the keys cannot be read (another one stays beside it), and who was erased."""
    data = settings().data
    kept, ours = folder / SECRET, data / SECRET
    if kept.exists() and not (ours.exists() and ours.read_bytes() == kept.read_bytes()):
        if ours.exists():
            ours.replace(data / f"{SECRET}.before")
        _copy(kept, ours)
        settings.cache_clear()
    if (folder / erasure.LIST).exists() and not (data / erasure.LIST).exists():
        _copy(folder / erasure.LIST, data / erasure.LIST)


def _copy(kept: Path, to: Path) -> None:
    to.touch(mode=0o600)
    to.write_bytes(kept.read_bytes())


async def _mend(listed: set[UUID]) -> tuple[int, int]:
    """Bring the schema up to date, then erase again; return how many because somebody asked, and by date."""
    await migrate()
    now: datetime = clock.now()
    again = await erasure.erase_again(listed | await erasure.listed(settings().data), now)
    return again, await erasure.erase_due(now)


def _tried(work: Callable[[], None]) -> None:
    try:
        work()
    except CannotDump as error:
        raise click.ClickException(str(error)) from error


COMMANDS = (backup, restore)
