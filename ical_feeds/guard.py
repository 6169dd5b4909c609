"""The door of an import: is this a whole calendar of bearable size, and in which characters is it written?"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ical_feeds.text import one_line, plain_line

MAX_BYTES = 10 * 1024 * 1024
# 5,000 events of 80 lines each; more lines than that cost more memory than the bytes tell.
MAX_LINES = 400_000
MAX_LINE_BYTES = 256 * 1024
MAX_EVENTS = 5_000
MAX_DEPTH = 32
MAX_PROPERTIES = 6_000
MAX_NOTES = 100

_TITLE = re.compile(rb"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}\"?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_CALENDAR = re.compile(rb"BEGIN\s{0,5}:\s{0,5}VCALENDAR", re.IGNORECASE)
_SOFT_BREAK = re.compile(rb";(?:ENCODING=)?QUOTED-PRINTABLE[^\n:]{0,200}:", re.IGNORECASE)
_TEXT_CODECS = re.compile(r"(utf-8|iso8859-|cp125|cp85|cp437|mac-|koi8|gb|big5|shift_jis|euc_)")
# The five bytes that windows-1252 leaves undefined are controls in Latin-1: they would go away anyway.
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
_BLANK = b"\x00 \t\r\n\x0b\x0c\xa0"
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class NotACalendar(ValueError):
    """A body that no event may be taken from. `reason` is a key, `detail` a short plain text (an HTML page's title).

    Reasons: empty, html, not_a_calendar, truncated, too_large, too_many_events, too_many_dates, nested_too_deep,
    too_dear. `line` is where it shows in the file, from 1 on, or 0.
    """

    def __init__(self, reason: str, detail: str = "", line: int = 0) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
        self.line = line


@dataclass(frozen=True, slots=True)
class Problem:
    """Something repaired or left out: a key, what it is about in a few words, and its line from 1 on (0: no line)."""

    key: str
    detail: str = ""
    line: int = 0


class Notes:
    """What had to be repaired or left out while reading, each thing once, a bounded number.

    Who reads says in `line` where in the file it is: what is noted then, is noted there.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Problem] = {}
        self.line = 0

    def add(self, key: str, detail: str = "") -> None:
        detail = one_line(detail[:200])[:80]
        if len(self._found) < MAX_NOTES:
            self._found.setdefault((key, detail), Problem(key, detail, self.line))

    def problems(self) -> list[Problem]:
        return list(self._found.values())

    def lines(self) -> list[str]:
        """Return the same as texts: "key" or "key: detail"."""
        return [f"{key}: {detail}" if detail else key for key, detail in self._found]


def content_lines(body: bytes, content_type: str, notes: Notes) -> list[tuple[int, str]]:
    """The unfolded content lines (RFC 5545 §3.1) of a calendar as text, with their numbers. Raises NotACalendar.

    Lines are unfolded as bytes, because a fold may cut a character; then each is UTF-8, else the charset of
    Content-Type, else windows-1252.
    """
    if len(body) > MAX_BYTES or max(body.count(b"\n"), body.count(b"\r")) > MAX_LINES:
        raise NotACalendar("too_large")
    whole = _as_utf8(body)
    if b"\n" not in whole:
        whole = whole.replace(b"\r", b"\n")
    sniffed = _sniffed(whole)
    before = whole[: len(whole) - len(whole.lstrip(_BLANK))].count(b"\n")
    return _decoded(_unfolded(sniffed, before + 1), content_type, notes)


def _as_utf8(body: bytes) -> bytes:
    for mark, encoding in _MARKS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    return body.removeprefix(codecs.BOM_UTF8)


def _sniffed(body: bytes) -> bytes:
    body = body.strip(_BLANK)
    if not body:
        raise NotACalendar("empty")
    if not _CALENDAR.match(body):
        if body.startswith(b"<"):
            title = _TITLE.search(body[:100_000])
            raise NotACalendar("html", plain_line(title[1].decode("utf-8", "replace"), 80) if title else "")
        raise NotACalendar("not_a_calendar")
    return body


def _unfolded(body: bytes, first: int) -> list[tuple[int, bytes]]:
    lines: list[tuple[int, bytes]] = []
    # Old vCalendars break a quoted-printable value after "=", without the white space of a fold.
    unfinished: list[bytes] = []
    for number, line in _logical(body.replace(b"\r", b""), first):
        if line.endswith(b"=") and (unfinished or _SOFT_BREAK.search(line[:300])):
            unfinished.append(line)
        elif unfinished:
            lines.append((number, b"\n".join([*unfinished, line])))
            unfinished = []
        elif line.strip():
            lines.append((number, line))
    return lines


def _logical(body: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """Lines with their folds undone, each with the number of its first piece."""
    parts: list[bytes] = []
    began = first
    for number, line in enumerate(body.split(b"\n"), first):
        if parts and line[:1] in (b" ", b"\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield began, b"".join(parts)
        parts, began = [line], number
    yield began, b"".join(parts)


def _decoded(lines: list[tuple[int, bytes]], content_type: str, notes: Notes) -> list[tuple[int, str]]:
    named = _CHARSET.search(content_type)
    charset = known_charset(named[1]) if named else ""
    texts: list[tuple[int, str]] = []
    for number, line in lines:
        notes.line = number
        if len(line) > MAX_LINE_BYTES:
            notes.add("line_too_long", line[:40].decode("ascii", "replace"))
            continue
        try:
            texts.append((number, line.decode("utf-8")))
        except UnicodeDecodeError:
            texts.append((number, _legacy(line, charset, notes)))
    return texts


def _legacy(line: bytes, charset: str, notes: Notes) -> str:
    if charset:
        try:
            return line.decode(charset)
        except UnicodeDecodeError:
            notes.add("wrong_charset", charset)
    notes.add("not_utf8")
    return line.translate(None, _UNDEFINED).decode("cp1252")


def known_charset(name: str) -> str:
    """Python's name of a character set of plain text that holds ASCII, or ""."""
    try:
        codec = codecs.lookup(name).name if name.isascii() and len(name) < 40 else ""
    except (LookupError, ValueError):
        return ""
    return codec if _TEXT_CODECS.match(codec) else ""
