"""A library's own sentences for our messages: read them, keep them, go back to ours."""

from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.foundation.languages import LANGUAGES
from server.foundation.words import clean, one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.notifications.tables import OwnWords
from server.notifications.wording import EDITABLE, OURS, PARTS, Wording, check


async def of_library(library: UUID) -> dict[tuple[str, str], Wording]:
    """Return the sentences that a library changed, by kind of message and language."""
    rows = await OwnWords.select().where(OwnWords.library == library)
    return {(row["kind"], row["language"]): Wording(**{part: row[part] for part in PARTS}) for row in rows}


def read(typed: dict[str, str]) -> Wording:
    """Return what was typed, each part as it is kept: a subject and an SMS on one line."""
    return Wording(one_line(typed.get("subject", "")), clean(typed.get("body", "")), one_line(typed.get("sms", "")))


def but_ours(typed: Wording, ours: Wording) -> Wording:
    """Return what was typed without what says the same as ours: that goes on following ours."""
    parts = {part: getattr(typed, part) for part in PARTS}
    return Wording(**{part: "" if text == getattr(ours, part) else text for part, text in parts.items()})


async def keep(library: UUID, kind: str, language: str, wording: Wording, *, by: Person, now: datetime) -> None:
    """Keep a library's sentences; raises Invalid or NotFound. A manager of it may. Without any, ours are said again."""
    _known(kind, language)
    check(kind, wording)
    await require(by, library, Power.WORD_MESSAGES)
    if not wording:
        return await reset(library, kind, language, by=by, now=now)
    async with DB.transaction():
        parts = {part: getattr(wording, part) for part in PARTS}
        row = OwnWords(id=new_id(), library=library, kind=kind, language=language, updated_at=now, **parts)
        key = (OwnWords.library, OwnWords.kind, OwnWords.language)
        written = [OwnWords.subject, OwnWords.body, OwnWords.sms, OwnWords.updated_at]
        await OwnWords.insert(row).on_conflict(target=key, action="DO UPDATE", values=written)
        facts = {"message": kind, "language": language, "parts": [part for part in PARTS if parts[part]]}
        await journal.write("wording.changed", library, by=by.by, now=now, library=library, **facts)


async def reset(library: UUID, kind: str, language: str, *, by: Person, now: datetime) -> None:
    """Say ours again; raises NotFound. A manager of the library may. Doing it twice is doing it once."""
    _known(kind, language)
    await require(by, library, Power.WORD_MESSAGES)
    async with DB.transaction():
        which = (OwnWords.library == library) & (OwnWords.kind == kind) & (OwnWords.language == language)
        if await OwnWords.delete().where(which).returning(OwnWords.id):
            facts = {"message": kind, "language": language}
            await journal.write("wording.reset", library, by=by.by, now=now, library=library, **facts)


def _known(kind: str, language: str) -> None:
    if kind not in EDITABLE or language not in LANGUAGES:
        raise NotFound


async def one(library: UUID, kind: str, language: str) -> Wording:
    """Return a library's sentences for one kind of message, ours where it has none; raises NotFound."""
    _known(kind, language)
    return (await of_library(library)).get((kind, language), OURS)
