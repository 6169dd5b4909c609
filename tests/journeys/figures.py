"""Figures of the journeys, measured: `python -m tests.journeys.figures publish|kills|seats|restart|desk [ROUNDS]`."""

import os
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")

from tests.journeys.browsing import Visitor
from tests.journeys.chromium import chromium, opened
from tests.journeys.counter import book_at_the_desk, sign_in_by_keyboard
from tests.journeys.instances import run
from tests.journeys.killing import Programme, kill_while_writing, mirrored, published, wait_until_agreed
from tests.journeys.racing import all_at_once, ledger
from tests.journeys.restarting import Log, kill_while_booking, retry
from tests.journeys.sharing import Story, network
from tests.journeys.standing import instances

SESSIONS_PER_KILL = 4
MOST_ROUNDS = 500
MOST_RESTARTS = 20  # more would fill the one session that is booked


def show(rows: Iterable[tuple[str, list[float]]], unit: str = "s") -> None:
    """Print the least, the median and the most of some figures."""
    print(f"{'':34}{'min':>9}{'median':>9}{'max':>9}  n")
    for name, values in rows:
        least, middle, most = min(values), statistics.median(values), max(values)
        print(f"{name:34}{least:8.3f}{unit}{middle:8.3f}{unit}{most:8.3f}{unit}  {len(values)}")


def publish(rounds: int = 20) -> None:
    """Seconds from the click in one network to the sight in the hub and in the other network."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    with instances() as make:
        made = network(make)
        with Visitor(made.origin).sign_in() as staff:
            for number in range(rounds):
                title = f"Découvrir la tablette, groupe {number}"
                story = Story(made, staff, title)
                story.write(made.origin.workshop(title)["id"], days=2 + number % 5)
                story.publish()
                story.change()
                story.cancel()
                story.withdraw()
                for key, seconds in story.seconds.items():
                    found[key].append(seconds)
    show((f"{what:9} {where:6} {door}", values) for (what, where, door), values in sorted(found.items()))


def kills(rounds: int = 50) -> None:
    """Workers killed while a network writes its programme; what is missing, doubled or extra at the hub afterwards."""
    seed = random.randrange(1_000_000)
    with instances() as make:
        made = network(make)
        kill_while_writing(Programme(made, random.Random(seed)), rounds, rounds * SESSIONS_PER_KILL)
        begun = time.monotonic()
        agreed = wait_until_agreed(made)
        seconds = time.monotonic() - begun
        ours, theirs = published(made.origin), mirrored(made.hub)
        errors = made.hub.sql("SELECT reason, count(*) FROM fed_received WHERE state = 'error' GROUP BY 1")
        parked = made.origin.counts()["fed_delivery"]
    print(f"seed {seed}: {rounds} kills, {rounds * SESSIONS_PER_KILL} sessions, {len(agreed)} public in the end")
    print(f"missing {len(ours - theirs)}, extra {len(theirs - ours)}, owed or parked {parked}, errors {errors}")
    print(f"all agree {seconds:.1f} s after the last action")


def seats(rounds: int = 5) -> None:
    """Two hundred clients on twenty seats and five waiting places, over four processes."""
    found: list[float] = []
    with instances() as make:
        one = make("Réseau", start=("web",), processes=4)
        library, workshop = one.library()["id"], one.workshop()["id"]
        for number in range(rounds):
            session = one.session(library, workshop, capacity=20, waiting_places=5)["id"]
            bodies = [{"name": f"Personne {number}"} for number in range(200)]
            begun = time.monotonic()
            answers = run(all_at_once(one, session, bodies))
            found.append(time.monotonic() - begun)
            told = Counter(answer.body.get("state", f"{answer.status}") for answer in answers)
            print(dict(told), ledger(one, session))
    show([("200 answers", found)])


def restart(rounds: int = 20) -> None:
    """The web process killed in mid booking: acknowledged bookings lost or doubled, and seconds until it answers."""
    seed, log = random.randrange(1_000_000), Log()
    dice = random.Random(seed)
    with instances() as make:
        one = make("Réseau", start=("web",))
        session = one.one_session(capacity=1000)["id"]
        for number in range(min(rounds, MOST_RESTARTS)):
            kill_while_booking(one, session, f"{seed}-{number}", log, dice)
        kept = {row["key"]: row["id"] for row in one.sql("SELECT id::text, idempotency_key AS key FROM booking")}
        lost = [key for key, booking in log.acknowledged.items() if kept.get(key) != booking]
        retry(one, session, log)
    print(
        f"seed {seed}: {rounds} kills, {len(log.tried)} tried, {len(log.acknowledged)} acknowledged, {len(lost)} lost"
    )
    show([("answers again after", log.seconds)])


def desk(rounds: int = 10) -> None:
    """Booking at the desk by keyboard alone, from the desk's first page to the person's number."""
    found: list[float] = []
    with instances() as make:
        one = make("Réseau")
        session = one.one_session(capacity=rounds, days=2)["id"]
        with chromium() as browser, opened(browser, one.url) as window:
            sign_in_by_keyboard(window.page)
            for number in range(rounds):
                found.append(book_at_the_desk(window.page, session, f"Yvonne Kerbrat {number}"))
    show([("booking at the desk", found)])


FIGURES: dict[str, Callable[[int], None]] = {
    "publish": publish, "kills": kills, "seats": seats, "restart": restart, "desk": desk,
}  # fmt: skip


def main(arguments: list[str]) -> None:
    """Measure what is named."""
    if not arguments or arguments[0] not in FIGURES or any(not text.isdigit() for text in arguments[1:]):
        sys.exit(__doc__)
    FIGURES[arguments[0]](*[min(int(text), MOST_ROUNDS) for text in arguments[1:2]])


if __name__ == "__main__":
    main(sys.argv[1:])
