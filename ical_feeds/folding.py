"""Content lines as bytes: TEXT escaped, lines folded at 75 octets (RFC 5545 §3.1, §3.3.11)."""

from collections.abc import Iterable

_LINE_OCTETS = 75


def escaped(value: str) -> str:
    """A cleaned text as the value of a property."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(lines: Iterable[str]) -> bytes:
    """Content lines as bytes, each with its CRLF, in pieces of at most 75 octets."""
    return b"".join(_fold(line.encode()) for line in lines)


def _fold(line: bytes) -> bytes:
    """One content line with its CRLF, in pieces of at most 75 octets that never cut a character or an escape."""
    if len(line) <= _LINE_OCTETS:
        return line + b"\r\n"
    pieces, start, room = [], 0, _LINE_OCTETS
    while len(line) - start > room:
        end = _cut(line, start, start + room)
        pieces.append(line[start:end])
        start, room = end, _LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, line[start:]]) + b"\r\n"


def _cut(line: bytes, start: int, end: int) -> int:
    while line[end] & 0xC0 == 0x80:
        end -= 1
    backslashes = end - start - len(line[start:end].rstrip(b"\\"))
    return end - 1 if backslashes % 2 else end
