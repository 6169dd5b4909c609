"""Who may use a partner's link, what a partner's sheet must hold, and what its return slip may say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from server.foundation.errors import Invalid

LONGEST_NAME = 120
LONGEST_LINK = timedelta(days=366)


@dataclass(frozen=True)
class Sheet:
    """What a manager writes down: the organisation's name, the libraries open to it, the link's last day."""

    name: str
    libraries: tuple[UUID, ...]
    until: date | None


def check_sheet(sheet: Sheet, today: date) -> None:
    """Raise Invalid unless all is there, and the last day is to come, within a year."""
    wrong = {}
    if not sheet.name or len(sheet.name) > LONGEST_NAME:
        wrong["name"] = "too_long" if sheet.name else "missing"
    if not sheet.libraries:
        wrong["libraries"] = "no_library"
    if sheet.until is None:
        wrong["until"] = "bad_date"
    elif not today <= sheet.until <= today + LONGEST_LINK:
        wrong["until"] = "bad_until"
    if wrong:
        raise Invalid(wrong)


def is_open(until: date, revoked_at: datetime | None, today: date) -> bool:
    """Tell whether a partner's link opens: up to the end of its last day, unless it was taken back."""
    return revoked_at is None and today <= until


def may_change(managed: Collection[UUID], libraries: Collection[UUID]) -> bool:
    """Tell whether someone who manages some libraries may change a partner: if they manage all of its own."""
    return set(libraries) <= set(managed)


def slip(consented: bool, state: str, cancelled_by: str, came: str | None) -> str:
    """Return what the return slip says: confirmed, waiting, cancelled, came, missed, or nothing.

    Without the person's consent it says nothing but what the partner did itself. `came` is the attendance of the person
    (present, absent, excused), or None while it is not recorded: that is no absence.
    """
    if not consented:
        return "cancelled" if state == "cancelled" and cancelled_by == "partner" else ""
    if state == "confirmed" and came is not None:
        return "came" if came == "present" else "missed"
    return "waiting" if state == "offered" else state
