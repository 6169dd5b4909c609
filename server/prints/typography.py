"""French as it is printed: spaces that do not break, curved apostrophes; words too long for a line, texts too long."""

import re
from typing import Any

from server.foundation.pages import HOUR

BREAK = "\u200b"  # a line may end here
FIXED = "\u00a0"
LONG = re.compile(r"[^\s\u00a0-]{22,}")
PHONE = re.compile(r"\b\d\d(?: \d\d){4}\b")


def printed(value: Any, language: str) -> Any:
    """Return facts with each text as it is printed; numbers, and what is no text, stay."""
    if isinstance(value, str):
        return _text(value, language)
    if isinstance(value, dict):
        return {name: printed(one, language) for name, one in value.items()}
    return [printed(one, language) for one in value] if isinstance(value, list | tuple) else value


def _text(text: str, language: str) -> str:
    for found in (HOUR, PHONE):
        text = found.sub(lambda match: match[0].replace(" ", FIXED), text)
    if language == "fr":
        text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
        text = re.sub(r" ([:;?!»])", FIXED + r"\1", text).replace("« ", "«" + FIXED)
    return LONG.sub(lambda match: BREAK.join(re.findall(r".{1,11}", match[0])), text)


def cut(text: str, most: int) -> str:
    """Return a text on one line, of `most` characters at most: cut after a word, and said so by "…"."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    kept = plain[: most - 2]
    head, _space, _tail = kept.rpartition(" ")
    return (head if len(head) > most // 2 else kept).rstrip(" ,;:.") + " …"


def capital(text: str) -> str:
    """Return a text that begins a line: its first letter is a capital."""
    return text[:1].upper() + text[1:]
