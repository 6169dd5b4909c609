"""Seats kept by channel and lent laptops, for newcomers and for those who wait: tables of cases."""

from uuid import UUID

import pytest

from server.bookings.rules import NEWCOMER, Outcome, Party, Seats, Verdict, decide, to_promote
from server.foundation.errors import Refused


def eight(taken=0, *, kept=None, seated=None, places=9, waiting=0, laptops=None, lent=0):
    """Return a session of eight seats."""
    return Seats(8, taken, places, waiting, kept or {}, seated or {}, laptops, lent)


def party(channel="web", people=1, *, first=False, laptops=0, booking=NEWCOMER):
    return Party(booking, people, channel, first, laptops)


KEPT = {"desk": 3, "partner": 1, "peer": 1, "first": 1}


@pytest.mark.parametrize(
    ("seats", "asking", "pool"),
    [
        (eight(kept=KEPT), party("web", 2), ""),
        (eight(kept=KEPT), party("web", 3), None),
        (eight(kept=KEPT), party("desk", 5), "desk"),
        (eight(kept=KEPT), party("desk", 6), None),
        (eight(kept=KEPT), party("api", 5), "desk"),
        (eight(kept=KEPT), party("partner", 3), "partner"),
        (eight(kept=KEPT), party("partner", 4), None),
        (eight(kept=KEPT), party("peer", 3), "peer"),
        (eight(2, kept=KEPT), party("web"), None),
        (eight(2, kept=KEPT), party("web", first=True), "first"),
        (eight(2, kept=KEPT), party("web", 2, first=True), None),
        (eight(2, kept=KEPT), party("desk", 3, first=True), "desk"),
        (eight(5, kept=KEPT, seated={"desk": 3}), party("desk", first=True), "first"),
        (eight(5, kept=KEPT, seated={"desk": 3}), party("desk"), None),
        (eight(3, kept=KEPT, seated={"first": 1}), party("web", first=True), None),
        (eight(7, kept={"desk": 3}), party("web"), None),  # kept once most were gone: what is left is for the desk
        (eight(7, kept={"desk": 3}), party("desk"), "desk"),
        (eight(6), party("web", 2), ""),  # released
        (eight(6), party("desk", 2), "desk"),
    ],
)
def test_a_party_takes_seats_of_its_pool_and_of_everybody(seats, asking, pool):
    verdict = decide(seats, asking, [])
    assert verdict == (Verdict(Outcome.WAITING) if pool is None else Verdict(Outcome.CONFIRMED, pool))


@pytest.mark.parametrize(
    ("seats", "asking", "reason"),
    [
        (eight(5, kept={"desk": 3}, places=0), party("web"), "seats_kept"),
        (eight(5, kept={"desk": 3}, places=0), party("web", 4), "session_full"),
        (eight(5, kept={"desk": 3}, places=0), party("partner"), "session_full"),  # they do not call like the public
        (eight(5, kept={"peer": 3}, places=0), party("web"), "session_full"),  # a call would not help
        (eight(8, kept={"desk": 3}, places=0), party("web"), "session_full"),
        (eight(8, kept={"desk": 3}, places=0), party("desk"), "session_full"),
        (eight(0, laptops=2, lent=2, places=0), party("web", laptops=1), "no_laptop_left"),
        (eight(8, laptops=2, lent=2, places=0), party("web", laptops=1), "session_full"),
        (eight(0, laptops=2), party("web", 3, laptops=3), "too_many_laptops"),
        (eight(0), party("web", laptops=1), "too_many_laptops"),
    ],
)
def test_words_for_those_who_get_none(seats, asking, reason):
    with pytest.raises(Refused) as refused:
        decide(seats, asking, [])
    assert refused.value.reason == reason


def waits(number, *args, **more):
    return party(*args, **more, booking=UUID(int=number + 1))


@pytest.mark.parametrize(
    ("seats", "queue", "chosen"),
    [
        # Web's head does not fit: kept seats go on being given, others stay for the head.
        (eight(5, kept={"desk": 3}), [waits(0, "web"), waits(1, "desk"), waits(2, "web")], {1: "desk"}),
        (eight(4, kept={"desk": 2}), [waits(0, "web", 3), waits(1, "web"), waits(2, "desk", 2)], {2: "desk"}),
        (eight(4, kept={"desk": 2}), [waits(0, "web", 3), waits(1, "desk", 3)], {}),  # it would take the head's
        (eight(4, kept={"desk": 2}), [waits(0, "desk", 5), waits(1, "desk", 1)], {}),  # one pool has one order
        (eight(4, kept={"desk": 2}), [waits(0, "desk", 5), waits(1, "web", 1)], {}),
        (eight(7, kept={"first": 1}), [waits(0, "web"), waits(1, "web", first=True)], {1: "first"}),
        # Once released there is one order.
        (eight(5), [waits(0, "web"), waits(1, "desk"), waits(2, "web")], {0: "", 1: "desk", 2: ""}),
        (eight(5), [waits(0, "web", 4), waits(1, "desk")], {}),
        # Who lacks a laptop stops those who want one, and nobody else.
        (
            eight(5, laptops=1, lent=1),
            [waits(0, "web", laptops=1), waits(1, "web"), waits(2, "web", laptops=1)],
            {1: ""},
        ),
        (eight(5, laptops=2, lent=1), [waits(0, "web", 2, laptops=2), waits(1, "web", laptops=1)], {}),
        (eight(5, laptops=2), [waits(0, "web", 4, laptops=1), waits(1, "web"), waits(2, "desk", laptops=1)], {}),
        (eight(5, laptops=2), [waits(0, "web", laptops=1), waits(1, "web", laptops=1)], {0: "", 1: ""}),
    ],
)
def test_the_list_moves_in_order_and_each_pool_flows(seats, queue, chosen):
    promoted = to_promote(seats, queue)
    assert {party.booking.int - 1: party.pool for party in promoted} == chosen
    assert [party.booking for party in promoted] == [each.booking for each in queue if each.booking.int - 1 in chosen]


@pytest.mark.parametrize(
    ("asking", "queue", "outcome"),
    [
        (party("desk"), [waits(0, "web")], Outcome.CONFIRMED),  # a kept seat: the web could not have it
        (party("desk"), [waits(0, "web"), waits(1, "desk", 4)], Outcome.WAITING),
        (party("web"), [waits(0, "web")], Outcome.WAITING),
        (party("desk"), None, Outcome.CONFIRMED),
        (party("web"), None, Outcome.WAITING),
    ],
)
def test_a_newcomer_stands_behind_those_who_wait(asking, queue, outcome):
    people = sum(each.people for each in queue or [waits(0)])
    assert decide(eight(5, kept={"desk": 3}, waiting=people), asking, queue).outcome is outcome
