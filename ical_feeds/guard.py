"""The door of an import: is this a whole calendar of bearable size, and in which characters is it written?"""

import codecs
import re

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
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class NotACalendar(ValueError):
    """A body that no event may be taken from. `reason` is a key, `detail` a short plain text (an HTML page's title).

    Reasons: empty, html, not_a_calendar, truncated, too_large, too_many_events, nested_too_deep.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Notes:
    """What had to be repaired or left out while reading: "key" or "key: detail" lines, each once, a bounded number."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    def add(self, key: str, detail: str = "") -> None:
        detail = one_line(detail[:200])[:80]
        if len(self._lines) < MAX_NOTES:
            self._lines[f"{key}: {detail}" if detail else key] = None

    def lines(self) -> list[str]:
        return list(self._lines)


def content_lines(body: bytes, content_type: str, notes: Notes) -> list[str]:
    """The unfolded content lines (RFC 5545 §3.1) of a calendar as text. Raises NotACalendar.

    Lines are unfolded as bytes, because a fold may cut a character; then each is UTF-8, else the charset of
    Content-Type, else windows-1252.
    """
    if len(body) > MAX_BYTES or max(body.count(b"\n"), body.count(b"\r")) > MAX_LINES:
        raise NotACalendar("too_large")
    return _decoded(_unfolded(_sniffed(_as_utf8(body))), content_type, notes)


def _as_utf8(body: bytes) -> bytes:
    for mark, encoding in _MARKS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    return body.removeprefix(codecs.BOM_UTF8)


def _sniffed(body: bytes) -> bytes:
    body = body.strip(b"\x00 \t\r\n\x0b\x0c\xa0")
    if not body:
        raise NotACalendar("empty")
    if not _CALENDAR.match(body):
        if body.startswith(b"<"):
            title = _TITLE.search(body[:100_000])
            raise NotACalendar("html", plain_line(title[1].decode("utf-8", "replace"), 80) if title else "")
        raise NotACalendar("not_a_calendar")
    return body


def _unfolded(body: bytes) -> list[bytes]:
    if b"\n" not in body:
        body = body.replace(b"\r", b"\n")
    body = re.sub(rb"\n[ \t]", b"", body.replace(b"\r", b""))
    lines: list[bytes] = []
    # Old vCalendars break a quoted-printable value after "=", without the white space of a fold.
    unfinished: list[bytes] = []
    for line in body.split(b"\n"):
        if line.endswith(b"=") and (unfinished or _SOFT_BREAK.search(line[:300])):
            unfinished.append(line)
        elif unfinished:
            lines.append(b"\n".join([*unfinished, line]))
            unfinished = []
        elif line.strip():
            lines.append(line)
    return lines


def _decoded(lines: list[bytes], content_type: str, notes: Notes) -> list[str]:
    named = _CHARSET.search(content_type)
    charset = known_charset(named[1]) if named else ""
    texts: list[str] = []
    for line in lines:
        if len(line) > MAX_LINE_BYTES:
            notes.add("line_too_long", line[:40].decode("ascii", "replace"))
            continue
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(_legacy(line, charset, notes))
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
