"""Rules of the door: what an answer means, who holds a seat, which seats may be given, what the figures are."""

from datetime import timedelta
from uuid import UUID

import pytest

from server.bookings import presence
from server.bookings.presence import Gift, Party
from server.foundation.errors import Invalid, Refused

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("answer", "people", "meant"),
    [("absent", 3, ("absent", 0)), ("excused", 3, ("excused", 0)), ("none", 3, ("", 0)), ("1", 3, ("present", 1)),
     ("3", 3, ("present", 3)), ("1", 1, ("present", 1))],
)  # fmt: skip
def test_what_an_answer_means(answer, people, meant):
    assert presence.read(answer, people) == meant


@pytest.mark.parametrize("answer", ["", "0", "4", "-1", "1.5", "²", "٣", "present", "9" * 50])
def test_other_answers_are_refused(answer):
    with pytest.raises(Invalid):
        presence.read(answer, 3)


@pytest.mark.parametrize(
    ("state", "starts_in", "reason"),
    [("published", 120 * MINUTE, ""), ("published", 121 * MINUTE, "too_early_to_record"),
     ("published", -400 * timedelta(days=1), ""), ("cancelled", -MINUTE, "session_cancelled"),
     ("draft", -MINUTE, "session_not_public"), ("withdrawn", -MINUTE, "session_not_public")],
)  # fmt: skip
def test_when_one_may_record(now, state, starts_in, reason):
    if not reason:
        return presence.check_time(state, now + starts_in, now)
    with pytest.raises(Refused, match=reason):
        presence.check_time(state, now + starts_in, now)
    return None


@pytest.mark.parametrize(
    ("drop_in", "after", "over"),
    [(True, 9 * MINUTE, False), (True, 10 * MINUTE, True), (True, -MINUTE, False), (False, 60 * MINUTE, False)],
)
def test_seats_are_held_ten_minutes_where_one_may_come_without_a_booking(now, drop_in, after, over):
    assert presence.lapsed(drop_in, now, now + after) is over


@pytest.mark.parametrize(
    ("party", "over", "seats"),
    [
        (Party(ONE, 3), False, 0),
        (Party(ONE, 3), True, 3),
        (Party(ONE, 3, "absent"), False, 3),
        (Party(ONE, 3, "excused"), False, 3),
        (Party(ONE, 3, "absent", given=2), True, 1),
        (Party(ONE, 3, "present", 3), True, 0),
        (Party(ONE, 3, "present", 1), False, 2),
        (Party(ONE, 3, "present", 1, given=2), True, 0),
    ],
)
def test_on_how_many_seats_nobody_sits(party, over, seats):
    assert party.spare(over) == seats


PARTIES = [Party(ONE, 2), Party(TWO, 2, "absent"), Party(THREE, 3, "present", 2)]


@pytest.mark.parametrize(
    ("people", "unbooked", "over", "gift"),
    [
        (1, 1, False, Gift(1)),
        (1, 0, False, Gift(0, ((TWO, 1),))),
        (3, 0, False, Gift(0, ((TWO, 2), (THREE, 1)))),
        (4, 0, False, None),
        (4, 1, False, Gift(1, ((TWO, 2), (THREE, 1)))),
        (5, 0, True, Gift(0, ((TWO, 2), (THREE, 1), (ONE, 2)))),
        (6, 0, True, None),
        (1, -2, False, Gift(0, ((TWO, 1),))),
    ],
)
def test_where_given_seats_come_from(people, unbooked, over, gift):
    assert presence.to_give(people, unbooked, PARTIES, over) == gift


def test_how_many_seats_may_be_given():
    assert presence.free(10, 7, PARTIES, over=False) == 6
    assert presence.free(10, 7, PARTIES, over=True) == 8
    assert presence.free(7, 7, PARTIES[:1], over=False) == 0


def test_figures_tell_nought_from_unknown():
    figures = presence.totals([*PARTIES, Party(UUID(int=4), 1, "excused")], 2)
    assert (figures.present, figures.walked_in, figures.absent, figures.excused, figures.unknown) == (4, 2, 3, 1, 2)
    assert figures.recorded
    assert not presence.totals([Party(ONE, 2)], 0).recorded
    assert presence.totals([Party(ONE, 2, "absent")], 0).recorded
    assert presence.totals([], 1).recorded


@pytest.mark.parametrize(
    ("party", "state", "present", "fine"),
    [(Party(ONE, 3, "absent", given=1), "present", 2, True), (Party(ONE, 3, "absent", given=1), "present", 3, False),
     (Party(ONE, 3, "absent", given=1), "", 0, False), (Party(ONE, 3, "absent", given=3), "excused", 0, True),
     (Party(ONE, 3, "absent"), "present", 3, True), (Party(ONE, 3, "absent"), "", 0, True)],
)  # fmt: skip
def test_nobody_sits_on_a_seat_that_was_given(party, state, present, fine):
    if fine:
        return presence.check_given(party, state, present)
    with pytest.raises(Refused, match="seat_given"):
        presence.check_given(party, state, present)
    return None
