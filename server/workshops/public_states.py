"""The six states in which the public sees a session, the gravest first where several are true, and their words."""

from datetime import datetime
from typing import Protocol

from server.foundation.languages import N_, translator

# In the order of their gravity.
CANCELLED, POSTPONED, FULL, MOVED_ONLINE, RESCHEDULED, SCHEDULED = (
    "cancelled", "postponed", "full", "moved_online", "rescheduled", "scheduled",
)  # fmt: skip
LABELS = {
    SCHEDULED: N_("Séance prévue"),
    RESCHEDULED: N_("Nouvelle date"),
    MOVED_ONLINE: N_("La séance passe en ligne"),
    POSTPONED: N_("Séance reportée"),
    FULL: N_("Séance complète"),
    CANCELLED: N_("Séance annulée"),
}
# Those said on top of a card: that one has a date is no news, and seats left are said in words of their own.
STAMPED = frozenset({RESCHEDULED, MOVED_ONLINE, POSTPONED, CANCELLED})
# What a title says where nothing else would.
PREFIXES = {
    CANCELLED: N_("ANNULÉ — "),
    POSTPONED: N_("REPORTÉ — "),
    FULL: N_("COMPLET — "),
    MOVED_ONLINE: N_("EN LIGNE — "),
}
# schema.org's EventStatusType; being full is said by its offers.
SCHEMA_ORG = {
    CANCELLED: "EventCancelled",
    POSTPONED: "EventPostponed",
    MOVED_ONLINE: "EventMovedOnline",
    RESCHEDULED: "EventRescheduled",
    SCHEDULED: "EventScheduled",
}


class Dated(Protocol):
    """What the state of a session is told from."""

    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def previous_starts_at(self) -> datetime | None: ...
    @property
    def mode(self) -> str: ...
    @property
    def previous_mode(self) -> str: ...


def public_state(session: Dated, *, full: bool) -> str:
    """Return the public state of a published, postponed, cancelled or withdrawn session; `full`: no seat is left."""
    if session.state in {"cancelled", "withdrawn"}:
        return CANCELLED
    if session.state == "postponed":
        return POSTPONED
    if full:
        return FULL
    return date_state(session)


def date_state(session: Dated) -> str:
    """Return what happened to the date of a published session: moved on line, rescheduled, or nothing."""
    if session.mode == "online" and session.previous_mode not in {"", "online"}:
        return MOVED_ONLINE
    moved = session.previous_starts_at is not None and session.previous_starts_at != session.starts_at
    return RESCHEDULED if moved else SCHEDULED


def stamp(state: str, language: str) -> str:
    """Return what stands on top of a card, or an empty text."""
    return translator(language).gettext(LABELS[state]) if state in STAMPED else ""
