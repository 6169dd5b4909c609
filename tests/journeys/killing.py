"""Workers killed at random moments while a network writes its programme; then who knows what is compared."""

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import icalendar

from tests.journeys.instances import Instance, until
from tests.journeys.passing import pass_time
from tests.journeys.sharing import Network

# What a worker that is killed had in hand is taken up again when its lease is over.
LEASE = timedelta(minutes=1)
PATIENCE_SECONDS = 120
LATEST_KILL_SECONDS = 1.0
Known = dict[str, tuple[str, str, str]]


@dataclass
class Programme:
    """What a network does with its sessions, through the API; `faults` holds what went wrong meanwhile."""

    network: Network
    dice: random.Random
    workshop: str = ""
    faults: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workshop = self.network.origin.workshop("Découvrir la tablette")["id"]

    def write(self, sessions: int) -> None:
        """Publish sessions, and change, cancel or withdraw some of them, in disorder."""
        try:
            todo = [self._life() for _ in range(sessions)]
            while todo:
                life = self.dice.choice(todo)
                if next(life, None) is None:
                    todo.remove(life)
        except BaseException as error:
            self.faults.append(error)

    def _life(self) -> Iterator[str]:
        """Live the life of one session, a step at a time."""
        origin = self.network.origin
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        start += timedelta(hours=self.dice.randint(48, 2000))
        made = origin.session(self.network.library, self.workshop, days=3, published=False, **_hours(start))
        path = f"/sessions/{made['id']}"
        yield path
        origin.act("POST", f"{path}/publication")
        yield path
        for _ in range(self.dice.randint(0, 2)):
            start += timedelta(minutes=self.dice.choice((15, 30, 60)))
            origin.act("PATCH", path, json=_hours(start))
            yield path
        end = self.dice.choice(("stays", "stays", "cancelled", "withdrawn", "both"))
        if end in {"cancelled", "both"}:
            origin.act("POST", f"{path}/cancellation", json={"reason": "Souffrante."})
            yield path
        if end in {"withdrawn", "both"}:
            origin.act("DELETE", path)
            yield path


def _hours(start: datetime) -> dict[str, str]:
    return {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}


def known(instance: Instance) -> Known:
    """Return what the calendar of an instance holds: start, end and status by id."""
    calendar = icalendar.Calendar.from_ical(instance.page("/agenda.ics"))
    rows = [
        (str(event["uid"]), f"{event.start:%F %R %z}", f"{event.end:%F %R %z}", str(event["status"]))
        for event in calendar.events
    ]
    assert len({row[0] for row in rows}) == len(rows), "a session is there twice"
    return {uid: (start, end, status) for uid, start, end, status in rows}


def mirrored(instance: Instance) -> set[tuple[str, datetime, str]]:
    """Return what the mirror of an instance holds of others: id, start and status of each that was not withdrawn."""
    rows = instance.sql("SELECT uuid::text, starts_at, status FROM fed_remote_event WHERE tombstoned_at IS NULL")
    assert len({row["uuid"] for row in rows}) == len(rows), "a session is there twice"
    return {tuple(row.values()) for row in rows}


def published(instance: Instance) -> set[tuple[str, datetime, str]]:
    """Return what the tables of an instance hold of its own: id, start and status of each that is public."""
    rows = instance.sql(
        "SELECT id::text, starts_at, CASE state WHEN 'published' THEN 'confirmed' ELSE state END FROM session"
        " WHERE state IN ('published', 'cancelled')"
    )
    return {tuple(row.values()) for row in rows}


def kill_while_writing(programme: Programme, kills: int, sessions: int) -> None:
    """Kill the worker of the origin or of the hub, `kills` times in turn, while `sessions` live their lives."""
    network, dice = programme.network, programme.dice
    each = -(-sessions // kills)
    for number in range(kills):
        victim = (network.origin, network.hub)[number % 2]
        until(victim.works)
        writing = threading.Thread(target=programme.write, args=(min(each, sessions - number * each),))
        killing = threading.Timer(dice.uniform(0.0, LATEST_KILL_SECONDS), victim.kill, ["worker"])
        killing.start()
        writing.start()
        killing.join()
        pass_time(victim, LEASE, leases=True)
        victim.launch("worker")
        writing.join()
    assert programme.faults == []


def told(origin: Instance) -> Known:
    """Return what the origin tells others: its own calendar holds withdrawn sessions too, for a week, as cancelled."""
    gone = {row["id"] for row in origin.sql("SELECT id::text FROM session WHERE state = 'withdrawn'")}
    return {uid: session for uid, session in known(origin).items() if uid not in gone}


def agree(network: Network) -> bool:
    """Tell whether all three show the same sessions at the same hours with the same status."""
    return known(network.hub) == told(network.origin) == known(network.other)


def wait_until_agreed(network: Network) -> Known:
    """Wait until the three agree, and nothing is left to say; return what they say."""
    until(lambda: agree(network), PATIENCE_SECONDS, every=0.3)
    for one in (network.origin, network.hub):
        until(lambda one=one: one.counts()["fed_delivery"] == 0, PATIENCE_SECONDS, every=0.3)
    assert agree(network)
    return told(network.origin)
