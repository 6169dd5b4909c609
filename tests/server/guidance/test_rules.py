"""Four answers, and where they lead: the same ones always to the same sessions."""

import random
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from server.guidance import words
from server.guidance.rules import (
    MOST,
    QUESTIONS,
    Candidate,
    Referral,
    Wish,
    answers,
    next_question,
    pick,
    said_level,
    wishes,
)
from server.workshops.fitting import fit
from server.workshops.words import THEMES

AT = datetime(2027, 1, 12, 9, tzinfo=UTC)


def given(*said):
    """Four answers in the order of the questions."""
    return dict(zip(QUESTIONS, said, strict=True))


def candidate(number, title="Clics", level="beginner", days=1, distance=0):
    return Candidate(UUID(int=number), title, level, AT + timedelta(days=days), distance)


@pytest.mark.parametrize(
    ("asked", "kept", "following"),
    [
        ({}, 0, "appareil"),
        ({"appareil": "ordinateur"}, 1, "allumer"),
        ({"appareil": "tracteur", "allumer": "seul"}, 0, "appareil"),
        ({"appareil": "telephone", "geste": "bien"}, 1, "allumer"),
        ({"appareil": "aucun", "allumer": "non", "geste": "jamais", "nom": "Ana"}, 3, "message"),
        (given("ordinateur", "seul", "bien", "seul"), 4, ""),
    ],
)
def test_answers_are_read_in_their_order_and_nothing_else_is(asked, kept, following):
    assert len(answers(asked)) == kept
    assert next_question(answers(asked)) == following


@pytest.mark.parametrize(
    ("said", "reasons", "themes", "level"),
    [
        (("ordinateur", "seul", "jamais", "jamais"), "never_mouse other_device then_messages",
         "first_steps phone_tablet email", "debutant"),
        (("aucun", "non", "jamais", "jamais"), "never_mouse other_device then_messages",
         "first_steps phone_tablet email", "debutant"),
        (("telephone", "aide", "jamais", "aide"), "never_touched other_device then_messages",
         "phone_tablet first_steps email", "debutant"),
        (("ordinateur", "non", "bien", "seul"), "switch_on other_device then_messages",
         "first_steps phone_tablet email", "debutant"),
        (("ordinateur", "aide", "bien", "seul"), "more_ease messages search", "first_steps email internet", "debutant"),
        (("telephone", "seul", "peu", "seul"), "more_ease messages search", "phone_tablet email internet", "debutant"),
        (("ordinateur", "seul", "bien", "aide"), "messages search more_ease", "email internet first_steps", "debutant"),
        (("telephone", "seul", "bien", "seul"), "procedures safety photos", "procedures safety files_photos",
         "intermediaire"),
    ],
)  # fmt: skip
def test_what_answers_wish_for(said, reasons, themes, level):
    found = wishes(given(*said))
    assert ([one.reason for one in found], [one.theme for one in found]) == (reasons.split(), themes.split())
    assert said_level(given(*said)) == level


def test_every_way_through_the_questions_wishes_for_something_that_can_be_said():
    for said in product(*QUESTIONS.values()):
        found = wishes(given(*said))
        assert 1 <= len(found) <= MOST
        assert all(one.theme in THEMES and one.reason in words.WHY for one in found)
        assert "advanced" not in {level for one in found for level in one.levels}


FIRST, SECOND = Wish("never_mouse", "first_steps"), Wish("messages", "email")
PICKED = {
    "one for each wish, of another workshop": (
        [[candidate(1), candidate(2, "Souris", days=2)], [candidate(1), candidate(3, "Mails")]],
        [(1, "never_mouse"), (3, "messages"), (2, "another_date")],
    ),
    "ours before a neighbour's that is sooner": (
        [[candidate(1, distance=1), candidate(2, "Souris", days=9)], []],
        [(2, "never_mouse"), (1, "another_date")],
    ),
    "the level that suits best, then the first": (
        [[candidate(1, level=""), candidate(2, "Souris", days=5), candidate(3, "Clavier", days=5)], []],
        [(2, "never_mouse"), (3, "another_date"), (1, "another_date")],
    ),
    "never one that is too hard": ([[candidate(1, level="advanced"), candidate(2, level="intermediate")], []], []),
    "another date of the same workshop": (
        [[candidate(1), candidate(2, days=8)], []],
        [(1, "never_mouse"), (2, "another_date")],
    ),
    "the second wish alone": ([[], [candidate(3, "Mails")]], [(3, "messages")]),
    "three at most": (
        [[candidate(number, days=number) for number in range(1, 9)], [candidate(9, "Mails")]],
        [(1, "never_mouse"), (9, "messages"), (2, "another_date")],
    ),
}


@pytest.mark.parametrize("case", PICKED)
def test_the_sessions_picked_whatever_the_order_in_which_they_come(case):
    found, expected = PICKED[case]
    referrals = tuple(Referral(UUID(int=number), reason) for number, reason in expected)
    for seed in range(5):
        mixed = [random.Random(seed).sample(each, len(each)) for each in found]
        assert pick((FIRST, SECOND), mixed) == referrals


@pytest.mark.parametrize(
    ("said", "level", "fits"),
    [
        ("debutant", "beginner", ""),
        ("debutant", "intermediate", "harder"),
        ("debutant", "advanced", "much_harder"),
        ("debutant", "", ""),
        ("intermediaire", "advanced", "harder"),
        ("intermediaire", "beginner", ""),
        ("avance", "beginner", "easier"),
        ("", "advanced", ""),
        ("guru", "advanced", ""),
    ],
)
def test_whether_a_level_suits(said, level, fits):
    assert fit(said, level) == fits
