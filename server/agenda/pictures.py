"""Pictures for those who share a page of ours: drawn from what is public of a session or library, 1200 x 630 pixels."""

import functools
import hashlib
import json
import re
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import datetime

from server.foundation import spoken
from server.foundation.languages import translator
from server.foundation.pages import STATIC
from server.foundation.settings import settings
from server.libraries.queries import LibraryView
from server.prints.typesetting import SOURCES, draw
from server.workshops.public_states import public_state, stamp
from server.workshops.queries import SessionView

SOURCE = "picture.typ"
WIDTH, HEIGHT = 1200, 630
MOST_KEPT = 128  # pictures, of about 60 kB each; a process that lacks one draws the same again
KEPT: OrderedDict[str, bytes] = OrderedDict()


@dataclass(frozen=True)
class Picture:
    """What a picture shows, in words; `stamp` is what must be seen first, or empty. `path` is where it is served."""

    path: str
    lang: str
    title: str
    first: str
    second: str
    third: str
    stamp: str = ""

    @property
    def name(self) -> str:
        """A digest of all that it is drawn from: the same for the same bytes."""
        drawn = json.dumps([asdict(self), _colours(), settings().name, _source()], sort_keys=True)
        return hashlib.blake2b(drawn.encode(), digest_size=10).hexdigest()

    @property
    def url(self) -> str:
        """Its whole address, another one when it changes: those who keep pictures keep them by address."""
        return f"{settings().url}{self.path}?lang={self.lang}&v={self.name}"

    @property
    def alt(self) -> str:
        """What it says, for those who do not see it."""
        return ". ".join(part for part in (self.stamp, self.title, self.first, self.second, self.third) if part) + "."


def of_session(session: SessionView, language: str) -> Picture:
    """Return the picture of a public session."""
    words = translator(language)
    hours = {name: spoken.hour(at, session.timezone, language) for name, at in _span(session)}
    town = session.city if session.city and session.city not in session.library else ""
    here = session.place or ", ".join(part for part in (session.library, town) if part)
    return Picture(
        path=f"/seances/{session.id}/image.png",
        lang=language,
        title=session.title,
        first=spoken.day_year(session.starts_at, session.timezone, language),
        second=words.gettext("de %(start)s à %(end)s") % hours,
        third=words.gettext("En ligne, par Internet") if session.mode == "online" else here,
        stamp=stamp(public_state(session, full=False), language),
    )


def _span(session: SessionView) -> tuple[tuple[str, datetime], ...]:
    return (("start", session.starts_at), ("end", session.ends_at))


def of_library(library: LibraryView, language: str) -> Picture:
    """Return the picture of a library."""
    return Picture(
        path=f"/bibliotheques/{library.slug}/image.png",
        lang=language,
        title=library.name,
        first=translator(language).gettext("Les ateliers numériques"),
        second=library.address,
        third=f"{library.postal_code} {library.city}".strip(),
    )


def is_kept(picture: Picture) -> bool:
    """Tell whether a picture needs not be drawn again."""
    return picture.name in KEPT


async def drawn(picture: Picture) -> bytes:
    """Return the PNG of a picture."""
    name = picture.name
    if name not in KEPT:
        facts = {**asdict(picture), "site": settings().name, **_colours()}
        KEPT[name] = await draw(SOURCE, facts)
    KEPT.move_to_end(name)
    while len(KEPT) > MOST_KEPT:
        KEPT.popitem(last=False)
    return KEPT[name]


@functools.cache
def _source() -> str:
    return (SOURCES / SOURCE).read_text("utf-8")


@functools.cache
def _colours() -> dict[str, str]:
    """Return the colours of the theme in the light, those of the accent of this instance among them."""
    tokens = (STATIC / "css" / "tokens.css").read_text("utf-8").partition("@media")[0]
    own = tokens.partition(f".accent-{settings().accent} {{")[2].partition("}")[0]
    found = dict(re.findall(r"--(paper|ink|danger|accent): (#[0-9a-f]{6});", tokens.partition("}\n\n  .accent")[0]))
    return found | dict(re.findall(r"--(accent): (#[0-9a-f]{6});", own))
