"""What becomes of a whole course, when its turn has come, and which of its dates may be had alone: tables of cases."""

from uuid import UUID

import pytest

from server.bookings.rules import (
    Outcome,
    Party,
    Seats,
    Verdict,
    all_or_none,
    check_alone,
    turn,
)
from server.foundation.errors import Refused

SEATED, WAITS = Verdict(Outcome.CONFIRMED), Verdict(Outcome.WAITING)
DESK = Verdict(Outcome.CONFIRMED, "desk")


def eight(taken=0, *, kept=None, laptops=None, lent=0):
    """Return a session of eight seats with a long waiting list."""
    return Seats(8, taken, 20, 10, kept or {}, {}, laptops, lent)


def waits(number=1, people=1, channel="web", **more):
    """Return a party that waits; the course of these cases is number 0."""
    return Party(UUID(int=number), people, channel, **more)


def course(people=1, channel="web", **more):
    return waits(0, people, channel, course=True, **more)


@pytest.mark.parametrize(
    ("seats", "before", "asking", "pool"),
    [
        (eight(7), [], course(), ""),
        (eight(8), [], course(), None),
        (eight(6), [], course(3), None),  # never split
        (eight(5), [], course(3), ""),
        (eight(6), [waits()], course(), ""),  # a seat for the one before, a seat for the course
        (eight(7), [waits()], course(), None),  # the one before has the last seat
        (eight(6), [waits(people=3)], course(), None),  # the one before stops the list
        (eight(5), [waits(people=2), waits(2)], course(), None),
        (eight(4), [waits(people=2), waits(2)], course(), ""),
        (eight(6, kept={"desk": 1}), [], course(2), None),
        (eight(6, kept={"desk": 1}), [], course(2, "desk"), "desk"),
        (
            eight(6, kept={"desk": 1}),
            [waits(people=2)],
            course(1, "desk"),
            "desk",
        ),  # a seat the one before may not have
        (eight(6, kept={"desk": 1}), [waits(people=2)], course(2, "desk"), None),
        (eight(6, kept={"first": 1}), [], course(1, first_time=True), "first"),
        (eight(0, laptops=2, lent=1), [], course(1, laptops=1), ""),
        (eight(0, laptops=2, lent=2), [], course(1, laptops=1), None),
        (eight(0, laptops=2, lent=2), [], course(), ""),
        (eight(0, laptops=2, lent=1), [waits(laptops=2)], course(1, laptops=1), None),  # it waits for both laptops
        (eight(0, laptops=2, lent=1), [waits(laptops=2)], course(), ""),  # who lacks a laptop stops those who want one
    ],
)
def test_the_turn_of_a_course_on_one_of_its_dates(seats, before, asking, pool):
    seated = turn(seats, before, asking)
    assert (None if seated is None else (seated.booking, seated.people, seated.pool)) == (
        None if pool is None else (asking.booking, asking.people, pool)
    )


def places(*left):
    """Return the dates of a course, by how many places are left on the waiting list of each."""
    return [Seats(8, 8, 5, 5 - each) for each in left]


@pytest.mark.parametrize(
    ("verdicts", "dates", "people", "whole"),
    [
        ([SEATED], places(0), 1, [SEATED]),
        ([SEATED, DESK], places(0, 0), 3, [SEATED, DESK]),  # each date counts on its own pool; no place is needed
        ([SEATED, WAITS], places(1, 1), 1, [WAITS, WAITS]),  # never half of it
        ([WAITS, SEATED, SEATED], places(2, 2, 2), 2, [WAITS] * 3),
        ([WAITS, WAITS], places(1, 1), 1, [WAITS, WAITS]),
        ([SEATED, WAITS], places(0, 1), 1, None),  # where it has a seat it would wait too, and there is no place
        ([SEATED, WAITS], places(2, 1), 2, None),
        ([WAITS, WAITS], places(1, 0), 1, None),
    ],
)
def test_a_course_is_had_wholly_or_waited_for_wholly(verdicts, dates, people, whole):
    if whole is not None:
        assert all_or_none(verdicts, dates, people) == whole
        return
    with pytest.raises(Refused, match="session_full"):
        all_or_none(verdicts, dates, people)


@pytest.mark.parametrize(
    ("whole_only", "passed_over", "refused"),
    [(False, False, False), (False, True, False), (True, False, True), (True, True, False)],
)
def test_one_date_alone(whole_only, passed_over, refused):
    if not refused:
        check_alone(whole_only, passed_over=passed_over)
        return
    with pytest.raises(Refused, match="course_whole"):
        check_alone(whole_only, passed_over=passed_over)
