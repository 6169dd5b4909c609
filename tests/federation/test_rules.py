"""Whom to believe, which copy wins whatever the order, when to try again, when a server is down."""

import itertools
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import rules
from federation.rules import Breaker, State, Verdict

NOW = datetime(2027, 1, 12, 13, tzinfo=UTC)
HERE, THERE = "https://a.example", "https://b.example"
LIBRARY, OTHER = f"{HERE}/@mediatheque", f"{HERE}/@claire"


@pytest.mark.parametrize(
    ("actor", "thing", "may"),
    [
        (LIBRARY, {"id": f"{HERE}/e/1", "type": "Event", "attributedTo": LIBRARY}, True),
        (LIBRARY, {"id": f"{HERE}/e/1", "attributedTo": {"id": LIBRARY, "type": "Group"}}, True),
        (LIBRARY, {"id": f"{HERE}/e/1", "attributedTo": [OTHER, LIBRARY]}, True),
        (LIBRARY, {"id": f"{HERE}/f/1", "type": "Follow", "actor": LIBRARY}, True),
        (LIBRARY, {"id": f"{HERE}:443/e/1", "attributedTo": LIBRARY}, True),
        # Another user of the same server is another owner.
        (OTHER, {"id": f"{HERE}/e/1", "attributedTo": LIBRARY}, False),
        (OTHER, {"id": f"{HERE}/e/1", "attributedTo": LIBRARY, "actor": OTHER}, False),
        (OTHER, {"id": f"{HERE}/f/1", "type": "Follow", "actor": LIBRARY}, False),
        # An owner elsewhere, or a thing elsewhere.
        (f"{THERE}/@x", {"id": f"{HERE}/e/1", "attributedTo": f"{THERE}/@x"}, False),
        (LIBRARY, {"id": f"{THERE}/e/1", "attributedTo": LIBRARY}, False),
        (LIBRARY, {"id": f"{HERE}/e/1", "attributedTo": [LIBRARY, f"{THERE}/@victime"]}, False),
        (LIBRARY, {"id": f"{HERE}/e/1", "attributedTo": [LIBRARY, {"type": "Person"}]}, False),
        (LIBRARY, {"id": "http://a.example/e/1", "attributedTo": LIBRARY}, False),
        # Nobody is named.
        (LIBRARY, {"id": f"{HERE}/e/1"}, False),
        (LIBRARY, {"id": f"{HERE}/e/1", "attributedTo": [], "actor": None}, False),
        (LIBRARY, {"attributedTo": LIBRARY}, False),
        (LIBRARY, {"id": 3, "attributedTo": LIBRARY}, False),
        # An actor speaks for itself, and for no other actor whatever that one is said to belong to.
        (LIBRARY, {"id": LIBRARY, "type": "Group"}, True),
        (LIBRARY, {"id": LIBRARY, "type": "Group", "attributedTo": f"{HERE}/actor"}, True),
        (OTHER, {"id": LIBRARY, "type": "Group", "attributedTo": OTHER}, False),
        (OTHER, {"id": LIBRARY, "type": "Person", "actor": OTHER}, False),
        # A bare id says nothing of its owner.
        (LIBRARY, LIBRARY, True),
        (LIBRARY, f"{HERE}/e/1", False),
        ("", "", False),
        ("relay", "relay", False),
    ],
)
def test_who_may_act(actor, thing, may):
    assert rules.may_act(actor, thing) is may


MOMENTS = st.integers(0, 5).map(lambda hours: NOW + timedelta(hours=hours))
STATES = st.builds(
    State,
    version=st.none() | st.integers(0, 3),
    updated=st.none() | MOMENTS,
    digest=st.sampled_from(["", "sha256:a", "sha256:b"]),
    deleted=st.none() | MOMENTS,
)


@given(STATES, STATES, STATES)
def test_merging_depends_neither_on_order_nor_on_grouping_nor_on_repetition(a, b, c):
    assert rules.merge(a, b) == rules.merge(b, a)
    assert rules.merge(rules.merge(a, b), c) == rules.merge(a, rules.merge(b, c))
    assert rules.merge(a, a) == a
    assert rules.merge(None, a) == a


