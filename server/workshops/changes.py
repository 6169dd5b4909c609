"""What changed since a party was last told, in words, such as « La salle change : salle 2 au lieu de salle 1 »."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.workshops.queries import SessionView


@dataclass(frozen=True)
class Place:
    """When and where a session is; `place` is an outside place in words, or empty."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    online_url: str
    library: str
    place: str
    room: str
    postponed: bool = False


@dataclass(frozen=True)
class Change:
    """One thing that changed: a sentence for mails and calls, a few words for an SMS."""

    sentence: str
    brief: str


# For each thing: the sentence, and the few words. An SMS always gives day and hour: only what they were is said.
SAID = {
    "postponed": (
        N_("La séance est reportée : ne venez pas %(before)s. La nouvelle date n'est pas encore connue."),
        N_("séance REPORTÉE, ne venez pas"),
    ),
    "new_day": (N_("La nouvelle date est connue : %(after)s."), N_("nouvelle date, avant %(short)s")),
    "held": (N_("La séance n'est plus reportée. Elle a lieu %(after)s."), N_("elle n'est plus reportée")),
    "day": (N_("La date change : %(after)s au lieu de %(before)s."), N_("au lieu du %(short)s")),
    "start": (N_("L'heure change : %(after)s au lieu de %(before)s."), N_("au lieu de %(before)s")),
    "end": (N_("La séance finit à %(after)s au lieu de %(before)s."), N_("fin à %(after)s au lieu de %(before)s")),
    "place": (N_("Le lieu change : %(after)s au lieu de %(before)s."), N_("%(after)s au lieu de %(before)s")),
    "room": (N_("La salle change : %(after)s au lieu de %(before)s."), N_("%(after)s au lieu de %(before)s")),
    "new_room": (N_("La salle est connue : %(after)s."), N_("salle connue : %(after)s")),
    "no_room": (
        N_("La salle change : ce n'est plus %(before)s. Demandez à l'accueil."),
        N_("plus %(before)s, demandez à l'accueil"),
    ),
    "online": (
        N_("La séance se fait en ligne, par Internet. Ne venez pas sur place."),
        N_("en ligne, ne venez pas sur place"),
    ),
    "on_site": (N_("La séance se fait sur place. Elle n'est plus en ligne."), N_("sur place, plus en ligne")),
    "mixed": (N_("La séance se fait sur place, et aussi en ligne."), N_("sur place ou en ligne")),
    "online_url": (N_("L'adresse Internet de la séance change."), N_("nouvelle adresse Internet")),
}


def place_of(session: SessionView) -> Place:
    """Return when and where a session is now."""
    return Place(**{name: getattr(session, name) for name in Place.__dataclass_fields__})


def changes(before: Place, after: Place, zone: str, language: str) -> list[Change]:
    """Return what changed from what a party was told to what is true, when first; nothing when all is the same."""
    found = [
        *_when(before, after, zone, language),
        *_where(before, after),
        *_online(before, after),
    ]
    return [_said(difference, language) for difference in found]


@dataclass(frozen=True)
class Difference:
    """A thing of SAID, as it was and as it is; `short` is what it was in few letters."""

    thing: str
    before: str = ""
    after: str = ""
    short: str = ""


def _said(found: Difference, language: str) -> Change:
    facts = {"before": inside(found.before), "after": inside(found.after), "short": found.short}
    sentence, brief = (translator(language).gettext(text) % facts for text in SAID[found.thing])
    return Change(sentence, brief)


def _when(before: Place, after: Place, zone: str, language: str) -> list[Difference]:
    was, now = before.starts_at, after.starts_at
    if after.postponed:  # of a date that is not true, nothing else is said
        return [] if before.postponed else [Difference("postponed", _moment(was, zone, language))]
    if before.postponed:
        return [_known_again(was, now, zone, language)]
    if _day(was, zone) != _day(now, zone):
        short = f"{spoken.short_day(was, zone, language)}, {spoken.hour(was, zone, language)}"
        return [Difference("day", _moment(was, zone, language), _moment(now, zone, language), short)]
    if was != now:
        return [Difference("start", spoken.hour(was, zone, language), spoken.hour(now, zone, language))]
    hours = [spoken.hour(at, zone, language) for at in (before.ends_at, after.ends_at)]
    return [Difference("end", *hours)] if before.ends_at != after.ends_at else []


def _known_again(was: datetime, now: datetime, zone: str, language: str) -> Difference:
    """Return that what was put off has a date again, another one or the same."""
    short = f"{spoken.short_day(was, zone, language)}, {spoken.hour(was, zone, language)}"
    return Difference("new_day" if was != now else "held", "", _moment(now, zone, language), short)


def _moment(at: datetime, zone: str, language: str) -> str:
    facts = {"day": spoken.day(at, zone, language), "start": spoken.hour(at, zone, language)}
    return translator(language).gettext("%(day)s, à %(start)s") % facts


def _day(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def _where(before: Place, after: Place) -> list[Difference]:
    """Return the change of the place; a room is told only in the same place, and not of a session on line."""
    if after.mode == "online" or before.mode == "online":
        return []
    was, is_now = before.place or before.library, after.place or after.library
    if was != is_now:
        return [Difference("place", was, is_now)]
    if after.place or before.room == after.room:
        return []
    thing = "room" if before.room and after.room else "new_room" if after.room else "no_room"
    return [Difference(thing, before.room, after.room)]


def _online(before: Place, after: Place) -> list[Difference]:
    if before.mode != after.mode:
        return [Difference(after.mode)]
    moved = before.online_url != after.online_url and after.mode != "on_site"
    return [Difference("online_url")] if moved else []


def inside(name: str) -> str:
    """Return a name as it stands inside a sentence: « salle 2 »."""
    return "s" + name[1:] if name.startswith("Salle ") else name
