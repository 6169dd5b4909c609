"""Make a paper that was asked for: its PDF, its picture, and what the picture shows in words."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.foundation import spoken
from server.foundation.languages import SOURCE, translator
from server.foundation.settings import settings
from server.foundation.squares import drawn
from server.foundation.words import slug
from server.prints import posters, programmes, signs
from server.prints.contents import Content, load, version
from server.prints.rules import Asked
from server.prints.typesetting import draw, typeset
from server.prints.typography import printed
from server.prints.words import KINDS

# For each kind: its source, and what gives its facts.
MAKERS = {
    "poster": ("poster.typ", posters.facts),
    "flyer": ("poster.typ", posters.facts),
    "brochure": ("programme.typ", programmes.facts),
    "large_print": ("programme.typ", programmes.facts),
    "sign": ("sign.typ", signs.facts),
}
# Dots an inch of a picture: all are about as wide.
DOTS = {"a3": 60, "a4": 84, "a5": 118}
SHOWN = 24  # sessions of a programme on the picture of its first page


@dataclass(frozen=True)
class Paper:
    """A paper ready to be set: what it shows at `now`, and the digest of that."""

    asked: Asked
    content: Content
    now: datetime

    @property
    def digest(self) -> str:
        return version(self.asked, self.content)

    @property
    def name(self) -> str:
        """The name of its file."""
        day = f"-{self.asked.day.isoformat()}" if self.asked.day else ""
        kind = translator(self.asked.language).gettext(KINDS[self.asked.kind])
        return f"{slug(kind)}-{slug(self.content.title)}{day}-{self.asked.paper}.pdf"

    @property
    def title(self) -> str:
        """What it is, in the language it is printed in."""
        kind = translator(self.asked.language).gettext(KINDS[self.asked.kind])
        words = translator(self.asked.language)
        return words.gettext("%(kind)s : %(title)s") % {"kind": kind, "title": self.content.title}

    async def pdf(self) -> bytes:
        """Return it as PDF."""
        return await typeset(MAKERS[self.asked.kind][0], _facts(self))

    async def picture(self) -> bytes:
        """Return its first page as a picture (PNG), from the same source."""
        few = replace(self.content, sessions=self.content.sessions[:SHOWN]) if self.asked.day else self.content
        return await draw(MAKERS[self.asked.kind][0], _facts(self, few), DOTS[self.asked.paper])

    def alt(self, language: str) -> str:
        """Return what the picture shows, for those who do not see it."""
        words, content = translator(language), self.content
        kind = words.gettext(KINDS[self.asked.kind])
        if self.asked.day:
            return f"{kind}. {programmes.summed_up(content, language)}"
        first = content.sessions[0]
        when = spoken.when(first.starts_at, first.ends_at, first.timezone, language)
        left = len(content.sessions) - 1
        more = words.ngettext("et %(num)s autre date", "et %(num)s autres dates", left) % {"num": left} if left else ""
        phone = spoken.phone(content.phone)
        parts = (kind, content.title, f"{when} {more}".strip(), first.place or first.library, phone)
        return ". ".join(part for part in parts if part) + "."


async def prepared(asked: Asked, now: datetime) -> Paper:
    """Return the paper that is asked for; raises Invalid, NotFound or Refused."""
    return Paper(asked, await load(asked.check(), now), now)


def _facts(paper: Paper, content: Content | None = None) -> dict[str, Any]:
    asked, shown = paper.asked, content or paper.content
    words, url = translator(asked.language), f"{settings().url}{shown.path}"
    zone = shown.timezone or settings().timezone
    day = spoken.date_in_words(paper.now.astimezone(ZoneInfo(zone)).date(), asked.language)
    told = {
        **MAKERS[asked.kind][1](asked, shown),
        "title": paper.title,
        "site": settings().name,
        "phone": spoken.phone(shown.phone),
        "version": words.gettext("Imprimé le %(day)s. Version %(version)s.")
        % {"day": day, "version": paper.digest[:6]},
        "square_words": words.gettext("Carré à photographier : il mène à %(url)s") % {"url": url},
    }
    fixed = {"lang": asked.language, "own_lang": SOURCE, "paper": asked.paper, "square": drawn(url)}
    return {**printed(told, asked.language), **fixed}
