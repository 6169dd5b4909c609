"""What a workshop and a session must be, and what may become of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.foundation.errors import Invalid, Refused
from server.resources.fitness import PROGRAMMES

LEVELS = ("beginner", "intermediate", "advanced")
MODES = ("on_site", "online", "mixed")
THEMES = (
    "first_steps", "email", "internet", "files_photos", "phone_tablet", "procedures", "jobs", "safety", "parenting",
    "creation", "culture", "accessibility",
)  # fmt: skip
PROFESSIONAL = "professional"
AUDIENCES = ("everyone", "seniors", "youth", "families", "jobseekers", "newcomers", PROFESSIONAL)
LANGUAGES = ("fr", "fsl", "en", "ar", "zh", "es", "pt", "ru", "tr", "uk")
LONGEST = timedelta(days=31)
MOST_SEATS = 1000
HELD_AFTER_START = timedelta(minutes=10)
FEWEST_DATES = 2
MOST_DATES = 40
FEWEST_STEPS, MOST_STEPS = 2, 20


@dataclass(frozen=True)
class Dates:
    """When a session takes place, in aware instants."""

    starts_at: datetime
    ends_at: datetime


def check_lengths(texts: dict[str, tuple[str, int]]) -> None:
    """Raise Invalid for each text, given with its greatest number of characters, that is longer."""
    wrong = {name: "too_long" for name, (text, most) in texts.items() if len(text) > most}
    if wrong:
        raise Invalid(wrong)


def check_workshop(
    title: str,
    level: str,
    themes: list[str],
    audiences: list[str],
    minutes: int,
    language: str = "fr",
    kind: str = "",
) -> None:
    """Raise Invalid unless the workshop can be kept: title of 3 to 150 characters, and nothing unknown."""
    wrong = {}
    if len(title.strip()) < 3:
        wrong["title"] = "missing"
    if len(title) > 150:
        wrong["title"] = "too_long"
    chosen = (
        ("level", {level} - {""}, LEVELS),
        ("themes", set(themes), THEMES),
        ("audiences", set(audiences), AUDIENCES),
        ("language", {language}, LANGUAGES),
        ("kind", {kind} - {""}, PROGRAMMES),
    )
    wrong |= {name: "bad_choice" for name, given, known in chosen if given - set(known)}
    if PROFESSIONAL in audiences and len(audiences) > 1:
        wrong["audiences"] = "professional_alone"
    if not 10 <= minutes <= 24 * 60:
        wrong["minutes"] = "bad_number"
    if wrong:
        raise Invalid(wrong)


def check_session(dates: Dates, capacity: int, waiting_places: int, mode: str, online_url: str) -> None:
    """Raise Invalid unless the session ends after it starts, within a month, with a sensible number of seats."""
    wrong = {}
    if dates.ends_at <= dates.starts_at:
        wrong["ends_at"] = "ends_before_start"
    if dates.ends_at - dates.starts_at > LONGEST:
        wrong["ends_at"] = "too_long_session"
    if not 2000 <= dates.starts_at.year <= 2100:
        wrong["starts_at"] = "bad_date"
    numbers = {"capacity": capacity, "waiting_places": waiting_places}
    wrong |= {name: "bad_number" for name, number in numbers.items() if not 0 <= number <= MOST_SEATS}
    if mode not in MODES:
        wrong["mode"] = "bad_choice"
    if online_url and not online_url.startswith("https://"):
        wrong["online_url"] = "bad_address"
    if wrong:
        raise Invalid(wrong)


def check_series(title: str, dates: int) -> None:
    """Raise Invalid unless the series has a title (3 to 150 characters) and from two to forty dates."""
    wrong = {}
    if len(title.strip()) < 3:
        wrong["title"] = "missing"
    if len(title) > 150:
        wrong["title"] = "too_long"
    if not FEWEST_DATES <= dates <= MOST_DATES:
        wrong["dates"] = "too_few_dates" if dates < FEWEST_DATES else "too_many_dates"
    if wrong:
        raise Invalid(wrong)


def check_path(title: str, summary: str, workshops: Sequence[UUID]) -> None:
    """Raise Invalid unless a path has a title (3 to 150 characters) and from two to twenty workshops, each once."""
    wrong = {} if 3 <= len(title) <= 150 else {"title": "too_long" if len(title) > 150 else "missing"}
    wrong |= {} if len(summary) <= 300 else {"summary": "too_long"}
    if not FEWEST_STEPS <= len(workshops) <= MOST_STEPS:
        wrong["steps"] = "too_few_steps" if len(workshops) < FEWEST_STEPS else "too_many_steps"
    elif len(set(workshops)) < len(workshops):
        wrong["steps"] = "workshop_twice"
    if wrong:
        raise Invalid(wrong)


def check_publish(state: str, ends_at: datetime, now: datetime) -> None:
    """Refuse to publish anything but a draft that is not over."""
    if state != "draft":
        raise Refused("not_a_draft")
    if ends_at <= now:
        raise Refused("session_over")


def check_change(state: str, capacity: int, waiting_places: int, taken: int, waiting: int) -> None:
    """Refuse to change what is over, or to offer fewer seats than are taken."""
    if state in {"cancelled", "withdrawn"}:
        raise Refused("session_closed")
    if capacity < taken:
        raise Refused("seats_taken", taken=taken)
    if waiting_places < waiting:
        raise Refused("people_waiting", waiting=waiting)


def check_cancel(state: str) -> None:
    """Refuse to cancel anything but a published or postponed session."""
    if state not in {"published", "postponed"}:
        raise Refused("not_published")


def check_postpone(state: str, starts_at: datetime, now: datetime, *, hold: bool) -> None:
    """Refuse to put off anything but a published session to come; `hold`: to hold anything but a postponed one."""
    if state != ("postponed" if hold else "published"):
        raise Refused("not_postponed" if hold else "not_published")
    if starts_at <= now:
        raise Refused("session_over")


def check_withdraw(state: str, taken: int, waiting: int) -> None:
    """Refuse to withdraw a session that people have booked: it must be cancelled, so that they are told."""
    if state not in {"draft", "published", "postponed", "cancelled"}:
        raise Refused("session_closed")
    if state in {"published", "postponed"} and (taken or waiting):
        raise Refused("people_booked", taken=taken + waiting)


def held_until(starts_at: datetime) -> datetime:
    """Return until when seats are held where one may also come without a booking: later they go by order of arrival."""
    return starts_at + HELD_AFTER_START
