"""Days, hours and telephone numbers are said as people say them, in French and in English."""

from datetime import UTC, datetime, timedelta

import pytest

from server.foundation import spoken

PARIS = "Europe/Paris"
AFTERNOON = datetime(2027, 1, 12, 13, 30, tzinfo=UTC)
NIGHT = datetime(2027, 4, 30, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "language", "said"),
    [
        (AFTERNOON, "fr", "mardi 12 janvier 2027"),
        (AFTERNOON, "en", "Tuesday 12 January 2027"),
        (NIGHT, "fr", "samedi 1er mai 2027"),
        (NIGHT, "en", "Saturday 1 May 2027"),
    ],
)
def test_the_day_is_the_local_one(at, language, said):
    assert spoken.day_year(at, PARIS, language) == said
    assert spoken.day(at, PARIS, language) == said.removesuffix(" 2027")


@pytest.mark.parametrize(
    ("minutes", "french", "english"), [(45, "45 min", "45 min"), (120, "2 h", "2 h"), (390, "6 h 30", "6 h 30 min")]
)
def test_how_long_it_lasts_is_said_in_hours(minutes, french, english):
    assert (spoken.lasting(minutes, "fr"), spoken.lasting(minutes, "en")) == (french, english)


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        (0, "14 h 30", "2:30 pm"),
        (30, "15 h", "3 pm"),
        (-90, "13 h", "1 pm"),
        (-150, "12 h", "noon"),
        (-870, "0 h", "midnight"),
        (-865, "0 h 05", "12:05 am"),
        (-145, "12 h 05", "12:05 pm"),
    ],
)
def test_hours(minutes, french, english):
    at = AFTERNOON + timedelta(minutes=minutes)
    assert (spoken.hour(at, PARIS, "fr"), spoken.hour(at, PARIS, "en")) == (french, english)


@pytest.mark.parametrize(
    ("hours", "french", "english"),
    [
        (None, "mardi 12 janvier, à 14 h 30", "Tuesday 12 January, at 2:30 pm"),
        (2, "mardi 12 janvier, de 14 h 30 à 16 h 30", "Tuesday 12 January, from 2:30 pm to 4:30 pm"),
        (
            24,
            "du mardi 12 janvier à 14 h 30 au mercredi 13 janvier à 14 h 30",
            "from Tuesday 12 January at 2:30 pm to Wednesday 13 January at 2:30 pm",
        ),
    ],
)
def test_from_when_to_when(hours, french, english):
    ends_at = AFTERNOON + timedelta(hours=hours) if hours else None
    assert spoken.when(AFTERNOON, ends_at, PARIS, "fr") == french
    assert spoken.when(AFTERNOON, ends_at, PARIS, "en") == english


@pytest.mark.parametrize(
    ("number", "said", "called"),
    [
        ("0299123456", "02 99 12 34 56", "tel:+33299123456"),
        ("+33 2 99 12 34 56", "02 99 12 34 56", "tel:+33299123456"),
        ("+44 20 7946 0018", "+44 20 7946 0018", "tel:+442079460018"),
        ("3939", "3939", "tel:3939"),
    ],
)
def test_telephone_numbers(number, said, called):
    assert (spoken.phone(number), spoken.tel(number)) == (said, called)
