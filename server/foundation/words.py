"""Fold words for search and comparison: no accents, no case, œ and æ in two letters."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ß": "ss"})
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def fold(text: str) -> str:
    """Return `text` in lower case without accents ("Médiathèque" gives "mediatheque")."""
    flat = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return " ".join("".join(part for part in flat if not unicodedata.combining(part)).casefold().split())


def slug(text: str) -> str:
    """Return `text` as a piece of an address: letters, digits and single hyphens ("jean-mace")."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60].strip("-")


def clean(text: str, longest: int = 10_000) -> str:
    """Return what a person typed: NFC, without control characters, trimmed and cut at `longest` characters."""
    plain = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", plain).strip()[:longest]


def one_line(text: str) -> str:
    """Return what a person typed on one line: no control characters, single spaces."""
    return " ".join(clean(text).split())