@given(st.lists(STATES, min_size=1, max_size=4), st.data())
def test_any_permutation_with_any_repetition_ends_the_same(states, data):
    heard = data.draw(st.permutations(states + data.draw(st.lists(st.sampled_from(states), max_size=4))))
    assert reduce(rules.merge, heard, None) == reduce(rules.merge, states, None)


def alive(version, hours, digest="sha256:a"):
    return State(version=version, updated=NOW + timedelta(hours=hours), digest=digest)


def deleted(hours):
    return State(deleted=NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("heard", "version", "gone"),
    [
        ([alive(1, 0), alive(2, 1)], 2, False),
        ([alive(2, 0), alive(1, 1)], 2, False),
        ([alive(2, 0), alive(2, 1)], 2, False),
        ([alive(None, 0), alive(None, 1)], None, False),
        ([alive(None, 5), alive(1, 0)], 1, False),
        ([alive(1, 0), deleted(1)], 1, True),
        ([alive(1, 1), deleted(1)], 1, True),
        ([alive(1, 2), deleted(1)], 1, False),
        ([deleted(1)], None, True),
        ([alive(1, 0), deleted(1), alive(2, 2)], 2, False),
        ([alive(1, 0), deleted(3), alive(2, 2)], 2, True),
        # An event that never says when it was updated stays deleted.
        ([State(digest="sha256:a"), deleted(1)], None, True),
    ],
)
def test_which_wins(heard, version, gone):
    for order in itertools.permutations(heard):
        result = reduce(rules.merge, order, None)
        assert (result.version, rules.is_gone(result)) == (version, gone)


def test_the_later_of_two_equal_versions_brings_its_own_digest():
    assert rules.merge(alive(2, 0, "sha256:b"), alive(2, 1, "sha256:a")).digest == "sha256:a"


@pytest.mark.parametrize(
    ("held", "heard", "doubt"),
    [
        (alive(1, 0), alive(1, 0, "sha256:b"), True),
        (alive(None, 0), alive(None, 0, "sha256:b"), True),
        (State(digest="sha256:a"), State(digest="sha256:b"), True),
        (alive(1, 0), alive(1, 0), False),
        (alive(1, 0), alive(2, 0, "sha256:b"), False),
        (alive(1, 0), alive(1, 1, "sha256:b"), False),
        (alive(1, 0), deleted(0), False),
    ],
)
def test_when_only_the_origin_can_tell(held, heard, doubt):
    assert rules.in_doubt(held, heard) is doubt
    assert rules.in_doubt(heard, held) is doubt


SECONDS = [30, 120, 600, 3600, 10_800, 21_600, 43_200, 86_400, 86_400]


@pytest.mark.parametrize(("attempts", "seconds"), list(enumerate(SECONDS, 1)))
def test_the_schedule(attempts, seconds):
    wait = timedelta(seconds=seconds)
    assert rules.next_try(attempts, NOW, 0.5) == NOW + wait
    assert rules.next_try(attempts, NOW, 0) == NOW + wait * 0.8
    assert rules.next_try(attempts, NOW, 1) == NOW + wait * 1.2


def test_the_schedule_ends_after_fourteen_days():
    tries = list(itertools.takewhile(lambda n: rules.next_try(n, NOW, 0.5), range(1, 100)))
    total = sum((rules.next_try(n, NOW, 0.5) - NOW for n in tries), timedelta())
    assert timedelta(days=13) < total <= timedelta(days=14)
    assert rules.next_try(len(tries) + 1, NOW, 0.5) is None
    assert rules.next_try(0, NOW, 0.5) == rules.next_try(1, NOW, 0.5)


def test_a_host_may_ask_for_patience_of_a_day_at_most():
    hour, week = NOW + timedelta(hours=1), NOW + timedelta(days=7)
    assert rules.next_try(1, NOW, 0.5, not_before=hour) == hour
    assert rules.next_try(1, NOW, 0.5, not_before=week) == NOW + timedelta(days=1)
    assert rules.next_try(1, NOW, 0.5, not_before=NOW - timedelta(days=1)) == NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", NOW + timedelta(seconds=120)),
        ("0", NOW),
        ("Tue, 12 Jan 2027 14:00:00 GMT", NOW + timedelta(hours=1)),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 40, None),
        ("²", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)
