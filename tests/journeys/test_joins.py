"""Twenty people of four small servers want three seats at once; then one leaves, and the session is cancelled."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.journeys.forger import LoopbackPeer, about, signed
from tests.journeys.instances import until
from tests.journeys.passing import pass_time
from tests.journeys.racing import ledger

SEATS, WAITING, PEOPLE = 3, 5, 5
# What a killed worker had in hand is taken up again after a minute.
LEASE = timedelta(minutes=1)
PATIENCE_SECONDS = 120
ANSWERS = ("Accept", "TentativeAccept", "Reject")


class Crowd:
    """The people of some small servers, and what each was told."""

    def __init__(self, instance, peers):
        self.instance, self.peers = instance, peers
        self.people = {
            person.actor: person for peer in peers for person in [peer.actor(f"p{number}") for number in range(PEOPLE)]
        }

    def say(self, kind, event, actors):
        """All say the same at the same moment, each signed by itself."""
        inbox = f"{self.instance.url}/ap/inbox"
        posts = [signed(self.people[actor], inbox, about(kind, actor, event)) for actor in actors]
        with ThreadPoolExecutor(len(posts)) as threads:
            assert set(threads.map(lambda post: post.send(), posts)) == {202}

    def taken(self, *kinds):
        """What their servers were given, each thing once: after a kill it may be sent again, under its id."""
        taken = {said["id"]: said for peer in self.peers for said in list(peer.taken) if said["type"] in kinds}
        return list(taken.values())

    def told(self, actor=""):
        """The kinds of all answers, or of those to one person, in order."""
        return [said["type"] for said in self.taken(*ANSWERS) if actor in ("", *said["to"])]

    def who(self, *told):
        """Those who were told just this."""
        return [actor for actor in self.people if self.told(actor) == list(told)]


@pytest.fixture(scope="module")
def crowd(instance):
    one = instance()
    one.start_process("second worker", "worker")
    with ExitStack() as stack:
        yield Crowd(one, [stack.enter_context(LoopbackPeer()) for _ in range(4)])


def test_a_crowd_of_other_servers(crowd):
    session = crowd.instance.one_session(capacity=SEATS, waiting_places=WAITING)["id"]
    event = f"{crowd.instance.url}/ap/evenements/{session}"
    three_are_seated_though_a_worker_is_killed(crowd, session, event)
    who_leaves_makes_room_for_who_waits(crowd, session, event)
    staff_see_from_where_they_come(crowd, session)
    all_who_have_a_seat_learn_that_the_session_is_cancelled(crowd, session)
    nobody_was_named_to_another(crowd)


def three_are_seated_though_a_worker_is_killed(crowd, session, event):
    until(crowd.instance.works)
    crowd.say("Join", event, list(crowd.people))
    crowd.instance.kill("worker")
    pass_time(crowd.instance, LEASE, leases=True)
    crowd.instance.launch("worker")
    until(lambda: len(crowd.told()) >= len(crowd.people), PATIENCE_SECONDS)
    # Half of three seats is one a server: three are seated, the fourth server's waits.
    assert Counter(crowd.told()) == {"Accept": 3, "TentativeAccept": 1, "Reject": 16}
    assert all(len(crowd.told(actor)) == 1 for actor in crowd.people)
    assert ledger(crowd.instance, session) == {"taken": 3, "moved": 3, "confirmed": 3, "waiting": 1, "waited": 1}


def who_leaves_makes_room_for_who_waits(crowd, session, event):
    first, waiting = crowd.who("Accept")[0], crowd.who("TentativeAccept")[0]
    crowd.say("Leave", event, [first])
    until(lambda: crowd.told(waiting) == ["TentativeAccept", "Accept"])
    assert crowd.told(first) == ["Accept"]
    assert ledger(crowd.instance, session)["taken"] == 3


def staff_see_from_where_they_come(crowd, session):
    hosts = {peer.url.removeprefix("http://") for peer in crowd.peers}
    listed = crowd.instance.act("GET", f"/sessions/{session}/bookings").json()["items"]
    assert {(booking["channel"], booking["email"], booking["phone"]) for booking in listed} == {("peer", "", "")}
    assert {booking["host"] for booking in listed} < hosts


def all_who_have_a_seat_learn_that_the_session_is_cancelled(crowd, session):
    crowd.instance.act("POST", f"/sessions/{session}/cancellation", json={"reason": "La médiatrice est souffrante."})
    until(lambda: Counter(crowd.told())["Reject"] == 16 + 3)
    assert len(crowd.who("Accept", "Reject")) == 2
    assert len(crowd.who("TentativeAccept", "Accept", "Reject")) == 1
    assert len(crowd.who("Accept")) == 1  # who had left
    words = Counter(said["summary"] for said in crowd.taken("Reject"))
    assert words["Cette séance est annulée. La médiatrice est souffrante."] == 3
    until(lambda: sum(any(said["type"] == "Update" for said in peer.taken) for peer in crowd.peers) == 3)
    assert {said["object"]["status"] for said in crowd.taken("Update")} == {"CANCELLED"}


def nobody_was_named_to_another(crowd):
    for peer in crowd.peers:
        others = [actor for actor in crowd.people if not actor.startswith(f"{peer.url}/")]
        assert not [said for said in peer.taken if any(actor in str(said) for actor in others)]
