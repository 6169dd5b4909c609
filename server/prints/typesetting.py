"""Set a PDF, or a picture, from one of our Typst sources and the facts that it shows."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import typst

from server.foundation.pages import FONTS, TEMPLATES

SOURCES = TEMPLATES / "prints"
# Setting a page takes a processor for some hundredths of a second: two at once, the others wait.
SETTERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="typst")


async def typeset(source: str, facts: Mapping[str, Any]) -> bytes:
    """Return the PDF that `source` ("ticket.typ") makes of the facts: tagged, with language and title (PDF/UA-1).

    Facts are handed over as JSON, never pasted into the source, so that nothing that people typed is read as commands.
    """
    return await asyncio.get_running_loop().run_in_executor(SETTERS, _set, source, json.dumps(facts))


async def draw(source: str, facts: Mapping[str, Any], dots: int = 72) -> bytes:
    """Return the picture (PNG) of the first page that `source` makes of the facts, given as above.

    `dots` an inch: 72 makes one pixel a point.
    """
    return await asyncio.get_running_loop().run_in_executor(SETTERS, _draw, source, json.dumps(facts), dots)


def _draw(source: str, facts: str, dots: int) -> bytes:
    drawn = typst.compile(
        SOURCES / source, root=SOURCES, font_paths=[FONTS], sys_inputs={"facts": facts}, format="png", ppi=dots
    )
    return drawn if isinstance(drawn, bytes) else drawn[0]


def _set(source: str, facts: str) -> bytes:
    try:
        return _compile(source, facts, "ua-1")
    except typst.TypstError:
        # A letter that no font here can draw is against PDF/UA: the page is still tagged, and has a box for the letter.
        return _compile(source, facts, None)


def _compile(source: str, facts: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        SOURCES / source,
        root=SOURCES,
        font_paths=[FONTS],
        sys_inputs={"facts": facts},
        format="pdf",
        pdf_standards=standard,
    )
