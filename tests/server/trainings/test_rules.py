"""Seats of trainings and coverage of the referential, as tables of cases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.foundation.errors import Invalid, Refused
from server.trainings.rules import Module, check_enrol, check_module, check_note, cover

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
SOON, PAST = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
MODULES = [
    Module(UUID(int=number), f"Module {number}", "", core, position, retired)
    for number, core, position, retired in (
        (1, True, 2, False),
        (2, True, 1, False),
        (3, False, 3, False),
        (4, True, 4, True),
    )
]


@pytest.mark.parametrize(
    ("state", "starts_at", "capacity", "taken", "reason"),
    [
        ("internal", SOON, 2, 1, None),
        ("internal", SOON, 2, 2, "training_full"),
        ("internal", NOW, 2, 0, "training_begun"),
        ("draft", SOON, 2, 0, "training_closed"),
        ("published", SOON, 2, 0, "training_closed"),
    ],
)
def test_who_may_take_a_seat(state, starts_at, capacity, taken, reason):
    if reason is None:
        return check_enrol(state, starts_at, capacity, taken, NOW)
    with pytest.raises(Refused) as refused:
        check_enrol(state, starts_at, capacity, taken, NOW)
    assert refused.value.reason == reason


def test_who_came_is_noted_once_it_has_begun():
    check_note("internal", PAST, NOW)
    for state, starts_at in (("internal", SOON), ("draft", PAST)):
        with pytest.raises(Refused):
            check_note(state, starts_at, NOW)


@pytest.mark.parametrize(
    ("attended", "done", "missing"),
    [
        ([], 0, ["Module 2", "Module 1"]),
        ([(1, NOW)], 1, ["Module 2"]),
        ([(1, NOW), (1, PAST), (2, NOW), (3, NOW)], 2, []),
        ([(4, NOW), (3, NOW)], 0, ["Module 2", "Module 1"]),
        ([(99, NOW)], 0, ["Module 2", "Module 1"]),
    ],
)
def test_what_is_covered(attended, done, missing):
    found = cover(MODULES, [(UUID(int=number), at) for number, at in attended])
    assert (found.done, [module.title for module in found.missing]) == (done, missing)
    assert [line.module.position for line in found.lines] == [1, 2, 3]
    first = {UUID(int=number): min(at for other, at in attended if other == number) for number, _ in attended}
    assert [line.at for line in found.lines] == [first.get(line.module.id) for line in found.lines]


@pytest.mark.parametrize(("title", "summary"), [("ab", ""), ("a" * 151, ""), ("Accueillir", "a" * 301)])
def test_a_module_has_a_title(title, summary):
    with pytest.raises(Invalid):
        check_module(title, summary)
