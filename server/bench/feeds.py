"""Feeds: how fast they are served beside nginx and a bare application, what one change costs, a hub with very many."""

import gzip
import http.client
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.bench import beside, crowds, ground, instances, load
from server.bench.load import Rate
from server.calendars import fragments
from server.foundation import clock
from server.foundation.settings import settings
from server.workshops import sessions

FEED, FILTERED = "/agenda.ics", "/agenda.ics?theme=email"
PLAIN, PACKED = "as it is", "compressed"
WAYS: dict[str, tuple[str, ...]] = {PLAIN: ("Accept-Encoding: identity",), PACKED: ("Accept-Encoding: gzip",)}
THEME = "email"
OTHERS = (
    "jobs",
    "safety",
    "internet",
    "culture",
    "creation",
    "parenting",
    "procedures",
    "phone_tablet",
    "files_photos",
)


@dataclass(frozen=True)
class Served:
    """Answers in a second, ours and those of what stands beside; `other` is None where that is not on this machine."""

    ours: Rate
    other: Rate | None


@dataclass(frozen=True)
class Change:
    """Milliseconds: until the first octet after a change, and of the processor to make one event anew (medians)."""

    first_octet: float
    remade: float


@dataclass(frozen=True)
class Hub:
    """Milliseconds in which half, and 99 of 100, of the filtered feeds of a hub are answered; seconds to fill it."""

    whole: tuple[float, float]
    unchanged: tuple[float, float]
    asked: int
    filling: float


@contextmanager
def _web() -> Iterator[int]:
    """Run one web process, and yield its port."""
    with instances.running("web"):
        yield int(settings().url.rpartition(":")[2])


async def _person() -> Person:
    added = await add_staff("mesure@test.example", "Mesure", "x" * 30, administrator=True, by="system", now=clock.now())
    return Person(added, "Mesure", True, f"staff:{added}")


def served(address: str, count: int, seconds: float) -> dict[str, Served]:
    """Serve `count` sessions beside nginx, then unchanged beside a bare application, then out of ten times as many."""
    person = ground.inside(address, _person)
    ground.inside(address, lambda: crowds.sessions(count, THEME, by=person, now=clock.now()))
    with _web() as port:
        load.milliseconds(port, [FEED] * 3)
        found = _beside_nginx(port, FEED, WAYS, seconds)
        with beside.bare() as bare:
            tag, _ = _tag_and_body(port, FEED)
            asked = ((port, FEED, (f"If-None-Match: {tag}",)), (bare, "/", ('If-None-Match: "bare"',)))
            found["unchanged / a bare application"] = Served(*load.in_turn(seconds, *asked))
        for theme in OTHERS:
            ground.inside(address, partial(crowds.sessions, count, theme, by=person, now=clock.now()))
        load.milliseconds(port, [FILTERED] * 3)
        few, many = found[f"{PLAIN} / nginx"], _beside_nginx(port, FILTERED, {PLAIN: WAYS[PLAIN]}, seconds)
        found["out of ten times as many / out of as many"] = _compared(many[f"{PLAIN} / nginx"], few)
    return found


def _beside_nginx(port: int, path: str, ways: dict[str, tuple[str, ...]], seconds: float) -> dict[str, Served]:
    program = beside.nginx_program()
    if program is None:
        return {f"{way} / nginx": Served(load.rate(port, path, seconds, said), None) for way, said in ways.items()}
    _, body = _tag_and_body(port, path)
    with beside.nginx(program, FEED[1:], body, gzip.compress(body, 6)) as other:
        return {
            f"{way} / nginx": Served(*load.in_turn(seconds, (port, path, said), (other, FEED, said)))
            for way, said in ways.items()
        }


def _compared(many: Served, few: Served) -> Served:
    """Return the one beside the other, as if the machine had been as fast both times: nginx tells how fast it was."""
    pace = many.other.a_second / few.other.a_second if many.other and few.other else 1.0
    return Served(many.ours, replace(few.ours, a_second=few.ours.a_second * pace))


def _tag_and_body(port: int, path: str) -> tuple[str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.headers["etag"], answer.read()


def changed(address: str, count: int, times: int) -> Change:
    """Change one session of many again and again: how soon its feed is read, without a worker, and what it costs."""
    person = ground.inside(address, _person)
    session = ground.inside(address, lambda: crowds.sessions(count, THEME, by=person, now=clock.now()))
    waits, costs = [], []
    with _web() as port:
        load.milliseconds(port, [FEED])
        for number in range(times):
            ground.inside(address, partial(_change, session, f"Fois {number}", person))
            waits += load.milliseconds(port, [FEED])
            costs.append(ground.inside(address, partial(_cost, session, f"Et {number}", person)))
    return Change(statistics.median(waits), statistics.median(costs))


async def _change(session: UUID, note: str, person: Person) -> None:
    await sessions.change_session(session, {"note": note}, by=person, now=clock.now())


async def _cost(session: UUID, note: str, person: Person) -> float:
    await _change(session, note, person)
    began = time.process_time()
    await fragments.refresh([session])
    return 1000 * (time.process_time() - began)


def hub(address: str, events: int, asked: int) -> Hub:
    """Ask a hub with so many sessions to come for feeds by place, theme and audience, each once."""
    began = time.monotonic()
    with ground.being(settings().url, address, hub=True):
        ground.inside(address, lambda: crowds.events(events, now=clock.now()))
        filling = time.monotonic() - began
        with _web() as port:
            dice = random.Random(1)  # noqa: S311  # no secret
            paths = [f"/agenda.ics?{_filter(dice, number)}" for number in range(asked)]
            load.milliseconds(port, paths[:10])
            whole = load.milliseconds(port, paths, WAYS[PACKED])
            unchanged = load.milliseconds(port, paths, ("If-None-Match: *",))
    return Hub(_within(whole), _within(unchanged), asked, filling)


def _filter(dice: random.Random, number: int) -> str:
    town, department = f"Ville{dice.randrange(400)}", f"{dice.choice([*range(1, 20), *range(21, 95)]):02d}"
    theme, first = dice.choice(("email", "internet", "procedures", "jobs", "parenting")), dice.randrange(300)
    day = (clock.now() + timedelta(days=first)).date()
    some = (
        f"commune={town}",
        f"commune={town}&rayon={dice.choice((5, 20, 50))}",
        f"departement={department}",
        f"theme={theme}&departement={department}",
        f"public={dice.choice(('seniors', 'everyone', 'jobseekers'))}&du={day}",
        f"source=membre{dice.randrange(200)}.example",
        f"theme={theme}&places=oui&du={day}",
        f"centre={dice.uniform(43, 49):.2f},{dice.uniform(-3, 6):.2f}&rayon=30",
    )
    return some[number % len(some)]


def _within(taken: list[float]) -> tuple[float, float]:
    return statistics.median(taken), load.of_hundred(taken, 99)
