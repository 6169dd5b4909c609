"""Calls: their order, what may come of them, when they come back: the rules."""

from datetime import UTC, datetime, timedelta

import pytest

from server.notifications.calling import again_at, may_stop, outcomes, urgency

PARIS = "Europe/Paris"
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)  # Monday, ten in Paris
FAR = NOW + timedelta(days=3)


@pytest.mark.parametrize(
    ("kind", "state", "first"),
    [
        ("promoted", "confirmed", ("yes", "no")),
        ("reconfirm", "confirmed", ("yes", "no")),
        ("reminder", "confirmed", ("yes", "no")),
        ("changed", "confirmed", ("yes", "no")),
        ("changed", "waiting", ("told",)),
        ("changed", "offered", ("told",)),
        ("offered", "offered", ("yes", "no")),
        ("called_off", "confirmed", ("told",)),
        ("broadcast", "confirmed", ("told",)),
        ("broadcast", "waiting", ("told",)),
        ("released", "cancelled", ("told",)),
    ],
)
def test_what_may_come_of_a_call(kind, state, first):
    assert outcomes(kind, state) == (*first, "left", "later")


def test_the_order_of_calls():
    today, tomorrow = NOW + timedelta(hours=6), NOW + timedelta(hours=30)
    calls = [
        ("reminder", today),
        ("called_off", tomorrow),
        ("reconfirm", tomorrow),
        ("offered", today),
        ("promoted", today),
        ("promoted", NOW + timedelta(hours=5)),
        ("changed", tomorrow),
        ("broadcast", tomorrow),
        ("confirmed", tomorrow),
    ]
    ordered = sorted(calls, key=lambda call: urgency(*call, PARIS))
    assert [kind for kind, _ in ordered] == [
        "offered", "promoted", "promoted", "reminder",
        "called_off", "changed", "reconfirm", "broadcast", "confirmed",
    ]  # fmt: skip
    assert ordered[1][1] < ordered[2][1]


def test_the_day_is_the_library_s():
    late = datetime(2027, 1, 11, 23, 30, tzinfo=UTC)
    assert urgency("promoted", late, PARIS)[0].day == 12
    assert urgency("promoted", late, "America/Cayenne")[0].day == 11


@pytest.mark.parametrize(
    ("outcome", "at", "deadline", "again"),
    [
        ("later", NOW, FAR, NOW + timedelta(hours=2)),
        ("left", NOW, FAR, datetime(2027, 1, 12, 8, 0, tzinfo=UTC)),
        ("left", NOW, NOW + timedelta(hours=8), NOW + timedelta(hours=2)),
        ("later", NOW + timedelta(hours=8), FAR, datetime(2027, 1, 12, 8, 0, tzinfo=UTC)),
        ("later", NOW + timedelta(hours=8), NOW + timedelta(hours=20), NOW + timedelta(hours=10)),
    ],
)
def test_when_a_call_comes_back(outcome, at, deadline, again):
    assert again_at(outcome, deadline, PARIS, at) == again


@pytest.mark.parametrize(("left", "stop"), [(0, False), (2, False), (3, True), (4, True)])
def test_after_three_messages_one_may_stop(left, stop):
    assert may_stop(left) is stop
