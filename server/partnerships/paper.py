"""A document in sections as PDF: the charter, a convention, a report to a funder."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from server.foundation.settings import settings
from server.prints.typesetting import typeset
from server.prints.typography import printed

SOURCE = "document.typ"


@dataclass(frozen=True)
class Section:
    """A part of a document: what it says, in this order, under its heading.

    `lines` are (words in bold, answer); `numbers` are the places of the columns that are set to the right; `boxes` are
    to be signed in; `codes` are set as they are, with no break and no other sign put in.
    """

    heading: str
    paragraphs: Sequence[str] = ()
    lines: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    numbers: Sequence[int] = ()
    boxes: Sequence[str] = ()
    codes: Sequence[str] = ()


async def paper(title: str, sections: Sequence[Section], language: str, *, stamp: str = "", footer: str = "") -> bytes:
    """Return the PDF (tagged, PDF/UA-1) of a document; `stamp` is what must be seen first, as "Projet"."""
    told = printed({"title": title, "stamp": stamp, "footer": footer or title, "site": settings().name}, language)
    parts = [printed(asdict(section), language) | {"codes": list(section.codes)} for section in sections]
    return await typeset(SOURCE, {**told, "lang": language, "sections": parts})


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text typed in a form."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]
