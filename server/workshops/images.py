"""A picture that somebody sends, made again by ourselves: nothing of the file but its colours is kept.

JPEG, PNG and WebP are read, told by their first bytes. What is no picture, broken, too large or holds something else
besides is refused in words. What comes out has no EXIF, no profile, no comment, in three widths and two formats.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from server.foundation.errors import Invalid
from server.workshops.views import WIDTHS, widths

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS, MOST_PIXELS_JPEG, LONGEST_SIDE = 25_000_000, 60_000_000, 12_000
LEAST_WIDTH = 200
FORMATS = ("JPEG", "PNG", "WEBP")
# What a file that is two things at once holds: a page, a script, a drawing with scripts, a document.
OTHER_THINGS = (b"<script", b"<html", b"<svg", b"<?php", b"<!doctype", b"%pdf-")
ARCHIVE = b"PK\x03\x04"
JPEG, WEBP = {"quality": 82, "progressive": True, "optimize": True}, {"quality": 80, "method": 4}
# What Pillow raises for broken files, whatever their kind.
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)


@dataclass(frozen=True)
class Copy:
    """The picture in one width and one format ("webp" or "jpeg")."""

    width: int
    kind: str
    content: bytes


@dataclass(frozen=True)
class Made:
    """A picture made again: its size in pixels, and its copies."""

    width: int
    height: int
    copies: tuple[Copy, ...]


def made_again(data: bytes) -> Made:
    """Return the picture in a file, made again; raises Invalid at `image` with what is wrong."""
    if len(data) > MOST_BYTES:
        raise Invalid({"image": "image_too_heavy"})
    if _is_something_else(data):
        raise Invalid({"image": "image_two_things"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as found:
                return _made(found)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid({"image": "image_too_large"}) from None
    except BROKEN:
        known = data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or data[8:12] == b"WEBP"
        raise Invalid({"image": "image_broken" if known else "image_wrong_kind"}) from None


def _is_something_else(data: bytes) -> bool:
    lower = data.lower()
    if any(mark in lower for mark in OTHER_THINGS):
        return True
    ends = {b"\xff\xd8": b"\xff\xd9", b"\x89P": b"IEND"}
    end = data.rfind(ends.get(data[:2], b"\0"))
    return end >= 0 and ARCHIVE in data[end:]


def _made(found: Image.Image) -> Made:
    """Return the copies of an open picture; its size is looked at before anything is unpacked."""
    width, height = found.size
    most = MOST_PIXELS_JPEG if found.format == "JPEG" else MOST_PIXELS
    if width * height > most or max(width, height) > LONGEST_SIDE:
        raise Invalid({"image": "image_too_large"})
    if min(width, height) < LEAST_WIDTH:
        raise Invalid({"image": "image_too_small"})
    found.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))
    upright = _flat(ImageOps.exif_transpose(found))
    copies = [copy for each in widths(upright.width) for copy in _copies(upright, each)]
    widest = copies[-1].width
    return Made(widest, _height(upright, widest), tuple(copies))


def _flat(found: Image.Image) -> Image.Image:
    """Return the colours alone, on white where one sees through."""
    if found.mode in {"RGBA", "LA", "PA"} or "transparency" in found.info:
        seen = found.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return found.convert("RGB")


def _height(of: Image.Image, width: int) -> int:
    return max(1, round(of.height * width / of.width))


def _copies(upright: Image.Image, width: int) -> tuple[Copy, Copy]:
    sized = upright.resize((width, _height(upright, width)), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", sized.size)  # what the file said besides does not follow
    plain.paste(sized)
    return tuple(Copy(width, kind, _written(plain, kind)) for kind in ("webp", "jpeg"))  # type: ignore[return-value]


def _written(plain: Image.Image, kind: str) -> bytes:
    written = io.BytesIO()
    plain.save(written, format=kind.upper(), **(WEBP if kind == "webp" else JPEG))
    return written.getvalue()
