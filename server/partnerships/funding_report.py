"""The report of a file: what was planned and what was done, action by action and site by site, from attendance."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.attended import Attended, attended
from server.foundation.languages import N_, translator
from server.partnerships.funding_queries import ActionView, Site, WholeFile, day_after
from server.vouchers.statement import euros, plain

TOTAL = N_("Total")
HEADS = (
    N_("Action"),
    N_("Séances prévues"),
    N_("Séances faites"),
    N_("Heures prévues"),
    N_("Heures faites"),
    N_("Personnes prévues"),
    N_("Personnes présentes"),
    N_("Séances sans comptage"),
    N_("Montant prévu en euros"),
    N_("Montant dépensé en euros"),
)


@dataclass(frozen=True)
class Done:
    """What was done: sessions, minutes, people present; `uncounted` sessions are among them, nobody said who came."""

    sessions: int
    minutes: int
    present: int
    uncounted: int


@dataclass(frozen=True)
class OfAction:
    """An action with what was done for it."""

    action: ActionView
    done: Done


@dataclass(frozen=True)
class OfSite:
    """A site with what was done there."""

    site: Site
    done: Done


@dataclass(frozen=True)
class Report:
    """All figures of a file; amounts in cents. `untied`: workshops held in its period that no action has."""

    actions: list[OfAction]
    sites: list[OfSite]
    done: Done
    planned: int
    spent: int
    received: int
    budget: int
    untied: dict[UUID, str]

    @property
    def left(self) -> int:
        return self.budget - self.spent

    @property
    def due(self) -> int:
        return self.budget - self.received


def sum_up(sessions: Iterable[Attended]) -> Done:
    """Return the figures of sessions; who came to one that nobody counted is not nought, it is not known."""
    found = list(sessions)
    present = [one.present for one in found if one.present is not None]
    return Done(len(found), sum(one.minutes for one in found), sum(present), len(found) - len(present))


async def report(whole: WholeFile, now: datetime) -> Report:
    """Return the report of a file on what took place in its period, at its sites: those named, else its library's."""
    outline, view = whole.view.outline, whole.view
    if outline.starts_on is None or outline.ends_on is None:
        raise ValueError("a file has a period")
    sites = [site.library for site in whole.sites] or ([view.library] if view.library else None)
    held = await attended(outline.starts_on, day_after(outline.ends_on), now=now, libraries=sites)
    of = {workshop: action.id for action in whole.actions for workshop in action.workshops}
    tied = [one for one in held if one.workshop in of]
    return Report(
        actions=[OfAction(each, sum_up(one for one in tied if of[one.workshop] == each.id)) for each in whole.actions],
        sites=[OfSite(site, sum_up(one for one in tied if one.library == site.library)) for site in whole.sites],
        done=sum_up(tied),
        planned=sum(each.said.cents or 0 for each in whole.actions),
        spent=sum(each.said.spent or 0 for each in whole.actions),
        received=sum(share.received or 0 for share in whole.shares),
        budget=view.budget,
        untied={one.workshop: one.title for one in held if one.workshop not in of},
    )


def hours(minutes: int) -> str:
    """Return minutes as hours and hundredths, as tables hold them: "12,50"."""
    return f"{minutes // 60},{minutes % 60 * 100 // 60:02d}"


def as_csv(whole: WholeFile, told: Report, language: str) -> bytes:
    """Return the report as CSV (RFC 4180, UTF-8 with its mark, semicolons): a line for each action, then the total."""
    words = translator(language).gettext
    rows: list[Sequence[Any]] = [[words(head) for head in HEADS]]
    rows += [_cells(each.action.said.title, each.action.said, each.done) for each in told.actions]
    rows.append(_total(words(TOTAL), whole, told))
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(title: str, said: Any, done: Done) -> list[Any]:
    return [
        plain(title), said.sessions, done.sessions, hours(said.minutes), hours(done.minutes), said.people,
        done.present, done.uncounted, euros(said.cents or 0), euros(said.spent or 0),
    ]  # fmt: skip


def _total(word: str, whole: WholeFile, told: Report) -> list[Any]:
    said = [each.said for each in whole.actions]
    return [
        word, sum(one.sessions for one in said), told.done.sessions, hours(sum(one.minutes for one in said)),
        hours(told.done.minutes), sum(one.people for one in said), told.done.present, told.done.uncounted,
        euros(told.planned), euros(told.spent),
    ]  # fmt: skip
