"""What may be printed about what, where it is put up, and what on it is no longer true."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.foundation.errors import Invalid

MOST_PLACES = 40
LONGEST_PLACE = 80
GONE = ("cancelled", "withdrawn")


@dataclass(frozen=True)
class Kind:
    """A kind of paper: about what (session, series, workshop, library, room, network), on which sheets, for how long.

    `span`: month, day, or empty when it is about sessions that are named.
    """

    subjects: tuple[str, ...]
    papers: tuple[str, ...]
    span: str = ""


KINDS = {
    "poster": Kind(("session", "series", "workshop"), ("a4", "a3")),
    "flyer": Kind(("session", "series", "workshop"), ("a4",)),
    "brochure": Kind(("library", "network"), ("a5",), "month"),
    "large_print": Kind(("library", "network"), ("a4",), "month"),
    "sign": Kind(("library", "room"), ("a4", "a3"), "day"),
}
SUBJECTS = ("session", "series", "workshop", "library", "room", "network")


@dataclass(frozen=True)
class Asked:
    """A paper that is asked for. `of` is the id of its subject, None for the network.

    `day` is a local day, the first one of a month for what spans a month. `library` narrows a workshop to a library.
    """

    kind: str
    subject: str
    of: UUID | None = None
    paper: str = ""
    language: str = "fr"
    day: date | None = None
    library: UUID | None = None

    def check(self) -> "Asked":
        """Return itself; raises Invalid when no such paper is made."""
        kind = KINDS.get(self.kind)
        if kind is None or self.subject not in kind.subjects:
            raise Invalid({"kind": "bad_choice"})
        if self.paper not in kind.papers:
            raise Invalid({"paper": "bad_choice"})
        if bool(kind.span) != (self.day is not None) or (self.day and not 2000 <= self.day.year <= 2100):
            raise Invalid({"day": "bad_date"})
        return self


def kinds_of(subject: str) -> list[str]:
    """Return the kinds of paper that are made about a kind of thing."""
    return [name for name, kind in KINDS.items() if subject in kind.subjects]


def read_places(text: str) -> tuple[str, ...]:
    """Return the places typed, "hall, mairie, marché" or one a line, each once; raises Invalid."""
    places = tuple(dict.fromkeys(" ".join(part.split()) for part in re.split(r"[,;\n]", text) if part.strip()))
    if len(places) > MOST_PLACES or any(len(place) > LONGEST_PLACE for place in places):
        raise Invalid({"places": "print_places"})
    return places


@dataclass(frozen=True)
class Shown:
    """What a paper says of a session: what makes it wrong when it changes. `online_url` is never printed."""

    state: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    library: str
    place: str
    room: str
    title: str
    phone: str
    address: str
    summary: str
    level: str
    bring: str
    access: str
    online_url: str = ""


def other_changes(before: Shown, after: Shown) -> list[tuple[str, str, str]]:
    """Return what changed besides day, hour and place: (key of CHANGED, before, after), the gravest first.

    A session that is gone has no other news.
    """
    if after.state in GONE:
        return [(after.state, "", "")] if before.state != after.state else []
    found = [("restored", "", "")] if before.state in GONE else []
    names = ("title", "phone", "address", "bring", "level", "summary", "access")
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    return found + [pair for pair in pairs if pair[1] != pair[2]]
