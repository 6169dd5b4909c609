"""How a subscription is doing, and what staff may say of its events (pure rules)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from server.foundation.errors import Invalid
from server.workshops.words import AUDIENCES, LEVELS, THEMES

LATE = timedelta(hours=24)
LONGEST_LABEL = 120


class Health(StrEnum):
    """How a subscription is doing."""

    ASKING = "asking"
    FAILING = "failing"
    STUMBLING = "stumbling"
    PAUSED = "paused"
    FILE = "file"
    WELL = "well"


def health(*, url: str, asked: bool, paused: bool, error: str, good_at: datetime | None, now: datetime) -> Health:
    """Return how a calendar is doing: a failed try is no trouble until a day has passed without a good one."""
    if asked:
        return Health.ASKING
    if not url:
        return Health.FILE
    if paused:
        return Health.PAUSED
    if error:
        return Health.FAILING if good_at is None or now - good_at >= LATE else Health.STUMBLING
    return Health.WELL


@dataclass(frozen=True)
class Labels:
    """How the events of a calendar are shown: `label` says whose they are; `library`, None for as each event says."""

    label: str
    library: UUID | None = None
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    level: str = ""

    def check(self) -> None:
        """Raise Invalid for what cannot be kept."""
        wrong = {}
        if not self.label.strip():
            wrong["label"] = "missing"
        elif len(self.label) > LONGEST_LABEL:
            wrong["label"] = "too_long"
        wrong |= check_kinds(self.themes, self.audiences, self.level)
        if wrong:
            raise Invalid(wrong)


def check_kinds(themes: Collection[str], audiences: Collection[str], level: str) -> dict[str, str]:
    """Return what is wrong with themes, audiences and level, by field."""
    wrong = {"themes": not set(themes) <= set(THEMES), "audiences": not set(audiences) <= set(AUDIENCES)}
    wrong["level"] = level not in {"", *LEVELS}
    return {name: "bad_choice" for name, bad in wrong.items() if bad}
