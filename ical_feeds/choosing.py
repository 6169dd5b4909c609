"""Which events of a foreign calendar are taken, by words in them and by their categories (pure rules)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ical_feeds.imported import ImportedEvent

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ß": "ss"})
MOST = 30
LONGEST = 80


@dataclass(frozen=True)
class Choice:
    """All texts are folded. An event is taken when one of `words_in` is in it, and none of `words_out`, and one of
    `categories` is one of its own; an empty list asks for nothing.
    """

    words_in: tuple[str, ...] = ()
    words_out: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def takes(self, text: str, categories: Iterable[str]) -> bool:
        """Whether an event with this folded text and these categories is taken."""
        if self.words_in and not any(_holds(text, word) for word in self.words_in):
            return False
        if any(_holds(text, word) for word in self.words_out):
            return False
        return not self.categories or not {fold(each) for each in categories}.isdisjoint(self.categories)


def _holds(text: str, word: str) -> bool:
    """Whether a folded text holds words; the last one may go on, so that "ordinateur" finds "ordinateurs"."""
    return re.search(rf"(?<!\w){re.escape(word)}", text) is not None


def fold(text: str) -> str:
    """A text in lower case without accents, single spaces, its marks kept, as people look for words in it."""
    flat = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return " ".join("".join(part for part in flat if not unicodedata.combining(part)).casefold().split())


def written(text: str) -> tuple[str, ...]:
    """What somebody typed, cut at commas, semicolons and new lines, folded: at most 30 short texts."""
    found = (fold(part)[:LONGEST].strip() for part in re.split(r"[,;\n]", text[:5_000]))
    return tuple(dict.fromkeys(each for each in found if each))[:MOST]


def searched(event: ImportedEvent) -> str:
    """The folded text of an event that words are looked for in."""
    return fold(" ".join([event.title, event.location, *event.categories, event.description]))


def categories_of(events: Sequence[ImportedEvent]) -> list[str]:
    """The categories that events have, as they are spelled, most frequent first."""
    counts: dict[str, int] = {}
    for event in events:
        for name in event.categories:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))[:MOST]
