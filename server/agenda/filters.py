"""What part of the agenda is asked for: one reading of the query string, for the page and for the feed alike."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from server.foundation.words import clean, fold, slug
from server.workshops.words import AUDIENCES, LEVELS, LEVELS_SHORT, THEMES

MOST_WORDS = 8
LONGEST = 100
MODES = ("sur-place", "en-ligne")
FRENCH_LEVELS = {"beginner": "débutant", "intermediate": "intermédiaire", "advanced": "avancé"}
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True)
class Filters:
    """A part of the agenda; an empty value leaves all in. The names are those of the query string.

    `bibliotheque` is the slug of a library of ours, `source` the host of a peer; `theme`, `niveau` and `public` are
    keys of `server.workshops.words`; `mode` is sur-place or en-ligne; `quand` is a span of days around today, `du` and
    `au` are days, both included.
    """

    q: str = ""
    bibliotheque: str = ""
    source: str = ""
    commune: str = ""
    theme: str = ""
    niveau: str = ""
    public: str = ""
    mode: str = ""
    quand: str = ""
    du: date | None = None
    au: date | None = None
    places: bool = False
    pass_numerique: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words looked for, folded."""
        return tuple(fold(self.q).split()[:MOST_WORDS])

    @property
    def narrow(self) -> bool:
        """Whether a place, a theme or an audience is chosen, and not only moments."""
        return bool(set(self.said()) - {"quand", "du", "au", "places", "mode"})

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
        q=" ".join(clean(asked.get("q", ""), LONGEST).split()),
        bibliotheque=slug(asked.get("bibliotheque", "")[:LONGEST]),
        source=_host(asked.get("source", "")),
        commune=" ".join(clean(asked.get("commune", ""), LONGEST).split()),
        theme=_key(asked.get("theme", ""), THEMES),
        niveau=_key(asked.get("niveau", ""), LEVELS, LEVELS_SHORT, FRENCH_LEVELS),
        public=_key(asked.get("public", ""), AUDIENCES),
        mode=_one_of(asked.get("mode", ""), MODES),
        quand=_one_of(asked.get("quand", ""), SPANS),
        du=_day(asked.get("du", "")),
        au=_day(asked.get("au", "")),
        places=_yes(asked.get("places", "")),
        pass_numerique=_yes(asked.get("pass_numerique", "")),
    )


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
