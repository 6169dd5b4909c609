"""Strict JSON: what two parsers could read differently, or what could exhaust one, is refused."""

import json
import math
from collections.abc import Iterable
from typing import Any

from federation.wire.errors import Malformed

Document = dict[str, Any]

DEPTH = 64
NODES = 100_000
DIGITS = 32
LARGEST = 2**53 - 1


def decode(raw: bytes) -> Document:
    """Read one JSON object from UTF-8 bytes.

    Refuses (raises `Malformed`): anything but one object, duplicate names, more than 64 levels or 100,000 values,
    NaN and infinities, numbers that lose precision in I-JSON (RFC 7493), NUL, a byte order mark, lone surrogates.
    """
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise Malformed("bom")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("utf8") from None
    try:
        value = _DECODER.decode(text)
    except Malformed:
        raise
    except RecursionError:
        raise Malformed("depth") from None
    except ValueError:
        raise Malformed("json") from None
    if not isinstance(value, dict):
        raise Malformed("object")
    # NUL and lone surrogates can only stand in it as escapes.
    _walk(value, escaped="\\u" in text)
    return value


def encode(document: Document) -> bytes:
    """Write a document as compact UTF-8 JSON, names in the order given; raises `ValueError` on NaN."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _pairs(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("duplicate")
    return found


def _integer(digits: str) -> int:
    if len(digits) > DIGITS or abs(int(digits)) > LARGEST:
        raise Malformed("number")
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > 10 * DIGITS or not math.isfinite(float(digits)):
        raise Malformed("number")
    return float(digits)


def _constant(name: str) -> float:
    raise Malformed("number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_integer, parse_float=_fraction, parse_constant=_constant
)


def _walk(value: Document, *, escaped: bool) -> None:
    level: list[Any] = [value]
    seen = 0
    for _ in range(DEPTH + 1):
        seen += len(level)
        if seen > NODES:
            raise Malformed("size")
        if escaped:
            _clean_all(level)
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise Malformed("depth")


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _clean_all(level: list[Any]) -> None:
    for value in level:
        if isinstance(value, str):
            _clean(value)
        elif isinstance(value, dict):
            for name in value:
                _clean(name)


def _clean(text: str) -> None:
    if "\x00" in text:
        raise Malformed("nul")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Malformed("surrogate") from None
