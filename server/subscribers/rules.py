"""How long a private feed lives, what goes into it, which sessions are somebody's, what is counted of reading."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

UNUSED = timedelta(days=548)  # eighteen months
NOTICE = timedelta(days=60)
REMEMBERED = timedelta(days=180)
SEEN_EVERY = timedelta(minutes=10)
MOST_GATHERED = 60
MOST_OF_STAFF = 40
ALARMS = (0, 60, 1440)  # minutes
BACK, AHEAD = timedelta(days=30), timedelta(days=365)
TRIAL_LASTS = timedelta(days=7)
COUNTS_KEPT = timedelta(days=400)
KINDS = ("patron", "presenter", "room")
# The name of the file in the address of each kind of feed.
FILES = {"patron": "mes-ateliers.ics", "presenter": "mes-seances.ics", "room": "salle.ics"}
TRIAL_FILE = "essai.ics"

_TOKEN = re.compile(r"(?:^|/p/)([a-z2-7]{32})(?:$|[/?#\s])")
_ENDINGS = (".ics", ".atom", ".json")
# Each booking and each session has a calendar of its own: these are counted together, and no secret is written down.
_TOGETHER = re.compile(r"^/(reservations|demandes|seances)/[^/]+\.ics$")
_OWN = re.compile(r"^/p/[^/]+/([a-z-]+\.ics)$")
_PUBLIC = re.compile(r"^/(agenda\.[a-z]+|bibliotheques/[^/]+/agenda\.[a-z]+|f/[^/]+)$")


class State(StrEnum):
    """Where a feed is in its life; `ending` is the time in which we say that it will stop."""

    LIVE = "live"
    ENDING = "ending"
    STOPPED = "stopped"


def stops_at(used_at: datetime) -> datetime:
    """Return when a feed that nobody reads stops."""
    return used_at + UNUSED


def state(used_at: datetime, now: datetime) -> State:
    """Return where a feed is in its life, from its last reading."""
    if now >= stops_at(used_at):
        return State.STOPPED
    return State.ENDING if now >= stops_at(used_at) - NOTICE else State.LIVE


def token_in(pasted: str) -> str:
    """Return the token in an address that somebody pasted (webcal, https, of the feed or of its page), or nothing."""
    found = _TOKEN.search(pasted.strip())
    return found[1] if found else ""


def presents(written: str, name: str) -> bool:
    """Tell whether the presenters of a session, as written, name somebody; both are folded. "ana" is not "anabelle"."""
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", written) is not None


def counted_as(path: str, filtered: bool) -> str:
    """Return under which name a reading is counted, nothing when it is not: never a secret, nor what was filtered."""
    if not path.endswith(_ENDINGS):
        return ""
    if own := _OWN.match(path):
        return "" if own[1] == TRIAL_FILE else f"/p/*/{own[1]}"
    if together := _TOGETHER.match(path):
        return f"/{together[1]}/*.ics"
    if not _PUBLIC.match(path):
        return ""
    return (path + ("?" if filtered else ""))[:200]
