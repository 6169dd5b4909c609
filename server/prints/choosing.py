"""Read what paper is asked for, in pages or by programs: its subject, kind, sheet, language, day or month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.errors import Invalid, NotFound
from server.foundation.languages import LANGUAGES, SOURCE
from server.foundation.settings import settings
from server.libraries import queries as libraries
from server.libraries.queries import LibraryView
from server.prints.rules import KINDS, Asked, kinds_of
from server.workshops.local_time import day as read_day
from server.workshops.queries import workshop_by_slug

# The name in addresses of what a paper is about; without any, it is about the network.
NAMES = {
    "seance": "session",
    "cycle": "series",
    "atelier": "workshop",
    "bibliotheque": "library",
    "salle": "room",
}
MONTHS = 12


@dataclass(frozen=True)
class Subject:
    """What a paper is about. `name` and `value` are those of addresses; both are empty for the network."""

    kind: str
    of: UUID | None
    zone: str
    name: str = ""
    value: str = ""

    @property
    def query(self) -> str:
        """Return it as the query of an address."""
        return f"?{self.name}={self.value}" if self.name else ""


async def subject_of(values: Mapping[str, str]) -> Subject:
    """Return what a paper is about; raises NotFound for a name that leads nowhere."""
    name = next((name for name in NAMES if values.get(name)), "")
    value = values.get(name, "")
    if not name:
        return Subject("network", None, settings().timezone)
    if name == "bibliotheque":
        library = await libraries.by_slug(value)
        return Subject("library", library.id, library.timezone, name, value)
    try:
        of = UUID(value)
    except ValueError:
        raise NotFound from None
    zone = settings().timezone
    if name == "salle":
        zone = (await libraries.by_id((await libraries.room_by_id(of)).library)).timezone
    return Subject(NAMES[name], of, zone, name, value)


def asked_of(subject: Subject, values: Mapping[str, str], language: str, now: datetime) -> Asked:
    """Return the paper asked for, with what is usual for all that is not said; raises Invalid."""
    kind = values.get("genre") or kinds_of(subject.kind)[0]
    if kind not in KINDS:
        raise Invalid({"genre": "bad_choice"})
    papers = KINDS[kind].papers
    paper = values.get("format") if values.get("format") in papers else papers[0]
    said = values.get("langue", "")
    return Asked(
        kind,
        subject.kind,
        subject.of,
        paper=paper or papers[0],
        language=said if said in LANGUAGES else language,
        day=_day(KINDS[kind].span, values, now.astimezone(ZoneInfo(subject.zone)).date()),
        library=_narrowed(subject, values),
    ).check()


def _day(span: str, values: Mapping[str, str], today: date) -> date | None:
    if span == "day":
        typed = values.get("jour", "")
        found = read_day(typed) if typed else today
        if found is None:
            raise Invalid({"jour": "bad_date"})
        return found
    if span == "month":
        return read_month(values["mois"]) if values.get("mois") else usual_month(today)
    return None


def read_month(text: str, field: str = "mois") -> date:
    """Return the first day of a month ("2027-01"); raises Invalid, at `field`."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Invalid({field: "bad_date"}) from None


def usual_month(today: date) -> date:
    """Return the first day of the month that one prints: this one, or the next from the 15th on."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1) if today.day >= 15 else today.replace(day=1)


def months(today: date) -> list[date]:
    """Return the first days of the months that may be printed: this one and those of a year."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found


def _narrowed(subject: Subject, values: Mapping[str, str]) -> UUID | None:
    """Return the library to which the dates of a workshop are narrowed; raises Invalid."""
    if subject.kind != "workshop" or not values.get("lieu"):
        return None
    try:
        return UUID(values["lieu"])
    except ValueError:
        raise Invalid({"lieu": "bad_choice"}) from None


@dataclass(frozen=True)
class Named:
    """A paper that a program or a command asks for: things by id or slug, `day` for signs, `month` ("2027-01").

    One of session, series, workshop, room and library says what it is about; none, that it is about the network.
    A workshop with a library is narrowed to its dates there.
    """

    kind: str
    session: str = ""
    series: str = ""
    workshop: str = ""
    room: str = ""
    library: str = ""
    paper: str = ""
    language: str = SOURCE
    day: date | None = None
    month: str = ""


async def asked_by_name(named: Named, now: datetime) -> Asked:
    """Return the paper asked for; raises Invalid or NotFound."""
    if named.kind not in KINDS:
        raise Invalid({"kind": "bad_choice"})
    if named.language not in LANGUAGES:
        raise Invalid({"language": "bad_choice"})
    subject = next((name for name in ("session", "series", "workshop", "room", "library") if getattr(named, name)), "")
    library = await library_named(named.library) if named.library else None
    zone = library.timezone if library else settings().timezone
    kind = KINDS[named.kind]
    return Asked(
        named.kind,
        subject or "network",
        await _id_of(subject, getattr(named, subject)) if subject else None,
        paper=named.paper or kind.papers[0],
        language=named.language,
        day=_day_named(kind.span, named, now.astimezone(ZoneInfo(zone)).date()),
        library=library.id if library and subject == "workshop" else None,
    ).check()


def _day_named(span: str, named: Named, today: date) -> date | None:
    if span == "month":
        return read_month(named.month, "month") if named.month else usual_month(today)
    return (named.day or today) if span == "day" else None


async def library_named(name: str) -> LibraryView:
    """Return the library with this id or slug; raises NotFound."""
    try:
        return await libraries.by_id(UUID(name))
    except (ValueError, NotFound):
        return await libraries.by_slug(name)


async def _id_of(subject: str, name: str) -> UUID:
    """Return the id of a thing that is named by it, or by its slug; raises NotFound."""
    if subject == "library":
        return (await library_named(name)).id
    try:
        return UUID(name)
    except ValueError:
        if subject == "workshop":
            return (await workshop_by_slug(name)).id
        raise NotFound from None
