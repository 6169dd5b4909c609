"""The subscriptions as staff see them: how each is doing, what it tells, and what is asked of a person."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ical_feeds.choosing import Choice
from ical_feeds.guard import Problem
from ical_feeds.subscriptions import choice_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.calendars.health import Health, Labels, health
from server.calendars.imported import IMPORTED, ImportedView, view
from server.calendars.tables import Subscription
from server.foundation.due import Due
from server.foundation.errors import NotFound
from server.foundation.languages import N_
from server.libraries.queries import libraries_for, require

MOST_EVENTS = 500
# Of each calendar: what of it is to come, shown or not.
ALL = """
SELECT f.*, c.label, c.host, c.library, c.themes, c.audiences, c.level, l.name AS library_name,
  coalesce(n.coming, 0) AS coming, coalesce(n.left_out, 0) AS left_out, coalesce(n.edited, 0) AS edited
FROM calendar_subscription c JOIN ical_feed f ON f.id = c.id LEFT JOIN library l ON l.id = c.library
LEFT JOIN (
  SELECT e.feed, count(*) FILTER (WHERE e.taken AND x.hidden_at IS NULL)::int AS coming,
    count(*) FILTER (WHERE NOT e.taken)::int AS left_out, count(x.event)::int AS edited
  FROM ical_event e LEFT JOIN calendar_edit x ON x.event = e.id
  WHERE e.withdrawn_at IS NULL AND e.starts_at > {} GROUP BY e.feed) n ON n.feed = c.id
"""
EVENTS = " WHERE e.feed = {} AND e.withdrawn_at IS NULL AND e.starts_at > {} ORDER BY e.starts_at, e.id LIMIT {}"
# A question is asked, or nothing could be read for a day.
TO_DO = Due(
    one=N_("%(num)s calendrier attend votre réponse"),
    many=N_("%(num)s calendriers attendent votre réponse"),
    url="/bureau/abonnements",
    value="""
SELECT count(*) FROM calendar_subscription c JOIN ical_feed f ON f.id = c.id
WHERE (f.asked_at IS NOT NULL OR (f.error <> '' AND f.paused_at IS NULL AND f.good_at < $2 - interval '1 day'))
  AND (c.library = any($3) OR (c.library IS NULL AND $4))""",
)
VANISHING = """
SELECT title, starts_at, ends_at, timezone, all_day FROM ical_event
WHERE feed = {} AND missing_at IS NOT NULL AND withdrawn_at IS NULL ORDER BY starts_at LIMIT {}
"""


@dataclass(frozen=True)
class SubscriptionView:
    """A subscription. `name` is how the calendar calls itself; `url` is empty for a file.

    `coming` counts what is shown of what is to come, `left_out` what its choice leaves out, `edited` what staff
    changed. `changes` is how many events moved at `changed_at`. `error` is the key of why the last try failed.
    `vanishing` events have vanished at once and wait for an answer when `asked_at` is set.
    """

    id: UUID
    url: str
    name: str
    choice: Choice
    labels: Labels
    library_name: str
    host: str
    health: Health
    coming: int
    left_out: int
    edited: int
    created_at: datetime
    fetched_at: datetime | None
    good_at: datetime | None
    next_at: datetime | None
    changed_at: datetime | None
    changes: int
    failures: int
    error: str
    error_detail: str
    problems: tuple[Problem, ...]
    asked_at: datetime | None
    vanishing: int
    changeable: bool

    @property
    def called(self) -> str:
        """How it is called: as staff called it."""
        return self.labels.label or self.name or self.host


COPIED = (
    "id url name host coming left_out edited created_at fetched_at good_at changed_at changes failures error"
    " error_detail asked_at vanishing"
).split()


def _view(row: dict[str, Any], mine: set[UUID | None], person: Person, now: datetime) -> SubscriptionView:
    told = json.loads(row["problems"]) if isinstance(row["problems"], str) else row["problems"]
    asked, paused = row["asked_at"] is not None, row["paused_at"] is not None
    state = {"url": row["url"], "asked": asked, "paused": paused, "error": row["error"], "good_at": row["good_at"]}
    kinds = (tuple(row["themes"] or ()), tuple(row["audiences"] or ()))
    return SubscriptionView(
        **{name: row[name] for name in COPIED},
        choice=choice_of(row),
        labels=Labels(row["label"], row["library"], *kinds, row["level"]),
        library_name=row["library_name"] or "",
        health=health(**state, now=now),
        next_at=None if paused else row["next_at"],
        problems=tuple(Problem(*each) for each in told),
        changeable=person.administrator or row["library"] in mine,
    )


async def _followed_by(person: Person) -> set[UUID | None]:
    """Return the libraries whose calendars the person may add and change."""
    return {library.id for library in await libraries_for(person, Power.FOLLOW)}


async def subscriptions(person: Person, now: datetime) -> list[SubscriptionView]:
    """Return all subscriptions, those first that need a person, then by name; everybody on the staff may see them."""
    mine = await _followed_by(person)
    found = [_view(row, mine, person, now) for row in await Subscription.raw(ALL, now)]
    order = list(Health)
    return sorted(found, key=lambda each: (order.index(each.health), each.called.casefold()))


async def subscription(person: Person, feed: UUID, now: datetime) -> SubscriptionView:
    """Return one; raises NotFound."""
    rows = await Subscription.raw(ALL + " WHERE c.id = {}", now, feed)
    if not rows:
        raise NotFound
    return _view(rows[0], await _followed_by(person), person, now)


async def subscription_to_change(person: Person, feed: UUID, now: datetime) -> SubscriptionView:
    """Return one for someone who may change it; raises NotFound."""
    found = await subscription(person, feed, now)
    await require(person, found.labels.library, Power.FOLLOW)
    return found


async def events_of(feed: UUID, now: datetime) -> list[ImportedView]:
    """Return what is to come in a calendar, shown or not, by start; at most 500."""
    return [view(row) for row in await Subscription.raw(IMPORTED + EVENTS, feed, now, MOST_EVENTS)]


@dataclass(frozen=True)
class Vanishing:
    """An event that its calendar does not tell any more."""

    title: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    all_day: bool


async def vanishing(feed: UUID) -> list[Vanishing]:
    """Return what vanished and waits: for an answer, or for another copy without it."""
    return [Vanishing(**row) for row in await Subscription.raw(VANISHING, feed, MOST_EVENTS)]
