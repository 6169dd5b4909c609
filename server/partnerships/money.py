"""Amounts as they are typed and shown: always whole cents."""

import re
from dataclasses import dataclass

from server.foundation import spoken

LONGEST = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
SPACES = re.compile(r"[\s\u00a0\u202f€]")


def cents(text: str) -> int | None:
    """Return an amount typed in euros ("12 500", "7,50 €") in cents; None for an empty text, -1 for what is none."""
    plain = SPACES.sub("", text)
    if not plain:
        return None
    found = LONGEST.fullmatch(plain)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else -1


def typed(amount: int | None) -> str:
    """Return cents as a form holds them: "12500", "7,50", "" for none."""
    if amount is None:
        return ""
    whole, rest = divmod(amount, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)


@dataclass(frozen=True)
class Amount:
    """Cents, to be said in the language of who reads them."""

    cents: int

    def said(self, language: str) -> str:
        """Return them in words: "1 500,00 €"."""
        return spoken.money(self.cents, language)


def on_paper(cents: int, language: str) -> str:
    """Return an amount as it is printed: the font of papers has no narrow space, so that "1 500" would be "1500"."""
    return spoken.money(cents, language).replace("\u202f", "\u00a0")
