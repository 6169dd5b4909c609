"""Who passed over what was in the way of a session, when and why, in words for staff: read from the journal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.queries import names_of
from server.foundation.languages import translator
from server.journal import history
from server.journal.readers import Line
from server.planning.words import IN_THE_WAY
from server.workshops.words import OVERRULES


@dataclass(frozen=True)
class Overruled:
    """Something that was passed over: when, by whom, what was in the way, and why."""

    at: datetime
    who: str
    what: str
    why: str


async def of_session(session: UUID, language: str) -> list[Overruled]:
    """Return what was passed over for a session, the oldest first."""
    lines = [line for line in await history.of(session) if line.kind == "session.overruled"]
    names = await names_of({line.actor for line in lines})
    return [_in_words(line, names.get(line.actor, ""), language) for line in lines]


def _in_words(line: Line, who: str, language: str) -> Overruled:
    words, why = translator(language), OVERRULES[line.facts["why"]]
    what = [words.gettext(IN_THE_WAY[kind]) for kind in line.facts["over"]]
    return Overruled(line.at, who, ", ".join(what), words.gettext(why))
