"""People of an implementation that we did not write ask for seats, wait, are told no, and give seats back."""

import pytest

from tests.journeys.instances import until
from tests.journeys.racing import ledger

ANSWERS = ("Accept", "TentativeAccept", "Reject", "Ignore")


@pytest.fixture
def ask(peer, request):
    """Return a function that has a person of the peer do something about an event; each test has people of its own."""
    prefix = f"p{abs(hash(request.node.nodeid))}"

    def do(person, event, command="join", **more):
        return peer.do(command, event=event, **{"as": f"{prefix}{person}", **more})["id"]

    do.actor = lambda person: f"{peer.url}/users/{prefix}{person}"
    return do


def _answers(peer, join):
    """Return all that was answered to a Join, oldest first."""
    return [one for one in peer.heard("", join) if one["type"] in ANSWERS and one["object"]["id"] == join]


def _answer(peer, join, kind):
    """Wait until the last answer to a Join is of a kind, and return it."""
    until(lambda: [one["type"] for one in _answers(peer, join)][-1:] == [kind])
    return _answers(peer, join)[-1]


def _fill(ours, session, people):
    """Take seats at the library itself; return the bookings."""
    return [ours.make(f"/sessions/{session}/bookings", name=f"Personne {number}")["id"] for number in range(people)]


def test_a_seat_is_given_and_the_joiner_alone_is_told(ours, peer, planned, ask):
    session, event = planned(capacity=4)
    join = ask("a", event)
    said = _answer(peer, join, "Accept")
    assert said["to"] in (ask.actor("a"), [ask.actor("a")])
    assert not {"cc", "bcc", "audience"} & said.keys()
    assert (said["actor"], said["object"]["actor"], said["object"]["object"]) == (ours.group, ask.actor("a"), event)
    assert ledger(ours, session)["confirmed"] == ledger(ours, session)["taken"] == 1
    assert join not in str(peer.do("crawl", url=f"{ours.group}/outbox"))


def test_a_join_asked_again_is_one_booking_and_the_same_answer(ours, peer, planned, ask):
    session, event = planned(capacity=4)
    join = ask("a", event)
    _answer(peer, join, "Accept")
    again = ask("a", event)
    assert again != join
    _answer(peer, again, "Accept")
    other = ask("b", event)
    _answer(peer, other, "Accept")
    assert ledger(ours, session)["confirmed"] == 2


def test_who_comes_to_a_full_session_waits_and_is_told_when_a_seat_is_free(ours, peer, planned, ask):
    session, event = planned(capacity=4, waiting_places=1)
    bookings = _fill(ours, session, 4)
    first = ask("a", event)
    said = _answer(peer, first, "TentativeAccept")
    assert "1" in said["summary"]
    second = ask("b", event)
    assert _answer(peer, second, "Reject")["summary"]
    ours.act("DELETE", f"/bookings/{bookings[0]}")
    _answer(peer, first, "Accept")
    assert [one["type"] for one in _answers(peer, second)] == ["Reject"]
    assert ledger(ours, session)["confirmed"] == 4


def test_a_seat_given_back_is_free(ours, peer, planned, ask):
    session, event = planned(capacity=2, waiting_places=0)
    _fill(ours, session, 1)
    _answer(peer, ask("a", event), "Accept")
    _answer(peer, ask("b", event), "Reject")
    ask("a", event, "leave")
    until(lambda: ledger(ours, session)["confirmed"] == 1)
    _answer(peer, ask("b", event), "Accept")


def test_a_cancelled_session_is_told_to_who_has_a_seat(ours, peer, planned, ask):
    session, event = planned(capacity=4)
    join = ask("a", event)
    _answer(peer, join, "Accept")
    ours.act("POST", f"/sessions/{session}/cancellation", json={"reason": "La salle est inondée."})
    assert "inondée" in _answer(peer, join, "Reject")["summary"]
    until(lambda: [one for one in peer.heard("Update", event) if one["object"]["status"] == "CANCELLED"])


def test_what_one_server_may_take_has_a_limit(ours, peer, planned, ask):
    session, event = planned(capacity=4)
    kinds = ["Accept", "Accept", "Reject"]
    for person, kind in zip("abc", kinds, strict=True):
        _answer(peer, ask(person, event), kind)
    assert ledger(ours, session)["confirmed"] == 2
    _fill(ours, session, 2)
    assert ledger(ours, session)["confirmed"] == 4
