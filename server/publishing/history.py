"""Who changed what and when, in words, from the journal: for a session, a workshop, a library. It names no patron."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.queries import names_of
from server.foundation import spoken
from server.foundation.languages import translator
from server.journal import history
from server.journal.readers import Line
from server.libraries.queries import LibraryView, rooms_of, rooms_of_all
from server.libraries.words import FACILITIES, SCHOOL_ZONES
from server.publishing import history_words as words
from server.workshops.queries import SessionView, WorkshopView
from server.workshops.words import ALL_AUDIENCES, LANGUAGES, LEVELS, MODES, THEMES

CODES: Mapping[str, str] = {**ALL_AUDIENCES, **LANGUAGES, **LEVELS, **MODES, **THEMES, **FACILITIES}
UNTOLD = frozenset({"stocks", *words.BESIDE})
TIMES = frozenset({"starts_at", "ends_at"})


@dataclass(frozen=True)
class Deed:
    """Something that was done: when (as a day and an hour of the place), what in words, by whom (empty for nobody)."""

    day: str
    hour: str
    what: str
    who: str


@dataclass(frozen=True)
class Tongue:
    """In which language, in whose local time, and under which names rooms are told."""

    language: str
    zone: str
    rooms: Mapping[str, str]

    def say(self, text: str, **facts: Any) -> str:
        said = translator(self.language).gettext(text)
        return said % facts if facts else said

    def hour(self, at: datetime) -> str:
        return at.astimezone(ZoneInfo(self.zone)).strftime("%H:%M")

    def moment(self, at: datetime) -> str:
        return f"{spoken.day_year(at, self.zone, self.language)}, {self.hour(at)}"


async def of_session(session: SessionView, language: str) -> list[Deed]:
    """Return what was done to a session, the newest first."""
    return await _told([session.id], Tongue(language, session.timezone, await _rooms()))


async def of_workshop(workshop: WorkshopView, zone: str, language: str) -> list[Deed]:
    """Return what was done to a workshop, the newest first, in the time of `zone`."""
    return await _told([workshop.id], Tongue(language, zone, {}))


async def of_library(library: LibraryView, language: str) -> list[Deed]:
    """Return what was done to a library and its rooms, the newest first."""
    rooms = [room.id for room in await rooms_of(library.id)]
    return await _told([library.id, *rooms], Tongue(language, library.timezone, {}))


async def _rooms() -> dict[str, str]:
    return {str(room.id): room.name for rooms in (await rooms_of_all()).values() for room in rooms}


async def _told(subjects: Collection[UUID], tongue: Tongue) -> list[Deed]:
    known = {*words.DONE, *words.CHANGED}
    lines = [line for line in await history.latest(subjects) if line.kind in known]
    names = await names_of({line.actor for line in lines})
    return [_deed(line, names.get(line.actor, ""), tongue) for line in lines]


def _deed(line: Line, name: str, tongue: Tongue) -> Deed:
    who = name or (tongue.say(words.BY_ITSELF) if line.actor == "system" else "")
    day = spoken.date_in_words(line.at.astimezone(ZoneInfo(tongue.zone)).date(), tongue.language)
    return Deed(day, tongue.hour(line.at), "; ".join(_what(line, tongue)), who)


def _what(line: Line, tongue: Tongue) -> list[str]:
    """Return the sentences of a line."""
    if line.kind in words.CHANGED:
        return _changes(line.facts, tongue)
    at = line.facts.get("publish_at")
    facts = {"moment": tongue.moment(datetime.fromisoformat(at))} if at else {}
    return [tongue.say(words.DONE[line.kind], **facts)]


def _changes(facts: dict[str, Any], tongue: Tongue) -> list[str]:
    """Return what changed, field by field; of texts only that they did."""
    was, becomes, changed = facts.get("was", {}), facts.get("becomes", {}), facts.get("changed", [])
    if "postponed" in changed:
        return [tongue.say(words.POSTPONED if becomes.get("state") == "postponed" else words.HELD)]
    found = _times(was, becomes, tongue) if TIMES & set(was) else []
    aside = words.BESIDE | (TIMES & set(was))
    rest = [name for name in changed if name not in aside] or ([] if found else [*changed][:1])
    return found + [_change(name, was, becomes, tongue) for name in rest]


def _times(was: dict[str, str], becomes: dict[str, str], tongue: Tongue) -> list[str]:
    """Return that the day, the hour or the end changed; the end alone is told when the start did not move."""
    name = "starts_at" if "starts_at" in was else "ends_at"
    before, after = datetime.fromisoformat(was[name]), datetime.fromisoformat(becomes[name])
    days = [spoken.day(at, tongue.zone, tongue.language) for at in (before, after)]
    hours = [tongue.hour(at) for at in (before, after)]
    said = []
    if days[0] != days[1]:
        said.append(tongue.say(words.DAY, was=days[0], becomes=days[1]))
    if hours[0] != hours[1]:
        text = words.HOUR if name == "starts_at" else words.END
        said.append(tongue.say(text, was=hours[0], becomes=hours[1]))
    return said


def _change(name: str, was: dict[str, Any], becomes: dict[str, Any], tongue: Tongue) -> str:
    field = tongue.say(words.FIELDS[name]) if name in words.FIELDS else name
    if name not in was or name in UNTOLD:
        return tongue.say(words.TOUCHED, field=field)
    return tongue.say(words.PASSED, field=field, **{
        key: _value(name, of[name], tongue) for key, of in (("was", was), ("becomes", becomes))
    })  # fmt: skip


def _value(name: str, value: Any, tongue: Tongue) -> str:
    """Return a value in words."""
    if value is None or value in ("", []):
        return tongue.say(SCHOOL_ZONES[""] if name == "school_zone" else words.NOTHING)
    if isinstance(value, bool):
        return tongue.say(words.YES if value else words.NO)
    if isinstance(value, list):
        return ", ".join(_value(name, each, tongue) for each in value)
    if name == "room":
        return tongue.rooms.get(value) or tongue.say(words.GONE)
    if name == "opens_at":
        return tongue.moment(datetime.fromisoformat(value))
    known = SCHOOL_ZONES if name == "school_zone" else CODES
    return tongue.say(known[value]) if value in known else str(value)
