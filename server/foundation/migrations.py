"""Bring the schema to this program's version, and refuse to serve on another one."""

import asyncio
import contextlib
import io
import os
import sys

from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.conf.apps import Finder

from server.foundation.database import DB

LOCK = 7261001
os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")


class WrongSchema(Exception):
    """The database is not at the version of this program."""


async def migrate() -> None:
    """Apply all missing migrations in one transaction; several migrators at once do the work once."""
    async with DB.transaction():
        await DB.run_ddl("SET LOCAL lock_timeout = 0")
        await DB.run_ddl(f"SELECT pg_advisory_xact_lock({LOCK})")
        with contextlib.redirect_stdout(io.StringIO()) as told:
            result = await run_forwards("all")
        if not result.success:
            raise WrongSchema(told.getvalue())


def known() -> set[str]:
    """Return the ids of the migrations that this program carries."""
    return {
        migration
        for app in Finder().get_sorted_app_names()
        for migration in _ids(Finder().get_app_config(app).migrations_folder_path)
    }


def _ids(folder: str | os.PathLike[str]) -> set[str]:
    names = {entry.name[:-3] for entry in os.scandir(folder) if entry.name.endswith(".py")} - {"__init__"}
    texts = [_id_of(os.path.join(folder, f"{name}.py")) for name in names]
    return set(texts)


def _id_of(path: str) -> str:
    with open(path, encoding="utf-8") as source:
        line = next(line for line in source if line.startswith("ID = "))
    return line.split('"')[1] if '"' in line else line.split("'")[1]


async def check_schema() -> None:
    """Raise WrongSchema, with what to do, unless the database has exactly this program's migrations."""
    tables = await DB.run_ddl("SELECT to_regclass('migration') AS name")
    rows = await DB.run_ddl("SELECT name FROM migration") if tables and tables[0]["name"] else []
    applied = {row["name"] for row in rows}
    if missing := known() - applied:
        raise WrongSchema(f"The database misses {len(missing)} migration(s). Run: agendatheque migrate")
    if unknown := applied - known():
        raise WrongSchema(
            f"The database is newer than this program ({sorted(unknown)[-1]}). Install the newer version."
        )


def pending() -> list[str]:
    """Return what the tables say that no migration does, as one line per application; no database is needed."""
    found = []
    for name in Finder().get_sorted_app_names():
        config = Finder().get_app_config(name)
        statements = asyncio.run(AutoMigrationManager().get_alter_statements(config))
        if any(part.statements for part in statements):
            found.append(f"{name}: {[line for part in statements for line in part.statements]}")
    return found


if __name__ == "__main__":
    lines = pending()
    sys.stdout.write("\n".join(lines) + "\n" if lines else "Tables and migrations agree.\n")
    sys.exit(bool(lines))
