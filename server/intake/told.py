"""What an import would do, line by line, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.foundation.languages import translator
from server.foundation.reasons import sentence
from server.intake.lines import Unreadable
from server.intake.words import DIFFERS
from server.workshops.importing import Fate, Judged, Row


@dataclass(frozen=True)
class Line:
    """One line: `where` in the file, what it is, what becomes of it in words; `session` is the one that is there.

    `starts_at` is None where the line cannot be read.
    """

    where: str
    title: str
    place: str
    fate: str
    words: str
    session: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    timezone: str = ""


def lines_of(rows: Sequence[Row | Unreadable], judged: Sequence[Judged], language: str) -> list[Line]:
    """Return the lines in the order of the file; `judged` are those that could be read."""
    readable = iter(judged)
    return [
        _unreadable(row, language) if isinstance(row, Unreadable) else _judged(next(readable), language) for row in rows
    ]


def spoken_origin(origin: str, language: str) -> str:
    """Return where a line stands, in words: "ligne 12"; nothing for an event of a calendar, which has no line."""
    number = origin.removeprefix("ligne ")
    known = origin != number and number.isdigit()
    return translator(language).gettext("Ligne %(number)s") % {"number": number} if known else ""


def _unreadable(row: Unreadable, language: str) -> Line:
    words = sentence(row.reason, language)
    return Line(spoken_origin(row.origin, language), row.title, "", Fate.REFUSED.value, words)


def _judged(judged: Judged, language: str) -> Line:
    row = judged.row
    return Line(
        where=spoken_origin(row.origin, language),
        title=row.title,
        place=judged.library.name if judged.library else row.library,
        fate=judged.fate.value,
        words=_words(judged, language),
        session=judged.session,
        starts_at=row.starts_at if judged.library else None,
        ends_at=row.ends_at,
        timezone=judged.library.timezone if judged.library else "",
    )


def _words(judged: Judged, language: str) -> str:
    words = translator(language)
    if judged.reason:
        return sentence(judged.reason, language)
    if judged.fate is Fate.NEW:
        with_it = words.gettext("Nouvelle séance, et nouvel atelier")
        said = with_it if judged.workshop_new else words.gettext("Nouvelle séance")
        ways = " ".join(sentence(way.reason, language, **way.facts) for way in judged.ways)
        return f"{said}. {words.gettext('Attention :')} {ways}" if ways else said
    if judged.fate is Fate.KNOWN:
        return words.gettext("Déjà là : rien ne change")
    what = ", ".join(words.gettext(DIFFERS[name]) for name in judged.differs)
    return words.gettext("Déjà là, mais pas pareil : %(what)s. Elle reste comme elle est.") % {"what": what}
