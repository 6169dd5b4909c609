"""What a resource must be, which addresses may be opened, and how a file of resources is read and given back.

The shape of the file is that of Les Bases (lesbases.anct.gouv.fr), `GET /api/v1/resources`:
`{"data": [{id, slug, title, deleted, created, updated, is_public, published, url}]}`; what else is in it is kept too.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from server.foundation.errors import Invalid
from server.foundation.words import one_line

CATEGORIES = ("inclusion", "culture", "commons", "environment")
KINDS = ("teaching", "tool", "directory", "article", "toolbox", "poster", "method", "quiz", "video")
# Who reads a resource of our own.
AUDIENCES = ("draft", "staff", "everyone")
MOST_BYTES = 8 * 1024 * 1024
MOST_ENTRIES = 10_000
LONGEST_ADDRESS = 2000
LONGEST_TITLE, LONGEST_SUMMARY = 300, 500
UNSEEN = re.compile(r"[\s<>\"\\^`{|}]")


@dataclass(frozen=True)
class Entry:
    """A resource of a file. `source`: the object as it came, written in ASCII; `url` is empty when it is not safe."""

    origin: str
    title: str
    url: str
    published: bool
    is_public: bool
    deleted: bool
    source: str


@dataclass(frozen=True)
class Read:
    """What a file holds: its resources in order, and what it says beside the list, as a JSON object in ASCII."""

    entries: tuple[Entry, ...]
    envelope: str


@dataclass(frozen=True)
class Sheet:
    """What is told of a resource of our own."""

    title: str
    url: str
    summary: str = ""
    category: str = ""
    kind: str = ""
    themes: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    audience: str = "everyone"

    @property
    def published(self) -> bool:
        return self.audience != "draft"

    @property
    def is_public(self) -> bool:
        return self.audience == "everyone"


def audience(published: bool, is_public: bool) -> str:
    """Return who reads a resource, of AUDIENCES."""
    return "draft" if not published else "everyone" if is_public else "staff"


def safe_address(text: object) -> str:
    """Return a web address that a page may link to, or an empty text: http or https, a host, no password in it."""
    if not isinstance(text, str) or len(text) > LONGEST_ADDRESS or not text.isprintable() or UNSEEN.search(text):
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and port != 0
    return text if plain else ""


def host_of(url: str) -> str:
    """Return the host of a safe address, as people say it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def check_sheet(sheet: Sheet, themes: Iterable[str], competences: Iterable[str]) -> None:
    """Raise Invalid unless a resource of our own has a title, a safe address, and nothing unknown in its lists."""
    wrong = {}
    if not 3 <= len(sheet.title) <= LONGEST_TITLE:
        wrong["title"] = "too_long" if len(sheet.title) > LONGEST_TITLE else "missing"
    if not safe_address(sheet.url):
        wrong["url"] = "material_address" if sheet.url else "missing"
    if sheet.audience not in AUDIENCES:
        wrong["audience"] = "bad_choice"
    if wrong := wrong | unknown(sheet, themes, competences):
        raise Invalid(wrong)


def unknown(sheet: Sheet, themes: Iterable[str], competences: Iterable[str]) -> dict[str, str]:
    """Return what is wrong with how a resource is classed, by field."""
    wrong = {} if len(sheet.summary) <= LONGEST_SUMMARY else {"summary": "too_long"}
    chosen = (
        ("category", {sheet.category} - {""}, CATEGORIES),
        ("kind", {sheet.kind} - {""}, KINDS),
        ("themes", set(sheet.themes), themes),
        ("competences", set(sheet.competences), competences),
    )
    return wrong | {name: "bad_choice" for name, given, known in chosen if given - set(known)}


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _number(text: str) -> float:
    found = float(text)
    return _no_number(text) if found in {float("inf"), float("-inf")} else found


def read_file(body: bytes) -> Read:
    """Return what a file holds; raises Invalid at `file`, with the number of the first entry that cannot be kept."""
    if len(body) > MOST_BYTES:
        raise Invalid({"file": "too_heavy"})
    try:
        told = json.loads(body.decode("utf-8-sig"), parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Invalid({"file": "materials_unreadable"}) from None
    data = told.get("data") if isinstance(told, dict) else None
    if not isinstance(data, list) or len(data) > MOST_ENTRIES:
        raise Invalid({"file": "materials_too_many" if isinstance(data, list) else "materials_unreadable"})
    entries, seen = [], set()
    for number, one in enumerate(data, start=1):
        entry = _entry(one)
        if entry is None:
            raise Invalid({"file": "material_incomplete"}, number=number)
        if entry.origin in seen:
            raise Invalid({"file": "material_twice"}, number=number)
        seen.add(entry.origin)
        entries.append(entry)
    return Read(tuple(entries), json.dumps({name: value for name, value in told.items() if name != "data"}))


def _entry(one: Any) -> Entry | None:
    """Return a resource of a file, None when it has no id or no title."""
    if not isinstance(one, dict):
        return None
    origin, title = one.get("id"), one.get("title")
    if not isinstance(origin, str | int) or isinstance(origin, bool) or not isinstance(title, str):
        return None
    name, plain = one_line(str(origin)), one_line(title)[:LONGEST_TITLE]
    if not name or name != str(origin) or len(name) > 200 or not plain:
        return None
    return Entry(
        origin=name,
        title=plain,
        url=safe_address(one.get("url")),
        published=bool(one.get("published")),
        is_public=one.get("is_public") is True,
        deleted=bool(one.get("deleted")),
        source=json.dumps(one),
    )


def written(envelope: str, entries: Iterable[dict[str, Any]]) -> bytes:
    """Return a file of resources: what stood beside the list, then the list."""
    told = {**json.loads(envelope or "{}"), "data": list(entries)}
    try:
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    except UnicodeEncodeError:  # half a character, which only an escape can say
        return json.dumps(told, indent=1).encode()
