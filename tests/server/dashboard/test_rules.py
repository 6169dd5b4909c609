"""Figures in cases: what several tell is added once, few people are not told, charts say what they show."""

import re
from dataclasses import dataclass
from datetime import date

import pytest

from server.dashboard.charts import Spot, bars, spots
from server.dashboard.files import written
from server.dashboard.rules import BESIDE, FEW, Sums, alone, by, following, masked, members, months, total
from server.dashboard.sheets import Sheet
from server.territories.distance import kilometres, near

RENNES, BREST, PARIS = (48.11, -1.67), (48.4, -4.49), (48.86, 2.35)


@dataclass(frozen=True)
class Telling:
    """What a host tells."""

    host: str
    sessions: int
    counted: bool = True
    seats: int = 0
    taken: int = 0
    waiting: int = 0
    full_sessions: int = 0
    town: str = ""


@pytest.mark.parametrize(
    ("told", "each", "whole"),
    [
        ([], {}, 0),
        ([("a", 3)], {"a": (3, 0)}, 3),
        ([("a", 3), ("b", 2)], {"a": (3, 0), "b": (2, 0)}, 5),
        ([("a", 3), ("a", 1)], {"a": (4, 0)}, 4),
        ([("a", 3), ("b", 2), ("b", 1, False)], {"a": (3, 0), "b": (3, 1)}, 5),
        ([("a", 1), ("b", 1, False), ("c", 1, False)], {"a": (1, 0), "b": (1, 1), "c": (1, 1)}, 1),
        ([("a", 1, False), ("b", 2, False)], {"a": (1, 1), "b": (2, 2)}, 0),
    ],
)
def test_the_total_is_the_sum_of_members_without_what_is_shared(told, each, whole):
    told = [Telling(*one) for one in told]
    found = members(told)
    assert {one.host: (one.told.sessions, one.shared) for one in found} == each
    assert total(told).sessions == whole == sum(one.counted for one in found)


def test_what_has_several_keys_counts_in_each_and_what_is_shared_in_none():
    told = [Telling("a", 2, taken=7, town="x"), Telling("a", 1, town="xy"), Telling("b", 5, False, town="x")]
    assert by(told, lambda one: one.town) == {"x": Sums(3, 0, 7), "y": Sums(1)}


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ([], []),
        ([0, 5, None], [0, 5, None]),
        ([4], [FEW]),
        ([4, 0, None], [FEW, 0, None]),
        ([1, 2, 30], [FEW, FEW, 30]),
        ([3, 12, 30], [FEW, BESIDE, 30]),  # or 12 and the total would tell the 3
        ([30, 3, 12, 12], [30, FEW, BESIDE, 12]),
    ],
)
def test_few_people_are_not_told(people, shown):
    assert masked(people) == shown


@pytest.mark.parametrize(("people", "shown"), [(None, None), (0, 0), (1, FEW), (4, FEW), (5, 5)])
def test_one_number_of_people(people, shown):
    assert alone(people) == shown


def test_months_go_over_the_year():
    assert months(date(2026, 11, 1), date(2027, 1, 1)) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert (following(date(2026, 12, 1)), following(date(2027, 1, 1), -1)) == (date(2027, 1, 1), date(2026, 12, 1))


def test_what_is_near():
    assert round(kilometres(RENNES, PARIS)) == pytest.approx(307, abs=3)
    others = [("paris", PARIS), ("brest", BREST), ("rennes", RENNES)]
    assert [name for name, _ in near(RENNES, others, 250, 3)] == ["rennes", "brest"]
    assert [name for name, _ in near(RENNES, others, 1000, 1)] == ["rennes"]


def test_bars_say_what_they_show():
    drawn = bars("x", "Séances <b>", "Une barre", [("janvier 2027", 4), ("février 2027", 0)], "fr")
    assert re.search(r'role="img" aria-labelledby="x-title x-desc"', drawn)
    assert '<title id="x-title">Séances &lt;b&gt;</title>' in drawn
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', drawn)]
    assert widths[0] > 100
    assert widths[1] == 0
    assert "style=" not in drawn


def test_a_map_has_north_above_and_tells_names_apart():
    drawn = spots("x", "Carte", "Des points", [Spot(*RENNES, 9, "Rennes"), Spot(*BREST, 900, "Brest", True)])
    (hollow, full) = re.findall(r'<circle cx="([0-9.]+)" cy="([0-9.]+)" r="([0-9.]+)" fill="(\w+)"', drawn)
    assert (full[3], hollow[3]) == ("currentColor", "none")
    assert float(full[0]) > float(hollow[0])
    assert float(full[1]) > float(hollow[1])
    assert "Rennes" in drawn
    assert "Brest" in drawn
    same = spots("x", "Carte", "", [Spot(*RENNES, 9, "Rennes"), Spot(*RENNES, 8, "Cesson")])
    assert "Cesson" not in same


def test_a_file_runs_nothing_and_tells_few_people_as_few():
    sheet = Sheet("x", "X", ("Lieu", "Personnes"), [("=1+1", FEW), ("Été ; fin", None), ("-", 7), ("x", BESIDE)])
    assert written(sheet).decode("utf-8-sig").split("\r\n") == [
        "Lieu;Personnes", "'=1+1;<5", '"Été ; fin";', "'-;7", "x;n.d.", ""
    ]  # fmt: skip
