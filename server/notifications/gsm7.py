"""The alphabet of SMS: what a text becomes in it, its septets, the messages that it is paid as (3GPP TS 23.038)."""

import re
import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")  # each takes two septets
ALONE = 160
JOINED = 153  # in each message of several, seven septets say how they join
WRITTEN = str.maketrans(
    {
        "œ": "oe", "Œ": "OE", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"',
        "–": "-", "—": "-", "‑": "-", "−": "-", "…": "...", "•": "-", "·": "-", "°": "o", "№": "No", "×": "x",
        "\u00ad": "", "\u200b": "", "\u200d": "", "\ufe0f": "", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Return `text` in this alphabet, on one line: ê becomes e, œ oe, ’ '; what has no letter near it is left out."""
    quoted = re.sub(r"«\s*|\s*»", '"', text)
    written = "".join(_letter(character) for character in quoted.translate(WRITTEN))
    return " ".join(written.split())


def _letter(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    if character.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", character).translate(WRITTEN)
    return "".join(part for part in parts if part in BASIC or part in EXTENDED)


def septets(text: str) -> int:
    """Return how many septets a text of this alphabet takes."""
    return sum(2 if character in EXTENDED else 1 for character in text)


def segments(text: str) -> int:
    """Return how many messages a text of this alphabet is paid as; a letter of two septets is never cut in two."""
    if septets(text) <= ALONE:
        return 1
    count, filled = 1, 0
    for character in text:
        wide = septets(character)
        if filled + wide > JOINED:
            count, filled = count + 1, 0
        filled += wide
    return count


def cut(text: str, most: int) -> str:
    """Return `text` in `most` septets, cut after a word where that loses less than half."""
    if septets(text) <= most:
        return text
    kept = ""
    for character in text:
        if septets(kept + character) > most:
            break
        kept += character
    words = kept.rpartition(" ")[0] if text[len(kept)] != " " else kept
    return (words if 2 * len(words) >= len(kept) else kept).rstrip(" ,;:-")
