"""Our coming sessions as OpenAgenda takes events in: `EventInput` of its API v3, one event for each session.

What OpenAgenda works out by itself (`uid`, `slug`, `timezone`, `dateRange`...) is refused by it, and never told.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.languages import translator
from server.workshops import public_states
from server.workshops.queries import SessionView
from server.workshops.words import LEVELS, THEMES

LANGUAGE = "fr"  # what staff write is in French
TITLE, DESCRIPTION, LONG, CONDITIONS, KEYWORDS = 140, 200, 10_000, 255, 255
LONGEST = timedelta(hours=24)
KEY = "agendatheque"
NO_PLACE, TOO_LONG = "openagenda_no_place", "openagenda_too_long"
MODES = {"on_site": 1, "online": 2, "mixed": 3}
STATUS = {
    public_states.SCHEDULED: 1,
    public_states.RESCHEDULED: 2,
    public_states.MOVED_ONLINE: 3,
    public_states.POSTPONED: 4,
    public_states.FULL: 5,
    public_states.CANCELLED: 6,
}
FACILITIES = {"wheelchair": "mi", "hearing_loop": "hi", "sign_language": "hi", "sight": "vi"}
CONDITION = "Gratuit. Sur réservation, en ligne, par téléphone ou à l'accueil."
OPEN_CONDITION = "Gratuit. On peut réserver, ou venir sans réservation dans la limite des places."


def why_not(session: SessionView, locations: Mapping[UUID, int]) -> str:
    """Return why OpenAgenda would refuse a session, as a reason, or an empty text; `locations` are its own numbers."""
    return refusal(session.library_id, session.mode, session.ends_at - session.starts_at, locations)


def refusal(library: UUID, mode: str, lasts: timedelta, locations: Mapping[UUID, int]) -> str:
    """Return the same for all sessions of a library that are held in one way and last as long."""
    if mode != "online" and library not in locations:
        return NO_PLACE
    return TOO_LONG if lasts > LONGEST else ""


def event(
    session: SessionView, *, site: str, locations: Mapping[UUID, int], full: bool, with_status: bool = False
) -> dict[str, Any]:
    """Return the EventInput of a session; `full`: no seat is left.

    `site` is the public address of this instance. `with_status`: an agenda that has not chosen to keep a state refuses
    one, so that it is told on demand only.
    """
    page = f"{site}/seances/{session.id}"
    told: dict[str, Any] = {
        "title": _said(_cut(session.title, TITLE)),
        "description": _said(_cut(session.summary or session.description or session.title, DESCRIPTION)),
        "longDescription": _said(_cut(_long(session), LONG)),
        "conditions": _said(_cut(OPEN_CONDITION if session.drop_in else CONDITION, CONDITIONS)),
        "keywords": {LANGUAGE: _keywords(session)},
        "timings": [{"begin": _local(session, session.starts_at), "end": _local(session, session.ends_at)}],
        "attendanceMode": MODES[session.mode],
        "accessibility": {code: code in _offered(session) for code in ("hi", "mi", "vi")},
        "registration": [{"type": "link", "value": page}],
        "extIds": [{"key": KEY, "value": str(session.id)}],
    }
    if session.phone:
        told["registration"].append({"type": "phone", "value": session.phone})
    if session.mode != "online":
        told["location"] = {"uid": locations[session.library_id]}
    if session.mode != "on_site":
        told["onlineAccessLink"] = page  # the meeting itself is told to who booked, on this page
    if session.picture:
        told["image"] = {"url": f"{site}{session.picture.url('jpg')}"}
    if with_status:
        told["status"] = STATUS[public_states.public_state(session, full=full)]
    return {name: value for name, value in told.items() if value not in ({}, {LANGUAGE: ""}, {LANGUAGE: []})}


def _said(text: str) -> dict[str, str]:
    return {LANGUAGE: text}


def _cut(text: str, most: int) -> str:
    """Return a text of `most` characters at most, cut between words."""
    text = text.strip()
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(None, 1)[0].rstrip(" ,;:.") + "…"


def _long(session: SessionView) -> str:
    words = translator(LANGUAGE).gettext
    level = words(LEVELS[session.level]) if session.level in LEVELS else ""
    bring = f"À apporter : {session.bring}" if session.bring else ""
    needed = f"Il faut déjà savoir : {session.prerequisites}" if session.prerequisites else ""
    outside = f"Lieu : {session.place}" if session.place else ""
    return "\n\n".join(
        text for text in (session.description or session.summary, session.note, level, needed, bring, outside) if text
    )


def _keywords(session: SessionView) -> list[str]:
    words = translator(LANGUAGE).gettext
    return [_cut(words(THEMES.get(theme, theme)), KEYWORDS) for theme in session.themes]


def _offered(session: SessionView) -> set[str]:
    return {FACILITIES[one] for one in session.facilities if one in FACILITIES}


def _local(session: SessionView, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(session.timezone)).isoformat()
