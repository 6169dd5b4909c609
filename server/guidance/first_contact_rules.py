"""First contact at the desk: from a need to what to propose, in which order (detect, assess, refer). No database.

The three steps and their order are those of the national kit for those who help with digital matters. What is said of a
person is a few choices; nothing of it is kept but a count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.foundation.errors import Invalid
from server.workshops.domains import DOMAINS

PROCEDURE, ACCESS, UNSURE = "procedure", "access", "unsure"
# What somebody wants to do, and the themes of workshops that answer it, the nearest first.
THEMES = {
    PROCEDURE: ("procedures",),
    "device": ("first_steps", "files_photos"),
    "phone": ("phone_tablet", "first_steps"),
    "mail": ("email", "first_steps"),
    "search": ("internet", "first_steps"),
    "photos": ("files_photos",),
    "jobs": ("jobs", "procedures"),
    "safety": ("safety",),
    ACCESS: ("first_steps",),
    UNSURE: ("first_steps", "phone_tablet"),
}
WANTS = tuple(THEMES)
EASE = ("never", "little", "easy")
# How far a level is from what somebody can do: 0 fits; a level that is not named is too hard.
GAPS = {
    "never": {"beginner": 0, "": 1, "intermediate": 3},
    "little": {"beginner": 0, "": 0, "intermediate": 1},
    "easy": {"intermediate": 0, "advanced": 0, "": 1, "beginner": 2},
}
SLOTS, SESSIONS, PLACES, BODIES, PAPER = "slots", "sessions", "places", "bodies", "paper"
RESOURCES = "resources"
MOST_OWN, MOST_ELSEWHERE, MOST_SLOTS = 4, 4, 4


@dataclass(frozen=True)
class Need:
    """What was said at the desk. `domain`: of a formality, if they say it; `back`: they can come another day."""

    want: str
    ease: str
    urgent: bool = False
    back: bool = True
    domain: str = ""

    def check(self) -> None:
        """Raise Invalid unless each is one of the choices."""
        wrong = {} if self.want in WANTS else {"want": "bad_choice"}
        wrong |= {} if self.ease in EASE else {"ease": "bad_choice"}
        wrong |= {} if not self.domain or self.domain in DOMAINS else {"domain": "bad_choice"}
        if wrong:
            raise Invalid(wrong)

    @property
    def alone(self) -> bool:
        """Whether they can do it by themselves once they have learnt how, rather than now with somebody."""
        return self.ease == "easy" and not self.urgent


@dataclass(frozen=True)
class Option:
    """A session that may answer a need. `theme`: which of the need's themes it has, 0 for the nearest; `own`: it is at
    the library where the person stands."""

    id: UUID
    starts_at: datetime
    level: str
    theme: int
    own: bool
    today: bool


def parts(need: Need) -> tuple[str, ...]:
    """Return what to propose, in order; what one reads by oneself comes last."""
    return (*_with_somebody(need), RESOURCES)


def _with_somebody(need: Need) -> tuple[str, ...]:
    if need.want == PROCEDURE:
        return (SESSIONS, SLOTS, BODIES) if need.alone else (SLOTS, BODIES, PAPER, SESSIONS)
    if need.want == ACCESS:
        return (PLACES, SESSIONS)
    if need.want in {"jobs", "safety"}:
        return (BODIES, SESSIONS) if need.urgent else (SESSIONS, BODIES)
    return (SESSIONS, PLACES)


def ranked(options: Iterable[Option], need: Need) -> list[Option]:
    """Return the sessions to propose, the best first, each once: none too hard, today's alone for who cannot return.

    The level counts first, then the theme, then that it is here; where it is urgent, the date before all these.
    """
    gaps = GAPS[need.ease]
    fit: dict[UUID, Option] = {}
    for option in options:
        known = fit.get(option.id)
        if option.level in gaps and (need.back or option.today) and (known is None or option.theme < known.theme):
            fit[option.id] = option

    def place(option: Option) -> tuple[object, ...]:
        usual = (gaps[option.level], option.theme, not option.own)
        first = (gaps[option.level] > 1, option.starts_at.date()) if need.urgent else ()
        return (*first, *usual, option.starts_at, option.id)

    return sorted(fit.values(), key=place)


def chosen(options: Iterable[Option], need: Need) -> tuple[list[Option], list[Option]]:
    """Return the best few sessions here, and the best few elsewhere."""
    best = ranked(options, need)
    own, elsewhere = ([one for one in best if one.own is here] for here in (True, False))
    return own[:MOST_OWN], elsewhere[:MOST_ELSEWHERE]