def test_retry_after(header, expected):
    assert rules.retry_after(header, NOW) == expected


@pytest.mark.parametrize(
    ("status", "first", "knocked", "third"),
    [
        (200, Verdict.DONE, Verdict.DONE, Verdict.DONE),
        (202, Verdict.DONE, Verdict.DONE, Verdict.DONE),
        (400, Verdict.KNOCK, Verdict.PARK, Verdict.PARK),
        (401, Verdict.KNOCK, Verdict.RETRY, Verdict.RETRY),
        (403, Verdict.KNOCK, Verdict.RETRY, Verdict.PARK),
        (404, Verdict.GONE, Verdict.GONE, Verdict.GONE),
        (410, Verdict.GONE, Verdict.GONE, Verdict.GONE),
        (405, Verdict.PARK, Verdict.PARK, Verdict.PARK),
        (413, Verdict.PARK, Verdict.PARK, Verdict.PARK),
        (422, Verdict.PARK, Verdict.PARK, Verdict.PARK),
        (408, Verdict.RETRY, Verdict.RETRY, Verdict.RETRY),
        (429, Verdict.RETRY, Verdict.RETRY, Verdict.RETRY),
        (301, Verdict.RETRY, Verdict.RETRY, Verdict.RETRY),
        (500, Verdict.RETRY, Verdict.RETRY, Verdict.RETRY),
        (503, Verdict.RETRY, Verdict.RETRY, Verdict.RETRY),
        (0, Verdict.RETRY, Verdict.RETRY, Verdict.RETRY),
    ],
)
def test_verdicts(status, first, knocked, third):
    assert rules.verdict(status) is first
    assert rules.verdict(status, knocked=True) is knocked
    assert rules.verdict(status, knocked=True, attempts=3) is third


def test_who_could_not_read_our_key_is_asked_again_after_it_has_forgotten():
    tries = [number for number in range(1, 20) if rules.verdict(401, knocked=True, attempts=number) is Verdict.RETRY]
    waits = [rules.next_try(number, NOW, 0.0) - NOW for number in tries]
    assert sum(waits[:4], timedelta()) > timedelta(minutes=10)
    assert rules.verdict(401, knocked=True, attempts=len(tries) + 1) is Verdict.PARK


def failing(*minutes, breaker=None):
    """The state of a host after failures at these minutes."""
    held = breaker or Breaker()
    for minute in minutes:
        held = rules.breaker_after(held, ok=False, now=NOW + timedelta(minutes=minute))
    return held


@pytest.mark.parametrize(
    ("minutes", "is_open"),
    [
        ((0, 1, 2, 3), False),
        ((0, 1, 2, 3, 4), True),
        ((0, 1, 2, 3, 10), True),
        ((0, 1, 2, 3, 11), False),
        ((0, 5, 10, 15, 20, 25), False),
    ],
)
def test_five_failures_in_ten_minutes_open_the_breaker(minutes, is_open):
    breaker = failing(*minutes)
    assert rules.may_send(breaker, NOW + timedelta(minutes=minutes[-1])) is not is_open


def test_after_half_an_hour_one_try_decides():
    breaker = failing(0, 1, 2, 3, 4)
    assert not rules.may_send(breaker, NOW + timedelta(minutes=33))
    assert rules.may_send(breaker, NOW + timedelta(minutes=34))
    again = failing(34, breaker=breaker)
    assert not rules.may_send(again, NOW + timedelta(minutes=63))
    assert rules.may_send(again, NOW + timedelta(minutes=64))
    assert rules.breaker_after(again, ok=True, now=NOW) == Breaker()
    assert rules.may_send(Breaker(), NOW)


def test_a_success_forgets_the_failures_before_it():
    breaker = rules.breaker_after(failing(0, 1, 2, 3), ok=True, now=NOW)
    assert rules.may_send(failing(4, breaker=breaker), NOW + timedelta(minutes=4))
