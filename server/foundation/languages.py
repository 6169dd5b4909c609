"""Languages: which one a request asks for, and its translations (gettext; the source texts are French)."""

import functools
import gettext
import io
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "fr"
LANGUAGES = {"fr": "Français", "en": "English"}
CATALOGUES = Path(__file__).parent / "catalogues"


def N_(text: str) -> str:  # the name that message extractors know
    """Mark `text` for translation, to be translated where it is shown."""
    return text


@functools.cache
def translator(language: str) -> gettext.NullTranslations:
    """Return the translations from French into `language` (French gives the texts as they are)."""
    file = CATALOGUES / f"{language}.po"
    if language == SOURCE or not file.exists():
        return French()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class French(gettext.NullTranslations):
    """The source language; in French nought and one are singular."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2


def choose(chosen: str | None, accepted: str | None) -> str:
    """Return the language to answer in: the one chosen by the switch, else the best of Accept-Language (RFC 9110)."""
    if chosen in LANGUAGES:
        return chosen
    wanted = [_preference(part) for part in (accepted or "").split(",")[:20] if part.strip()]
    ordered = [tag for weight, tag in sorted(wanted, key=lambda pair: -pair[0]) if weight > 0]
    return negotiate_locale(ordered, list(LANGUAGES), sep="-") or SOURCE


def _preference(part: str) -> tuple[float, str]:
    tag, _, parameter = part.partition(";")
    try:
        weight = float(parameter.strip().removeprefix("q=") or 1) if parameter else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower()
