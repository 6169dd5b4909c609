"""The alphabet of SMS: letters that become others, septets, the number of messages that are paid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.notifications.gsm7 import ALONE, BASIC, EXTENDED, cut, plain, segments, septets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("é è à ù É Ç ü ñ", "é è à ù É Ç ü ñ"),
        ("être, âge, île, hôtel, où, ça, naïf", "etre, age, ile, hotel, où, ca, naif"),
        ("À l’œuvre, cœur, ŒUVRE", "A l'oeuvre, coeur, OEUVRE"),
        ("« salle 2 »", '"salle 2"'),
        ("«\u202fsalle\u00a02\u202f»", '"salle 2"'),
        ("10\u202fh – 12\u00a0h…", "10 h - 12 h..."),
        ("5 € [a|b] {c} ~", "5 € [a|b] {c} ~"),
        ("a\nb\r\nc\td", "a b c d"),
        ("Łódź, Škoda, İzmir", "Lodz, Skoda, Izmir"),
        ("😀 нет 你好", ""),
        ("½ ① ﬁn", "12 1 fin"),
    ],
)
def test_what_a_text_becomes(text, expected):
    assert plain(text) == expected


@given(st.text())
def test_nothing_else_is_left(text):
    assert set(plain(text)) <= BASIC | EXTENDED
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "count", "paid"),
    [
        ("", 0, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("a" * 152 + "€" + "a" * 152, 306, 3),  # the euro is not cut in two: the first message holds 152 septets
    ],
)
def test_septets_and_messages(text, count, paid):
    assert (septets(text), segments(text)) == (count, paid)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Médiathèque du Port", 19, "Médiathèque du Port"),
        ("Médiathèque du Port", 18, "Médiathèque du"),
        ("Médiathèque du Port", 14, "Médiathèque du"),
        ("Médiathèque, annexe", 12, "Médiathèque"),
        ("Intercommunalité", 5, "Inter"),
        ("a €€€", 5, "a €"),
        ("abc", 0, ""),
    ],
)
def test_cut(text, most, expected):
    assert cut(text, most) == expected


@given(st.text(alphabet=sorted(BASIC | EXTENDED)), st.integers(0, ALONE))
def test_what_is_cut_fits(text, most):
    assert septets(cut(text, most)) <= most
