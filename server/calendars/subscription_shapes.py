"""What programs send and get about subscriptions."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from ical_feeds.guard import Problem as Found
from ical_feeds.imported import ImportedEvent
from server.calendars.imported import ImportedView
from server.calendars.subscriptions import SubscriptionView


class Source(msgspec.Struct, forbid_unknown_fields=True):
    """Where a calendar is: `url` as people paste it, of a calendar or a page with one; or the text of an .ics file."""

    url: str = ""
    calendar: str = ""


class NewSubscription(Source, forbid_unknown_fields=True):
    """A calendar to take up. `label` says whose it is (its own name when empty); `library` is a slug, null for none.

    An event is taken when one of `words_in` is in it, none of `words_out`, and one of `categories` is one of its own.
    """

    label: str = ""
    library: str | None = None
    themes: list[str] = []
    audiences: list[str] = []
    level: str = ""
    words_in: list[str] = []
    words_out: list[str] = []
    categories: list[str] = []


class SubscriptionChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change of a subscription; what is left out stays."""

    label: str | UnsetType = UNSET
    library: str | UnsetType | None = UNSET
    themes: list[str] | UnsetType = UNSET
    audiences: list[str] | UnsetType = UNSET
    level: str | UnsetType = UNSET
    words_in: list[str] | UnsetType = UNSET
    words_out: list[str] | UnsetType = UNSET
    categories: list[str] | UnsetType = UNSET


class EventChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is to stand about an event, all of it: what is left out is as its calendar, or the subscription, says."""

    hidden: bool = False
    title: str = ""
    library: str | None = None
    themes: list[str] | None = None
    audiences: list[str] | None = None
    level: str = ""


class Verdict(msgspec.Struct, forbid_unknown_fields=True):
    """Whether what vanished at once is to be withdrawn, or kept."""

    withdraw: bool


class Problem(msgspec.Struct):
    """What was repaired or left out, on which line (0 for none)."""

    key: str
    detail: str
    line: int


class Event(msgspec.Struct):
    """An event of a calendar. `shown` tells whether it is in the public agenda, `edited` whether staff changed it."""

    id: UUID | None
    title: str
    starts_at: datetime
    ends_at: datetime | None
    all_day: bool
    location: str
    url: str
    status: str
    categories: list[str]
    shown: bool
    edited: bool


class Preview(msgspec.Struct):
    """What would come in."""

    url: str
    name: str
    events: list[Event]
    problems: list[Problem]


class Subscription(msgspec.Struct):
    """A subscription. `health`: asking, failing, stumbling, paused, file, well. `error` says why the last try failed.

    `coming` events are shown, `left_out` are not taken. `vanishing` events vanished at once, at `asked_at`, and wait.
    """

    id: UUID
    url: str
    name: str
    label: str
    library: UUID | None
    themes: list[str]
    audiences: list[str]
    level: str
    words_in: list[str]
    words_out: list[str]
    categories: list[str]
    health: str
    coming: int
    left_out: int
    edited: int
    fetched_at: datetime | None
    good_at: datetime | None
    next_at: datetime | None
    changed_at: datetime | None
    changes: int
    failures: int
    error: str
    problems: list[Problem]
    asked_at: datetime | None
    vanishing: int


COPIED = (
    "id url name coming left_out edited fetched_at good_at next_at changed_at changes failures error asked_at vanishing"
)


def subscription(view: SubscriptionView) -> Subscription:
    """Return a subscription as programs see it."""
    labels, choice = view.labels, view.choice
    return Subscription(
        **{name: getattr(view, name) for name in COPIED.split()},
        label=labels.label,
        library=labels.library,
        themes=list(labels.themes),
        audiences=list(labels.audiences),
        level=labels.level,
        words_in=list(choice.words_in),
        words_out=list(choice.words_out),
        categories=list(choice.categories),
        health=str(view.health),
        problems=problems(view.problems),
    )


def event(found: ImportedView) -> Event:
    """Return an event of a subscription as programs see it."""
    told = ("id", "title", "starts_at", "ends_at", "all_day", "location", "url", "status", "edited")
    shown = found.taken and found.hidden_at is None
    return Event(**{name: getattr(found, name) for name in told}, categories=list(found.categories), shown=shown)


def coming(told: ImportedEvent) -> Event:
    """Return an event that would come in."""
    names = ("title", "starts_at", "ends_at", "all_day", "location", "url", "status")
    values = {name: getattr(told, name) for name in names}
    return Event(id=None, **values, categories=list(told.categories), shown=False, edited=False)


def problems(found: Iterable[Found]) -> list[Problem]:
    """Return what was repaired or left out."""
    return [Problem(each.key, each.detail, each.line) for each in found]
