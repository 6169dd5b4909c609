"""The pages of a pack, their style and their pictures: relative links only, no script, no form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from markupsafe import Markup

from server.agenda.words import week_of
from server.bookings.cards import Card
from server.foundation import spoken
from server.foundation.languages import translator
from server.foundation.pages import FONTS, STATIC, render
from server.foundation.settings import settings
from server.mirrors.pack import Pack
from server.mirrors.shapes import Line

SHEETS = ("tokens", "base", "layout", "components", "print")
LETTERS = ("AtkinsonHyperlegible-Regular.ttf", "AtkinsonHyperlegible-Bold.ttf")
KEPT_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em"}
FIRST, FAR = "LISEZMOI.html", 50


@dataclass(frozen=True)
class Group:
    """Some sessions under one heading."""

    label: str
    lines: list[Line]


@dataclass(frozen=True)
class Month:
    """A month that has sessions: its first day, and the name of its page."""

    day: date
    lines: list[Line]

    @property
    def path(self) -> str:
        return f"mois/{self.day:%Y-%m}.html"


class Pages:
    """Puts pages into a pack, all in one language and with the day on which it is made."""

    def __init__(self, pack: Pack, language: str, zone: str, now: datetime, *, resources: bool) -> None:
        self._pack, self.language, self.zone, self._resources = pack, language, zone, resources
        self._made = spoken.day_year(now, zone, language)

    def put(self, name: str, template: str, **values: Any) -> None:
        """Add a page; its links begin with `root`, which leads back to the top of the pack."""
        root = "../" * name.count("/")
        body = render(
            f"mirrors/{template}", self.language, root=root, made=self._made, resources=self._resources, **values
        )
        self._pack.put(name, body.encode())

    def style(self) -> None:
        """Add the style sheets as one, the letters and the mark."""
        text = "\n".join((STATIC / "css" / f"{sheet}.css").read_text("utf-8") for sheet in SHEETS)
        self._pack.put("style/style.css", text.replace("/static/fonts/", "").encode())
        for name in LETTERS:
            self._pack.put(f"style/{name}", (FONTS / name).read_bytes())
        self._pack.put("style/icone.svg", (STATIC / "icone.svg").read_bytes())

    def session(self, told: Line, shown: Card) -> None:
        """Add the page of a session."""
        picture = f"images/{shown.picture.id}.jpg" if shown.picture else ""
        description = shown.description
        if isinstance(description, Markup):  # of a peer: its links lead out of the pack
            description = Markup(nh3.clean(description, tags=KEPT_TAGS))  # noqa: S704
        self.put(
            told.path,
            "session.html",
            session=shown,
            told=told,
            here="agenda",
            description=description,
            picture=picture if picture in self._pack else "",
            web=f"{settings().url}{shown.url}",
        )

    def by_week(self, lines: Sequence[Line]) -> list[Group]:
        """Return lines, in order of start, under their weeks: never "this week", which passes."""
        words = translator(self.language)
        said = words.gettext("Semaine du %(day)s")
        found = groupby(lines, key=lambda each: week_of(each.starts_at, self.zone))
        return [
            Group(said % {"day": spoken.date_in_words(monday, self.language)}, list(each)) for monday, each in found
        ]

    def by_month(self, lines: Sequence[Line]) -> list[Month]:
        """Return lines, in order of start, cut into months."""
        zone = ZoneInfo(self.zone)
        found = groupby(lines, key=lambda each: each.starts_at.astimezone(zone).date().replace(day=1))
        return [Month(first, list(each)) for first, each in found]

    def under_months(self, lines: Sequence[Line]) -> list[Group]:
        """Return lines, in order of start, under the names of their months."""
        return [Group(spoken.month_of(month.day, self.language), month.lines) for month in self.by_month(lines)]
