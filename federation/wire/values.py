"""Single values of the wire: texts, instants, numbers and references, written one way and read in many."""

import html
import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import nh3

DEFAULT_ZONE = "Europe/Paris"
YEARS = range(1970, 2200)
TAGS = {"a", "b", "blockquote", "br", "code", "em", "h3", "h4", "i", "li", "ol", "p", "pre", "s", "strong", "u", "ul"}

_ODD_OFFSET = re.compile(r"([+-]\d\d:?\d\d)Z\Z")
_BREAKS = re.compile(r"<(?:br|/p|/li|/h[1-6]|/div)\b[^>]{0,80}>", re.IGNORECASE)
_MARKS_KEPT = 3
# Letters of Europe and their punctuation, nearly all there is: they need no look at each of them.
_USUAL = re.compile("[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e]*")
# Controls other than tab and line ends, and the overrides that turn the direction of what follows.
_UNSEEN = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def strings(value: Any) -> tuple[str, ...]:
    """The strings of a value that may be one thing or many, objects being named by their id."""
    return tuple(found for item in many(value) if (found := reference(item)))


def many(value: Any) -> list[Any]:
    """A list, whether the sender wrote one value or several; null is none."""
    if isinstance(value, list):
        return [item for item in value if item is not None]
    return [] if value is None else [value]


def reference(value: Any) -> str:
    """The id of something given as an id or embedded, else an empty string."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http or https address with no space or control character in it."""
    return text.lower().startswith(("https://", "http://")) and not _has_gap(text)


def web_address(value: Any) -> str:
    """The first web address in a string, a Link, an object with `url` or `href`, or a list of these; else empty."""
    for item in many(value):
        found = item
        if isinstance(item, dict):
            found = item.get("href") or item.get("url") or ""
            found = found if isinstance(found, str) else web_address(found) if isinstance(found, list) else ""
        if isinstance(found, str) and len(found) <= 2048 and is_web_address(found):
            return found
    return ""


def line(value: Any, limit: int) -> str:
    """Plain text on one line: NFC, no control, direction override or pile of accents, at most `limit` characters."""
    if not isinstance(value, str):
        return ""
    # Cut before normalising too: what is behind the limit must not cost anything.
    text = unicodedata.normalize("NFC", value[: limit * 8])
    shown = text if _USUAL.fullmatch(text) else "".join(_printable(text))
    return " ".join(shown.split())[:limit].strip()


def plain(value: Any, limit: int) -> str:
    """The text of a value that may hold HTML, on one line."""
    if not isinstance(value, str):
        return ""
    kept = value[: limit * 16]
    return line(html.unescape(nh3.clean(_BREAKS.sub(" ", kept), tags=set())), limit)


def rich(value: Any, limit: int = 50_000) -> str:
    """HTML reduced to a small allow-list, links marked nofollow; longer texts lose their markup rather than break."""
    if not isinstance(value, str):
        return ""
    if len(value) > limit:
        return html.escape(plain(value, limit), quote=False)
    return nh3.clean(
        value.translate(_UNSEEN),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )


def instant(moment: datetime) -> str:
    """An aware moment in UTC, to the second, as in RFC 3339."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().removesuffix("+00:00") + "Z"


def local(moment: datetime, zone: str) -> str:
    """An aware moment with the offset of an IANA zone, to the second."""
    return moment.astimezone(ZoneInfo(zone)).replace(microsecond=0).isoformat()


def moment(value: Any, zone: str = DEFAULT_ZONE) -> datetime | None:
    """An aware UTC moment from xsd:dateTime and its usual misspellings; without an offset it is local to `zone`."""
    if not isinstance(value, str) or not 16 <= len(value.strip()) <= 40:
        return None
    try:
        found = datetime.fromisoformat(_ODD_OFFSET.sub(r"\1", value.strip().upper()))
        aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(UTC) if found.year in YEARS else None
    except (ValueError, OverflowError):
        return None


def iana_zone(value: Any) -> str:
    """The name of a time zone when it is one; nothing else reaches the file system."""
    return value if isinstance(value, str) and value in _zones() else ""


def count(value: Any, most: int = 1_000_000) -> int | None:
    """A whole number from 0 to `most`, also when written as a string or with a null fraction."""
    found = degree(value, float(most))
    return int(found) if found is not None and found >= 0 and found == int(found) else None


def degree(value: Any, most: float) -> float | None:
    """A finite number between -most and most, also when written as a string."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 40:
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) <= most else None


def later(first: datetime, hours: int) -> datetime:
    """A moment some hours later, in elapsed time."""
    return first.astimezone(UTC) + timedelta(hours=hours)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _has_gap(text: str) -> bool:
    return " " in text or not text.isprintable() if text.isascii() else any(map(_is_gap, text))


def _is_gap(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def _printable(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind == "Mn" else 0
        if kind == "Cc":
            yield " "
        elif marks <= _MARKS_KEPT and not _is_hidden(character, kind):
            yield character


def _is_hidden(character: str, kind: str) -> bool:
    # The joiner stays, emoji are made with it; the last two code points of each plane are no characters.
    return (kind in ("Cf", "Cs", "Co") and character != "\u200d") or ord(character) & 0xFFFE == 0xFFFE
