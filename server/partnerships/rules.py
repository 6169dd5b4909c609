"""The text of a charter and its digest, and what a signature must hold."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date

from server.foundation.errors import Invalid, Refused

LONGEST_TEXT = 9_500
LONGEST_TITLE = 150
LONGEST_NAME = 120
SHORTEST_TEXT = 200
HEADING = "Article "
KINDS = ("commune", "epci", "departement", "region", "other")
NAME_KEPT_YEARS = 5


@dataclass(frozen=True)
class Article:
    """A part of a charter: its heading ("" for what stands before the first article), its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Signing:
    """Who signs: the community, its kind and the commune where it sits; the person, in what quality, on which day."""

    community: str
    kind: str
    place: str
    signatory: str
    quality: str
    signed_on: date | None


def canonical(title: str, words: str) -> str:
    """Return the text that is signed: NFC, no space at the end of lines, one empty line between blocks, one at the end.

    The title is its first line. The same words typed with other spacing give the same text.
    """
    lines = [" ".join(line.split()) for line in f"{title}\n\n{words}".splitlines()]
    blocks = [block.strip("\n") for block in "\n".join(lines).split("\n\n")]
    return unicodedata.normalize("NFC", "\n\n".join(block for block in blocks if block) + "\n")


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text in UTF-8, in hexadecimal: what `sha256sum` says of the file."""
    return hashlib.sha256(text.encode()).hexdigest()


def articles(text: str) -> list[Article]:
    """Return the parts of a canonical text without its title; a line that begins with "Article " opens one."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for block in text.strip("\n").split("\n\n")[1:]:
        first, _, rest = block.partition("\n")
        if first.startswith(HEADING):
            parts.append((first, [rest] if rest else []))
        else:
            parts[-1][1].append(block)
    return [Article(heading, tuple(found)) for heading, found in parts if heading or found]


def body(text: str) -> str:
    """Return a canonical text without its title, as the form of the next version shows it."""
    return text.partition("\n\n")[2].rstrip("\n")


def check_version(title: str, words: str, current: str) -> None:
    """Raise Invalid for a text too short, too long or without an article; Refused for that of the current version."""
    wrong = {}
    if not title or len(title) > LONGEST_TITLE:
        wrong["title"] = "too_long" if title else "missing"
    if len(words) > LONGEST_TEXT:
        wrong["words"] = "too_long"
    elif len(words) < SHORTEST_TEXT or not any(line.startswith(HEADING) for line in words.splitlines()):
        wrong["words"] = "charter_without_articles"
    if wrong:
        raise Invalid(wrong)
    if canonical(title, words) == current:
        raise Refused("charter_same")


def check_signing(signing: Signing, published_on: date, today: date) -> None:
    """Raise Invalid unless all is there, and the day is between the version's publication and today."""
    wrong = {}
    for name, longest in (("community", 150), ("place", 100), ("signatory", LONGEST_NAME), ("quality", LONGEST_NAME)):
        text = getattr(signing, name)
        if not text or len(text) > longest:
            wrong[name] = "too_long" if text else "missing"
    if signing.kind not in KINDS:
        wrong["kind"] = "bad_choice"
    if signing.signed_on is None:
        wrong["signed_on"] = "bad_date"
    elif signing.signed_on > today:
        wrong["signed_on"] = "signed_later"
    elif signing.signed_on < published_on:
        wrong["signed_on"] = "signed_before_published"
    if wrong:
        raise Invalid(wrong)


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; 28 February for the 29th of a year that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
