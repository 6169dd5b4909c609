"""References that can be said on the telephone and typed back in any way."""

import random
from itertools import combinations

import pytest

from server.bookings.references import WORDS, candidates, parse


def distance(one, other):
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row = row, [i]
        for j, right in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (left != right)))
    return row[-1]


def test_words_are_many_short_plain_and_far_apart():
    assert len(WORDS) >= 200
    assert all(word.isascii() and word.isupper() and word.isalpha() and 4 <= len(word) <= 9 for word in WORDS)
    assert [pair for pair in combinations(WORDS, 2) if distance(*pair) < 2] == []


def test_candidates_start_short_and_grow():
    tries = list(candidates(random.Random(1)))
    assert [len(reference.split()[1]) for reference in tries] == sorted(len(part.split()[1]) for part in tries)
    assert len(tries[0].split()[1]) == 2
    assert len(tries[-1].split()[1]) == 10
    assert all(parse(reference) == reference and len(reference) <= 20 for reference in tries)


@pytest.mark.parametrize(
    "text", ["LUNE 42", "lune42", " Lune  42 ", "lune-42", "lûne 42", "L U N E 4 2", "« Lune 42 »."]
)
def test_parse_is_tolerant(text):
    assert parse(text) == "LUNE 42"


def test_parse_takes_accents():
    assert parse("étoile 7") == "ETOILE 7"


@pytest.mark.parametrize(
    "text", ["", "42", "LUNE", "42 LUNE", "ZGLORB 42", "LUNE 42 SOLEIL", "LUNE " + "1" * 13, "LUNE 4²x"]
)
def test_parse_refuses_the_rest(text):
    assert parse(text) is None
