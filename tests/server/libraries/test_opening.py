"""Opening hours are said in words, in French and in English; what cannot be read stays as it was typed."""

import pytest

from server.libraries.opening import sentences


@pytest.mark.parametrize(
    ("typed", "french", "english"),
    [
        ("", [], []),
        ("Tu-Fr 10:00-18:00", ["Du mardi au vendredi, de 10 h à 18 h"], ["From Tuesday to Friday, from 10 am to 6 pm"]),
        (
            "Tu-Fr 10:00-12:30,14:00-18:00; Sa 10:00-17:00;",
            ["Du mardi au vendredi, de 10 h à 12 h 30 et de 14 h à 18 h", "Le samedi, de 10 h à 17 h"],
            ["From Tuesday to Friday, from 10 am to 12:30 pm and from 2 pm to 6 pm", "On Saturday, from 10 am to 5 pm"],
        ),
        (
            "Mo,We,Fr-Su 9:00-12:00",
            ["Le lundi, le mercredi et du vendredi au dimanche, de 9 h à 12 h"],
            ["On Monday, on Wednesday and from Friday to Sunday, from 9 am to noon"],
        ),
        ("Su,PH off", ["Fermé le dimanche et les jours fériés"], ["Closed on Sunday and on public holidays"]),
        ("PH closed", ["Fermé les jours fériés"], ["Closed on public holidays"]),
    ],
)
def test_in_words(typed, french, english):
    assert (sentences(typed, "fr"), sentences(typed, "en")) == (french, english)


@pytest.mark.parametrize(
    "typed",
    [
        "24/7",
        "sur rendez-vous",
        "Sur rendez-vous le mardi",
        "Xx 10:00-12:00",
        "Mo-Tu-We 10:00-12:00",
        "Mo 10:00",
        "Mo 10:00-24:00",
        "Mo 10:00-12:00,",
        "Mo[1] 10:00-12:00",
        "Jan-Mar Mo 10:00-12:00",
        "mo 10:00-12:00",
    ],
)
def test_what_cannot_be_read_stays(typed):
    assert sentences(typed, "fr") == [typed]


def test_what_can_be_read_beside_what_cannot():
    assert sentences("Mo 10:00-12:00; week 1-10 off", "fr") == ["Le lundi, de 10 h à 12 h", "week 1-10 off"]
