"""Numbers, hours, days and telephones in letters, for who reads them aloud."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.foundation import spoken

FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf"
).split()
ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
FRENCH_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt")
ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number(value: int, language: str, *, feminine: bool = False) -> str:
    """Return a number from 0 to 99 in letters; a larger one in digits. `feminine`: une, vingt et une."""
    if not 0 <= value <= 99:
        return str(value)
    if language != "fr":
        tens, ones = divmod(value, 10)
        return ENGLISH[value] if value < 20 else f"{ENGLISH_TENS[tens]}-{ENGLISH[ones]}".removesuffix("-zero")
    words = _french(value)
    return re.sub(r"\bun$", "une", words) if feminine else words


def _french(value: int) -> str:
    if value < 20:
        return FRENCH[value]
    tens = min(value // 10, 8)
    tens -= tens == 7  # soixante-dix
    ones = value - tens * 10
    if tens == 8:
        return "quatre-vingts" if not ones else f"quatre-vingt-{FRENCH[ones]}"
    if not ones:
        return FRENCH_TENS[tens]
    return f"{FRENCH_TENS[tens]} et {FRENCH[ones]}" if ones in {1, 11} else f"{FRENCH_TENS[tens]}-{FRENCH[ones]}"


def hour(at: datetime, zone: str, language: str) -> str:
    """Return the local hour in letters: "quatorze heures trente", "midi"; in English "two thirty in the afternoon"."""
    local = at.astimezone(ZoneInfo(zone))
    if language != "fr":
        return _english_hour(local)
    if local.hour in {0, 12}:
        first = "midi" if local.hour else "minuit"
    else:
        first = f"{number(local.hour, 'fr', feminine=True)} {'heure' if local.hour == 1 else 'heures'}"
    return f"{first} {number(local.minute, 'fr', feminine=True)}" if local.minute else first


def _english_hour(local: datetime) -> str:
    if not local.minute and local.hour % 12 == 0:
        return "noon" if local.hour else "midnight"
    half = "in the morning" if local.hour < 12 else "in the afternoon" if local.hour < 18 else "in the evening"
    first = number((local.hour - 1) % 12 + 1, "en")
    if not local.minute:
        return f"{first} {half}"
    minute = number(local.minute, "en")
    return f"{first} {'oh ' if local.minute < 10 else ''}{minute} {half}"


def day(of: date, language: str) -> str:
    """Return a day in letters: "mardi douze janvier", "mardi premier juin"; in English the number stays."""
    words = spoken.weekday_date(of, language).removesuffix(f" {of.year}").removesuffix(",")
    if language != "fr":
        return words
    return re.sub(r"\b(?:1er|\d+)\b", "premier" if of.day == 1 else number(of.day, "fr"), words)


def phone(text: str, language: str) -> str:
    """Return a telephone number as it is said: by pairs in French, digit by digit otherwise."""
    shown = spoken.phone(text)
    pairs = shown.split()
    if language == "fr" and pairs and all(re.fullmatch(r"\d\d", pair) for pair in pairs):
        return ", ".join(_pair(pair) for pair in pairs)
    digits = (number(int(one), language) for one in shown if one.isdecimal() and one.isascii())
    return ("plus " if shown.startswith("+") else "") + ", ".join(digits)


def _pair(pair: str) -> str:
    return f"zéro {_french(int(pair[1]))}" if pair[0] == "0" else _french(int(pair))
