"""`agendatheque series`: a series of sessions by rule, every date kept or skipped said before anything is written."""

from dataclasses import dataclass
from uuid import UUID

import click

from server.commands.federation import OPERATOR
from server.commands.opened import run
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.reasons import sentence
from server.libraries.queries import LibraryView, by_slug
from server.planning import actions, days, forms
from server.planning.rules import Proposal, looked_at, propose
from server.workshops.outfit import outfitted, usual_needs
from server.workshops.queries import workshop_by_slug

REASONS = ("public", "school", "not_open")


@dataclass(frozen=True)
class Proposed:
    """The dates of a series in one library, and whether all of its school holidays are known."""

    library: LibraryView
    dates: list[Proposal]
    known: bool


@click.command()
@click.argument("workshop")
@click.option("--library", "libraries", multiple=True, required=True, help="slug; several get the same dates")
@click.option("--first", required=True, help="first day, like 2027-01-12")
@click.option("--start", required=True, help="local hour, like 14:00")
@click.option("--rhythm", default="w1", help="w1: each week, w2: every other week; m24: second and fourth of a month")
@click.option("--most", default="", help="how many sessions in each library")
@click.option("--last", default="", help="last day")
@click.option("--minutes", default="", help="how long; as the workshop says when not given")
@click.option("--capacity", default="8", help="seats")
@click.option("--waiting", default="4", help="places on the waiting list")
@click.option("--keep", multiple=True, type=click.Choice(REASONS), help="do not skip these days")
@click.option("--publish", is_flag=True, help="publish the sessions at once; they are drafts otherwise")
@click.option("--write", is_flag=True, help="plan the dates kept; without it they are only shown")
def series(workshop: str, libraries: tuple[str, ...], publish: bool, write: bool, **typed: str) -> None:
    """Plan sessions of WORKSHOP (its slug) by a rule; each date is shown, kept or skipped with its reason."""
    keep = typed.pop("keep")
    form = {**forms.USUAL, **typed, "waiting_places": typed.pop("waiting")}
    form |= {f"skip_{name}": "" for name in keep}
    try:
        found, batch = run(lambda: _planned(workshop, libraries, form, publish, write))
    except Refused as error:
        keys = error.fields.values() if isinstance(error, Invalid) else [error.reason]
        raise click.ClickException(" ".join(sentence(key, "en", **error.facts) for key in keys)) from error
    except NotFound as error:
        raise click.ClickException(f"There is no workshop {workshop!r}, or no such library.") from error
    for one in found:
        _show(one)
    click.echo(f"Planned: /bureau/series/{batch}" if batch else "Nothing is written: --write plans the dates kept.")


async def _planned(
    slug: str, libraries: tuple[str, ...], form: forms.Form, publish: bool, write: bool
) -> tuple[list[Proposed], UUID | None]:
    workshop, now = await workshop_by_slug(slug), clock.now()
    form = {**form, "minutes": form["minutes"] or str(workshop.minutes)}
    found = [await _proposed(workshop.id, await by_slug(name), form) for name in dict.fromkeys(libraries)]
    if not write:
        return found, None
    plans = {
        one.library.id: [forms.plans_on(form, one.library.timezone)(date.day) for date in one.dates if date.kept]
        for one in found
    }
    return found, await actions.plan_everywhere(workshop.id, plans, public=publish, by=OPERATOR, now=now)


async def _proposed(workshop: UUID, library: LibraryView, form: forms.Form) -> Proposed:
    rule, skip = forms.read_rule(form), forms.read_skip(form)
    wanted = looked_at(rule)
    plan_on = outfitted(forms.plans_on(form, library.timezone), await usual_needs(workshop, library.id))
    why = await days.reasons(wanted, plan_on, library, skip, now=clock.now())
    dates = propose(wanted, lambda day: why[day], most=rule.most)
    return Proposed(library, dates, days.unknown(library, skip, [date.day for date in dates]) is None)


def _show(one: Proposed) -> None:
    click.echo(one.library.name)
    for date in one.dates:
        why = " ".join(sentence(reason.key, "en", **reason.facts) for reason in date.reasons)
        click.echo(f"  {date.day:%a %Y-%m-%d}  {'kept' if date.kept else f'skipped: {why}'}")
    if not one.known:
        click.echo("  Its school holidays are not all known: check the dates yourself.")


COMMANDS = (series,)
