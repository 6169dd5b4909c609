"""The text that is signed and its digest, what a signature holds, the drawing of who signed: tables of cases."""

import hashlib
from datetime import date
from uuid import UUID

import pytest

from server.foundation.errors import Invalid, Refused
from server.partnerships import charter, rules
from server.partnerships.charter_map import HEIGHT, WIDTH, dots
from server.partnerships.charter_queries import Signatory
from server.partnerships.rules import Signing

TEXT = "Préambule.\n\nArticle 1. Accueillir\nTout le monde.\n\nArticle 2. Aider\nSans payer.\n\nEt sans juger."
LONG = TEXT + "\n\n" + "Encore. " * 40
PUBLISHED, TODAY = date(2027, 1, 11), date(2027, 3, 1)
GOOD = {
    "community": "Ville de Rennes", "kind": "commune", "place": "Rennes", "signatory": "Anne Le Bihan",
    "quality": "Maire", "signed_on": TODAY,
}  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        "\n\n" + TEXT.replace("\n\n", "\n \t\n\n") + "\n\n\n",
        TEXT.replace("é", "e\u0301"),
        TEXT.replace(" le ", "  le\u00a0"),
    ],
)
def test_the_same_words_have_the_same_digest_whatever_their_spacing(typed):
    assert rules.canonical("Charte", typed) == rules.canonical("Charte", TEXT)


def test_the_digest_is_what_any_other_program_computes_of_the_file():
    text = rules.canonical("Charte", TEXT)
    assert text == f"Charte\n\n{TEXT}\n"
    assert rules.digest(text) == hashlib.new("sha256", text.encode("utf-8")).hexdigest()
    assert rules.digest(text) != rules.digest(text.replace("juger", "Juger"))


def test_a_text_is_read_as_articles_and_given_back_to_its_form():
    text = rules.canonical("Charte", TEXT)
    found = [(part.heading, part.paragraphs) for part in rules.articles(text)]
    assert found == [
        ("", ("Préambule.",)),
        ("Article 1. Accueillir", ("Tout le monde.",)),
        ("Article 2. Aider", ("Sans payer.", "Et sans juger.")),
    ]
    assert rules.canonical("Charte", rules.body(text)) == text


def test_the_text_of_the_house_has_eight_articles_and_may_be_published():
    rules.check_version(charter.FIRST_TITLE, charter.FIRST_WORDS, "")
    parts = rules.articles(rules.canonical(charter.FIRST_TITLE, charter.FIRST_WORDS))
    assert [part.heading.split(".")[0] for part in parts if part.heading] == [f"Article {n}" for n in range(1, 9)]


@pytest.mark.parametrize(
    ("title", "words", "field", "reason"),
    [
        ("", LONG, "title", "missing"),
        ("x" * 151, LONG, "title", "too_long"),
        ("Charte", "", "words", "charter_without_articles"),
        ("Charte", "Trop court. Article 1.", "words", "charter_without_articles"),
        ("Charte", "Sans article. " * 30, "words", "charter_without_articles"),
        ("Charte", LONG + "x" * 9_500, "words", "too_long"),
    ],
)
def test_a_version_that_is_no_charter_is_refused_at_its_field(title, words, field, reason):
    with pytest.raises(Invalid) as refused:
        rules.check_version(title, words, "")
    assert refused.value.fields == {field: reason}


def test_the_same_text_again_is_no_new_version():
    with pytest.raises(Refused, match="charter_same"):
        rules.check_version("Charte", LONG + "\n", rules.canonical("Charte", LONG))


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"community": ""}, "community", "missing"),
        ({"community": "x" * 151}, "community", "too_long"),
        ({"place": ""}, "place", "missing"),
        ({"signatory": ""}, "signatory", "missing"),
        ({"quality": "x" * 121}, "quality", "too_long"),
        ({"kind": "empire"}, "kind", "bad_choice"),
        ({"signed_on": None}, "signed_on", "bad_date"),
        ({"signed_on": date(2027, 3, 2)}, "signed_on", "signed_later"),
        ({"signed_on": date(2027, 1, 10)}, "signed_on", "signed_before_published"),
    ],
)
def test_what_is_wrong_with_a_signature_is_said_at_its_field(typed, field, reason):
    with pytest.raises(Invalid) as refused:
        rules.check_signing(Signing(**GOOD | typed), PUBLISHED, TODAY)
    assert refused.value.fields == {field: reason}


@pytest.mark.parametrize("day", [PUBLISHED, TODAY])
def test_one_signs_from_the_publication_to_today(day):
    rules.check_signing(Signing(**GOOD | {"signed_on": day}), PUBLISHED, TODAY)


@pytest.mark.parametrize(
    ("day", "later"),
    [(date(2027, 1, 11), date(2032, 1, 11)), (date(2028, 2, 29), date(2033, 2, 28))],
)
def test_five_years_later(day, later):
    assert rules.years_after(day, 5) == later


def signed_in(place, number=1):
    return Signatory(UUID(int=1), place, "commune", place, None, "", "Maire", TODAY, "", number)


def test_each_commune_that_signed_has_a_dot_with_the_number_of_its_line():
    places = {"rennes": (48.11, -1.68), "cesson": (48.12, -1.60), "betton": (48.18, -1.64)}
    found = dots([signed_in("Rennes"), signed_in("Betton"), signed_in("Rennes"), signed_in("Ailleurs")], places)
    assert sorted(dot.number for dot in found) == [0, 1, 2]
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in found)
    rennes, betton = (next(dot for dot in found if dot.number == number) for number in (1, 2))
    assert betton.y < rennes.y  # it is north of it
    assert dots([signed_in("Ailleurs")], places) == []
    assert dots([signed_in("Rennes")], {"rennes": (48.11, -1.68)}) == []
