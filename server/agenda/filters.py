"""What part of the agenda is asked for: one reading of the query string, for the page and for the feed alike."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from server.foundation.words import clean, fold, slug
from server.libraries.words import FACILITIES
from server.workshops.competences import COMPETENCES
from server.workshops.words import AUDIENCES, LANGUAGES, LEVELS, LEVELS_SHORT, THEMES

MOST_WORDS = 8
MOST_KILOMETRES = 200
WIDE = {"quand", "du", "au", "places", "mode", "langue", "annules"}
LONGEST = 100
MODES = ("sur-place", "en-ligne")
FRENCH_LEVELS = {"beginner": "débutant", "intermediate": "intermédiaire", "advanced": "avancé"}
POINT = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)\s?[,; ]\s?(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True)
class Filters:
    """A part of the agenda; an empty value leaves all in. The names are those of the query string.

    `bibliotheque` is the slug of a library of ours, `source` the host of a peer; `theme`, `niveau` and `public` are
    keys of `server.workshops.words`; `mode` is sur-place or en-ligne; `quand` is a span of days around today, `du` and
    `au` are days, both included. `salle` and `mediateur` are names as pieces of an address; `acces` is one of
    `server.libraries.words.FACILITIES`. `competence` is a code of
    `server.workshops.competences`. `rayon` is in kilometres around `centre` (latitude, longitude), or around
    `commune`. `annules` is "non" to leave out what is cancelled.
    """

    q: str = ""
    bibliotheque: str = ""
    source: str = ""
    salle: str = ""
    commune: str = ""
    departement: str = ""
    centre: str = ""
    rayon: int = 0
    theme: str = ""
    competence: str = ""
    niveau: str = ""
    public: str = ""
    langue: str = ""
    acces: str = ""
    mediateur: str = ""
    mode: str = ""
    quand: str = ""
    du: date | None = None
    au: date | None = None
    places: bool = False
    pass_numerique: bool = False
    annules: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words looked for, folded."""
        return tuple(fold(self.q).split()[:MOST_WORDS])

    @property
    def narrow(self) -> bool:
        """Whether a place, a theme or an audience is chosen, and not only moments."""
        return bool(set(self.said()) - WIDE)

    def said(self) -> dict[str, str]:
        """Return what is asked for as it stands in a query string; what is left empty is left out."""
        values = {name: value for name, value in asdict(self).items() if value}
        return {name: "oui" if value is True else str(value) for name, value in values.items()}

    def query(self, **more: str) -> str:
        """Return the canonical query string with its question mark, or an empty text."""
        values = {**self.said(), **more}
        return f"?{urlencode(values)}" if values else ""

    def span(self, zone: str, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Return the instants at which the days asked for begin and are over in `zone`; None leaves that end open."""
        today = now.astimezone(ZoneInfo(zone)).date()
        first, last = SPANS[self.quand](today) if self.quand else (None, None)
        firsts = [day for day in (first, self.du) if day]
        lasts = [day for day in (last, self.au) if day]
        opens = midnight(max(firsts), zone) if firsts else None
        return opens, midnight(min(lasts) + timedelta(days=1), zone) if lasts else None


def _week(today: date, weeks: int) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=6)


def _month(today: date) -> tuple[date, date]:
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return today.replace(day=1), following - timedelta(days=1)


SPANS: dict[str, Callable[[date], tuple[date, date]]] = {
    "aujourd-hui": lambda today: (today, today),
    "cette-semaine": lambda today: _week(today, 0),
    "semaine-prochaine": lambda today: _week(today, 1),
    "ce-mois": _month,
}


def midnight(day: date, zone: str) -> datetime:
    """Return the instant, in UTC, at which `day` begins in `zone`."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def read(asked: Mapping[str, str]) -> Filters:
    """Read a query string; what is unknown or cannot be read is left out."""
    return Filters(
        **_place(asked),
        q=" ".join(clean(asked.get("q", ""), LONGEST).split()),
        theme=_key(asked.get("theme", ""), THEMES),
        competence=asked.get("competence", "") if asked.get("competence", "") in COMPETENCES else "",
        niveau=_key(asked.get("niveau", ""), LEVELS, LEVELS_SHORT, FRENCH_LEVELS),
        public=_key(asked.get("public", ""), AUDIENCES),
        langue=_key(asked.get("langue", ""), LANGUAGES),
        acces=_key(asked.get("acces", ""), FACILITIES),
        mediateur=slug(asked.get("mediateur", "")[:LONGEST]),
        mode=_one_of(asked.get("mode", ""), MODES),
        quand=_one_of(asked.get("quand", ""), SPANS),
        du=_day(asked.get("du", "")),
        au=_day(asked.get("au", "")),
        places=_yes(asked.get("places", "")),
        pass_numerique=_yes(asked.get("pass_numerique", "")),
        annules="non" if asked.get("annules", "").strip().lower() == "non" else "",
    )


def _place(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what is asked of the place; a radius without a centre is none, nor is a centre without a radius."""
    commune, centre = " ".join(clean(asked.get("commune", ""), LONGEST).split()), _point(asked.get("centre", ""))
    kilometres = asked.get("rayon", "").strip()
    radius = min(int(kilometres), MOST_KILOMETRES) if re.fullmatch("[0-9]{1,3}", kilometres) else 0
    return {
        "bibliotheque": slug(asked.get("bibliotheque", "")[:LONGEST]),
        "source": _host(asked.get("source", "")),
        "salle": slug(asked.get("salle", "")[:LONGEST]),
        "commune": commune,
        "departement": department(asked.get("departement", "")),
        "centre": centre if radius else "",
        "rayon": radius if commune or centre else 0,
    }


def _point(text: str) -> str:
    """Return "48.1,-1.68" for two numbers that are a latitude and a longitude, to the hundred metres; else nothing."""
    found = POINT.fullmatch(text.strip()[:LONGEST])
    if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        return ""
    return f"{round(float(found[1]), 3)},{round(float(found[2]), 3)}"


def department(text: str) -> str:
    """Return the code of a French department: two digits, 2A, 2B or three digits overseas; else nothing."""
    code = text.strip().upper()[:4]
    return code if re.fullmatch("(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[4-9])", code) and code != "20" else ""


def _key(text: str, *tables: Mapping[str, str]) -> str:
    """Return the key that `text` is, or whose words it says ("courrier-electronique")."""
    said = {slug(words): key for table in tables for key, words in table.items()}
    return {**said, **{slug(key): key for table in tables for key in table}}.get(slug(text[:LONGEST]), "")


def _one_of(text: str, known: Collection[str]) -> str:
    wanted = slug(text[:LONGEST])
    return wanted if wanted in known else ""


def _yes(text: str) -> bool:
    return text.strip().lower() in {"oui", "1", "true"}


def _host(text: str) -> str:
    host = clean(text, 260).lower()
    return host if host and len(host) < 260 and all(part.isalnum() or part in "-.:[]" for part in host) else ""


def _day(text: str) -> date | None:
    for pattern in DAYS:
        try:
            found = datetime.strptime(text.strip()[:10], pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2100 else None
    return None
