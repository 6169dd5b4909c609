"""The hours of somebody on one day of the week, as they are said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import get_day_names

from server.foundation.languages import translator
from server.foundation.spoken import hour
from server.resources.rules import spans


@dataclass(frozen=True)
class Week:
    """The hours of Monday to Sunday, of which one day is said."""

    hours: Sequence[str]
    weekday: int

    @property
    def any(self) -> bool:
        """Whether there are hours on this day."""
        return bool(self.hours and spans(self.hours[self.weekday]))

    def said(self, language: str) -> str:
        """Return the day and its hours in words: "le mardi, de 9 h à 12 h et de 14 h à 18 h"."""
        words = translator(language)
        day = words.gettext("le %(day)s") % {"day": get_day_names("wide", locale=language)[self.weekday]}
        parts = [
            words.gettext("de %(start)s à %(end)s") % {"start": _at(start, language), "end": _at(end, language)}
            for start, end in spans(self.hours[self.weekday]) or ()
        ]
        if not parts:
            return day
        both = " ".join([", ".join(parts[:-1]), words.gettext("et"), parts[-1]]) if len(parts) > 1 else parts[0]
        return f"{day}, {both}"


def _at(minute: int, language: str) -> str:
    return hour(datetime(2000, 1, 1, minute // 60 % 24, minute % 60, tzinfo=UTC), "UTC", language)
