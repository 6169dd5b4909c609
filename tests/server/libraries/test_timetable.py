"""The week as a table: written in OpenStreetMap's words, read back the same; what does not fit is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.foundation.errors import Invalid
from server.libraries.opening import readable
from server.libraries.timetable import Timetable, name, read, shown, typed, write

MORNING, AFTERNOON, WHOLE = ("10:00", "12:30"), ("14:00", "18:00"), ("10:00", "17:00")
SHORT = {**dict.fromkeys((1, 2, 3, 4), (MORNING, AFTERNOON)), 5: (WHOLE,)}


@pytest.mark.parametrize(
    ("text", "days", "off"),
    [
        ("", {}, False),
        ("Tu-Fr 10:00-12:30,14:00-18:00; Sa 10:00-17:00; PH off", SHORT, True),
        ("Mo,We 10:00-17:00", {0: (WHOLE,), 2: (WHOLE,)}, False),
        ("Tu-Th,Sa 10:00-17:00", dict.fromkeys((1, 2, 3, 5), (WHOLE,)), False),
    ],
)
def test_a_week_is_written_and_read_back(text, days, off):
    table = Timetable(tuple(days.get(day, ()) for day in range(7)), off)
    assert read(text) == table
    assert write(table) == text
    assert readable(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Mo-Fr 09:00-12:00; We off", "Mo,Tu,Th,Fr 09:00-12:00"),
        ("Mo-Su 9:00-12:00; Su,PH off", "Mo-Sa 09:00-12:00; PH off"),
        ("Fr-Mo 09:00-12:00", "Mo,Fr-Su 09:00-12:00"),
        ("Mo 10:00-12:00; Mo 14:00-16:00", "Mo 14:00-16:00"),
    ],
)
def test_other_ways_to_write_it(text, same):
    assert write(read(text)) == same


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Jul-Aug: Mo 10:00-12:00",
        "Mo 10:00-12:00,13:00-14:00,15:00-16:00",
        "Mo 14:00-12:00",
        "Mo 10:00-12:00,11:00-13:00",
        "PH 10:00-12:00",
        "sur rendez-vous",
        "Mo 10:00+",
    ],
)
def test_what_the_table_cannot_hold(text):
    assert read(text) is None


MOMENTS = st.sampled_from([f"{hour:02}:{minute}" for hour in range(24) for minute in ("00", "15", "30", "45")])
SPANS = st.lists(MOMENTS, min_size=4, max_size=4, unique=True).map(sorted)
DAY = st.tuples(st.integers(0, 2), SPANS).map(
    lambda drawn: tuple((drawn[1][2 * n], drawn[1][2 * n + 1]) for n in range(drawn[0]))
)


@given(st.tuples(*[DAY] * 7), st.booleans())
def test_every_week_survives_the_form_and_the_words(days, off):
    table = Timetable(days, off and any(days))
    assert read(write(table)) == table
    assert typed(shown(table)) == table


@pytest.mark.parametrize(("text", "kept"), [("9:30", "09:30"), ("9h30", "09:30"), ("9 h", "09:00"), ("09:00", "09:00")])
def test_times_as_people_write_them(text, kept):
    assert typed({"mo_opens_1": text, "mo_closes_1": "18:00"}).days[0] == ((kept, "18:00"),)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"mo_opens_1": "9:00"}, {"mo_closes_1": "bad_hour"}),
        ({"mo_closes_1": "9:00"}, {"mo_opens_1": "bad_hour"}),
        ({"mo_opens_1": "neuf", "mo_closes_1": "12:00"}, {"mo_opens_1": "bad_hour"}),
        ({"mo_opens_1": "25:00", "mo_closes_1": "26:00"}, {"mo_opens_1": "bad_hour"}),
        ({"su_opens_1": "12:00", "su_closes_1": "10:00"}, {"su_closes_1": "closes_before"}),
        (
            {"we_opens_1": "9:00", "we_closes_1": "12:00", "we_opens_2": "11:00", "we_closes_2": "18:00"},
            {"we_opens_2": "opens_too_early"},
        ),
    ],
)
def test_hours_that_are_refused(form, wrong):
    with pytest.raises(Invalid) as refused:
        typed(form)
    assert refused.value.fields == wrong


def test_the_afternoon_alone():
    assert typed({name(0, "opens_2"): "14:00", name(0, "closes_2"): "18:00"}).days[0] == (AFTERNOON,)
