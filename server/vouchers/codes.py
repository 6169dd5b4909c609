"""The codes printed on vouchers, and the simple way of writing down what they look like: 9 a digit, A a letter.

A pattern is read sign by sign and is never a regular expression. Spaces, hyphens, points and strokes are for the eye.
"""

import re
from collections.abc import Sequence

from server.foundation.words import fold

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
MARKS = {"9": DIGITS, "A": LETTERS, "?": DIGITS | LETTERS}
SEPARATORS = frozenset(" -./")
LONGEST_PATTERN = 40
LONGEST_CODE = 80
FEWEST_MARKS = 6  # with four of them shown to staff, the others must still hide the code


def bare(text: str) -> str:
    """Return a code as it is compared: capitals and digits, without what was written between them."""
    return re.sub(r"[\W_]", "", fold(text[:LONGEST_CODE])).upper()


def marks(pattern: str) -> str:
    """Return the signs of a pattern that stand for something."""
    return "".join(sign for sign in fold(pattern).upper() if sign not in SEPARATORS)


def pattern_fault(pattern: str) -> str:
    """Return why a pattern cannot be kept, or an empty text."""
    signs = marks(pattern)
    if not signs:
        return "missing"
    if len(pattern) > LONGEST_PATTERN:
        return "too_long"
    if any(sign not in MARKS["?"] and sign != "?" for sign in signs):
        return "bad_pattern"
    return "" if sum(sign in MARKS for sign in signs) >= FEWEST_MARKS else "short_pattern"


def fits(code: str, pattern: str) -> bool:
    """Tell whether a bare code looks as the pattern says."""
    signs = marks(pattern)
    return len(code) == len(signs) and all(letter in _meant(sign) for letter, sign in zip(code, signs, strict=True))


def confusable(one: str, other: str) -> bool:
    """Tell whether some code would look as both patterns say."""
    pairs: Sequence[tuple[str, str]] = list(zip(marks(one), marks(other), strict=False))
    return len(marks(one)) == len(marks(other)) and all(_meant(left) & _meant(right) for left, right in pairs)


def _meant(sign: str) -> frozenset[str]:
    return MARKS.get(sign, frozenset(sign))
