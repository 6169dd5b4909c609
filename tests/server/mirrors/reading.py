"""Read a pack: its files, its sums, its links and the calendars in it."""

import hashlib
import io
import posixpath
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote

from server.mirrors.making import make
from server.mirrors.shapes import Wanted

NAMES = {"href", "src", "srcset", "poster", "action", "data"}


async def packed(now, **wanted) -> bytes:
    """Make a pack in memory."""
    target = io.BytesIO()
    await make(target, Wanted(**wanted), now)
    return target.getvalue()


def files(body: bytes) -> dict[str, bytes]:
    """Return the files of a pack by their paths, in their order."""
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


class Page(HTMLParser):
    """What a page says of itself, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.links, self.lang, self.title, self._in_title = [], [], "", "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note a tag, and the addresses in it."""
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in NAMES and value]
        self.lang = dict(attrs).get("lang", "") if tag == "html" else self.lang
        self._in_title = tag == "title"

    def handle_endtag(self, tag):
        """Note the end of the title."""
        self._in_title = False

    def handle_data(self, data):
        """Read the title."""
        self.title += data.strip() if self._in_title else ""


def pages(found: dict[str, bytes]) -> dict[str, Page]:
    """Return the pages of a pack by their paths."""
    return {name: Page(body.decode()) for name, body in found.items() if name.endswith(".html")}


def lost(found: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return the links that lead to no file of the pack, each with its page; telephones and mail lead elsewhere."""
    wrong = []
    for name, page in pages(found).items():
        for link in page.links:
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(link.partition("#")[0])))
            if not link.startswith(("tel:", "mailto:", "#")) and there not in found:
                wrong.append((name, link))
    return wrong


def wrong_sums(found: dict[str, bytes]) -> list[str]:
    """Return the files whose sum is not the one told, and those of which none is told."""
    lines = [line.split("  ", 1) for line in found["SHA256SUMS"].decode().splitlines()]
    told = {name: digest for digest, name in lines}
    rest = {name: body for name, body in found.items() if name != "SHA256SUMS"}
    return sorted({name for name, body in rest.items() if told.get(name) != hashlib.sha256(body).hexdigest()}) + sorted(
        told.keys() - rest.keys()
    )
