"""What an answer makes of a request, when silence is said, what another agenda may know."""

from datetime import UTC, datetime, timedelta

import pytest

from server.elsewhere import rules
from server.elsewhere.rules import Answer
from server.foundation.errors import Refused

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "answer", "becomes", "kind"),
    [
        ("asked", Answer.SEAT, "confirmed", "elsewhere.confirmed"),
        ("asked", Answer.WAIT, "waiting", "elsewhere.waited"),
        ("asked", Answer.NO, "refused", "elsewhere.refused"),
        ("asked", Answer.NOT_HERE, "external", "elsewhere.refused"),
        ("waiting", Answer.SEAT, "confirmed", "elsewhere.confirmed"),
        ("waiting", Answer.WAIT, "", ""),
        ("waiting", Answer.NO, "cancelled", "elsewhere.cancelled"),
        ("waiting", Answer.NOT_HERE, "", ""),
        ("confirmed", Answer.SEAT, "", ""),
        ("confirmed", Answer.WAIT, "waiting", "elsewhere.waited"),
        ("confirmed", Answer.NO, "cancelled", "elsewhere.cancelled"),
        ("confirmed", Answer.NOT_HERE, "", ""),
    ],
)
def test_what_an_answer_changes(state, answer, becomes, kind):
    change = rules.change(state, answer)
    assert (change.state, change.kind, change.gives_back) == (becomes, kind, False)
    assert change.by_organiser == (becomes == "cancelled")


@pytest.mark.parametrize("state", ["refused", "external", "cancelled"])
@pytest.mark.parametrize("answer", list(Answer))
def test_what_is_final_stays_and_a_seat_given_too_late_is_given_back(state, answer):
    change = rules.change(state, answer)
    assert change.state == ""
    assert change.gives_back == (answer in (Answer.SEAT, Answer.WAIT))


@pytest.mark.parametrize("state", ["asked", "waiting", "refused", "external", "cancelled"])
def test_only_the_yes_of_the_organiser_confirms(state):
    assert [answer for answer in Answer if rules.change(state, answer).state == "confirmed"] == (
        [Answer.SEAT] if state in ("asked", "waiting") else []
    )


@pytest.mark.parametrize(
    ("left", "again", "silent"),
    [
        (30 * DAY, 24 * HOUR, 48 * HOUR),
        (4 * DAY, 24 * HOUR, 48 * HOUR),
        (2 * DAY, 12 * HOUR, 24 * HOUR),
        (4 * HOUR, HOUR, 2 * HOUR),
        (-HOUR, 0 * HOUR, 0 * HOUR),
    ],
)
def test_when_an_answer_is_asked_for_again_and_when_there_is_none(left, again, silent):
    assert rules.again_at(NOW, NOW + left) == NOW + again
    assert rules.silent_at(NOW, NOW + left) == NOW + silent


@pytest.mark.parametrize(
    ("state", "after", "silent"),
    [
        ("asked", 47 * HOUR, False),
        ("asked", 48 * HOUR, True),
        ("confirmed", 90 * HOUR, False),
        ("waiting", 90 * HOUR, False),
    ],
)
def test_only_what_is_asked_can_be_without_an_answer(state, after, silent):
    assert rules.is_silent(state, NOW, NOW + 9 * DAY, NOW + after) == silent


def test_one_cancels_until_the_session_starts():
    rules.check_cancel(NOW + HOUR, NOW)
    with pytest.raises(Refused, match="session_past"):
        rules.check_cancel(NOW, NOW)


@pytest.mark.parametrize(
    ("name", "first"), [("Jeanne Martin", "Jeanne"), ("Anne-Marie Le Goff", "Anne-Marie"), ("Zoé", "Zoé"), ("", "")]
)
def test_the_first_name_alone_may_leave(name, first):
    assert rules.first_name(name) == first


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Médiathèque", "2 rue Domer", "69007", "Lyon"), "Médiathèque, 2 rue Domer, 69007 Lyon"),
        (("", "", "", "Lyon"), "Lyon"),
        (("Médiathèque", "", "", ""), "Médiathèque"),
        (("", "", "", ""), ""),
    ],
)
def test_a_place_on_one_line(parts, line):
    assert rules.place_line(*parts) == line


@pytest.mark.parametrize(("ends", "over"), [(NOW + HOUR, NOW + HOUR), (None, NOW + 2 * HOUR)])
def test_an_event_without_an_end_lasts_two_hours(ends, over):
    assert rules.over_at(NOW, ends) == over
