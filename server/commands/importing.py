"""`agendatheque import`: a programme from a spreadsheet or a calendar."""

import json
from pathlib import Path
from typing import Any

import click

from server.accounts.queries import all_staff
from server.accounts.rules import Person
from server.commands.federation import OPERATOR
from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.reasons import sentence
from server.intake import actions, drafts
from server.libraries.queries import LibraryView, all_libraries
from server.takeout import actions as takeout
from server.takeout.queries import is_one
from server.workshops.importing import MOST_LINES, Report


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--library", "slug", help="slug of the library of lines that name none; the first one when not given")
@click.option("--publish", is_flag=True, help="publish the sessions at once; they are drafts otherwise")
def load(file: Path, slug: str | None, publish: bool) -> None:
    """Load a programme from FILE (.csv, .xlsx, .ods or .ics). Loading the same file again changes nothing.

    A FILE that `agendatheque export` wrote (.json) goes into an empty instance.
    """
    body = file.read_bytes()
    try:
        if told := _agenda(body):
            counts = run(lambda: takeout.load(told, by=OPERATOR, now=clock.now()))
            click.echo(", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items() if number))
            return
        report = run(lambda: _load(body, slug, publish))
    except Refused as error:
        keys = error.fields.values() if isinstance(error, Invalid) else [error.reason]
        raise click.ClickException(" ".join(sentence(key, "en", **error.facts) for key in keys)) from error
    click.echo(f"{report.planned} sessions planned, {report.known} already there, {report.workshops} new workshops.")
    for origin, reason in report.refused:
        click.echo(f"{origin}: {sentence(reason, 'en')}", err=True)


def _agenda(body: bytes) -> dict[str, Any] | None:
    """Return the agenda that a file holds, None when it is a programme."""
    if not body.lstrip().startswith(b"{"):
        return None
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told if is_one(told) else None


async def _load(body: bytes, slug: str | None, public: bool) -> Report:
    libraries = _with_first(await all_libraries(), slug)
    now = clock.now()
    administrator = next(row for row in await all_staff() if row.administrator and not row.disabled)
    by = Person(administrator.id, administrator.name, True, "system")
    made = await drafts.bring_in(body, zone=libraries[0].timezone, by=by, now=now, most=MOST_LINES)
    draft = await drafts.draft_of(by, made, now)
    if draft.kind == "table" and {"title", "date"} - set(draft.choices.columns or {}):
        raise Invalid({"file": "columns_missing"})
    rows = await drafts.rows_to_import(draft, libraries)
    _run, report = await actions.run_import(
        rows, kind=draft.kind, public=public, library=slug or "", by=by, now=now, draft=draft.id
    )
    return report


def _with_first(libraries: list[LibraryView], slug: str | None) -> list[LibraryView]:
    """Return the libraries with the wanted one first; raises ClickException when it is not there."""
    if not libraries:
        raise click.ClickException("Add a library first (its page: /bureau/bibliotheques).")
    if slug and slug not in {library.slug for library in libraries}:
        raise click.ClickException(f"No library {slug!r}.")
    return sorted(libraries, key=lambda library: library.slug != slug) if slug else libraries


COMMANDS = (load,)
