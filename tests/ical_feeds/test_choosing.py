"""Which events of a calendar are taken."""

import pytest

from ical_feeds.choosing import Choice, fold, written

TEXT = fold("Découvrir l'Ordinateur (débutants), Médiathèque d'Œuvre")


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (Choice(), True),
        (Choice(words_in=("ordinateur",)), True),
        (Choice(words_in=("ordi",)), True),
        (Choice(words_in=("nateur",)), False),
        (Choice(words_in=("debutants",)), True),
        (Choice(words_in=("oeuvre",)), True),
        (Choice(words_in=("natation", "ordinateur")), True),
        (Choice(words_in=("natation",)), False),
        (Choice(words_out=("ordinateur",)), False),
        (Choice(words_in=("ordinateur",), words_out=("debutant",)), False),
        (Choice(words_out=("tricot",)), True),
        (Choice(categories=("numerique",)), True),
        (Choice(categories=("jeux", "numerique")), True),
        (Choice(categories=("jeux",)), False),
        (Choice(words_in=("(",)), True),
    ],
)
def test_a_choice(choice, taken):
    assert choice.takes(TEXT, ["Numérique", "Adultes"]) is taken


def test_what_is_typed_becomes_words():
    assert written("Ordinateur, tablette ;  Téléphone\nordinateur,,") == ("ordinateur", "tablette", "telephone")
    assert len(written(",".join(str(n) for n in range(99)))) == 30
