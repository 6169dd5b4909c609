"""Bookings per second by the form and by the API, with fifty clients on two web processes, and how long each waits."""

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from server.accounts.actions import add_staff
from server.accounts.logins import give_token
from server.accounts.rules import Person
from server.bench import bare, instances
from server.bookings.tables import Draft
from server.foundation import clock
from server.foundation.ids import digest, new_token
from server.foundation.settings import settings
from server.libraries.actions import Sheet, open_library
from server.workshops.actions import Outline, write_workshop
from server.workshops.sessions import Plan, plan_session, publish
from server.workshops.tables import Session

WEB_PROCESSES = 2
CLIENTS = 50
SPREAD = 99
SEATS = 1_000_000  # more than staff may give: no measure ends for want of seats
# Less than an address may book in ten minutes: a client comes from another one then.
OF_ONE_ADDRESS = 9
ADDRESSES = (f"127.1.{number // 200}.{number % 200 + 1}" for number in itertools.count())
EMAIL = "direction@mesure.example"


@dataclass(frozen=True)
class Booked:
    """How many bookings in a second, how long 99 of 100 waited for at most, beside `bare` transactions a second."""

    rate: float
    p99: float
    bare: float


async def measured(address: str, count: int, seconds: float) -> dict[str, Booked]:
    """Measure the form and the API, on sessions one may choose among and on one that all want."""
    spread, token = await _ground()
    hot = spread[:1]
    found: dict[str, Booked] = {}
    with instances.running("web", workers=WEB_PROCESSES):
        port = int(settings().url.rpartition(":")[2])
        for warm in (by_api(spread, token, 4 * CLIENTS), await by_form(spread, 4 * CLIENTS)):
            await _timed(port, warm)
        for where, sessions in (("spread", spread), ("hot", hot)):
            before = bare.rate(address, sessions, seconds)
            await _empty(sessions)
            api = await _timed(port, by_api(sessions, token, count))
            await _empty(sessions)
            form = await _timed(port, await by_form(sessions, count))
            await _empty(sessions)
            bare_rate = (before + bare.rate(address, sessions, seconds)) / 2
            await _empty(sessions)
            found[f"by the API, {where}"] = Booked(*api, bare_rate)
            found[f"by the form, {where}"] = Booked(*form, bare_rate)
    return found


async def _ground() -> tuple[list[UUID], str]:
    """Return sessions with many seats, and a token for the API."""
    now = clock.now()
    who = await add_staff(EMAIL, "Mesure", "mesure de l'agenda", administrator=True, by="system", now=now)
    person = Person(who, "Mesure", True, f"staff:{who}")
    sheet = Sheet(name="Mesure", address="1 rue des Mesures", postal_code="35000", city="Rennes")
    library = await open_library(sheet, by=person, now=now)
    workshop = await write_workshop(Outline("Mesurer le temps"), library=library, by=person, now=now)
    starts_at = now + timedelta(days=9)
    plan = Plan(starts_at, starts_at + timedelta(hours=2), capacity=8, place="Salle des mesures")
    sessions = [await plan_session(workshop, library, plan, by=person, now=now) for _ in range(SPREAD)]
    for session in sessions:
        await publish(session, by=person, now=now)
    await Session.update({Session.capacity: SEATS}).where(Session.id.is_in(sessions))
    return sessions, await give_token(EMAIL, by="system", now=now)


async def _empty(sessions: list[UUID]) -> None:
    """Forget how many seats are taken, so that each measure finds the same room."""
    await Session.update({Session.taken: 0, Session.taken_desk: 0}).where(Session.id.is_in(sessions))


def by_api(sessions: list[UUID], token: str, count: int) -> list[bytes]:
    """Return whole requests of the API."""
    head = f"Authorization: Bearer {token}\r\nContent-Type: application/json"
    body = json.dumps({"name": "Jeanne Martin"}).encode()
    where = itertools.islice(itertools.cycle(sessions), count)
    return [_request(f"/api/v1/sessions/{session}/bookings", head, body) for session in where]


async def by_form(sessions: list[UUID], count: int) -> list[bytes]:
    """Return whole forms, the last of the four screens: all questions are answered already."""
    head = f"Origin: {settings().url}\r\nContent-Type: application/x-www-form-urlencoded"
    body, until = urlencode({"site": ""}).encode(), clock.now() + timedelta(hours=1)
    answers: dict[Any, Any] = {Draft.for_whom: "self", Draft.name: "Jeanne Martin", Draft.channel: "none"}
    made = []
    for session in itertools.islice(itertools.cycle(sessions), count):
        token = new_token()
        await Draft({**answers, Draft.digest: digest(token), Draft.session: session, Draft.expires_at: until}).save()
        made.append(_request(f"/seances/{session}/reservation/{token}/verification", head, body))
    return made


def _request(path: str, head: str, body: bytes) -> bytes:
    host = settings().url.partition("//")[2]
    return f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def _timed(port: int, requests: list[bytes]) -> tuple[float, float]:
    """Send all requests from the clients; return how many a second, and the time that 99 of 100 take at most."""
    waiting, took = iter(requests), list[float]()
    began = time.monotonic()
    await asyncio.gather(*(_client(port, waiting, took) for _ in range(min(CLIENTS, len(requests)))))
    return len(took) / (time.monotonic() - began), statistics.quantiles(took, n=100)[98]


async def _client(port: int, waiting: Iterator[bytes], took: list[float]) -> None:
    while some := list(itertools.islice(waiting, OF_ONE_ADDRESS)):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(next(ADDRESSES), 0))
        for request in some:
            began = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith((b"HTTP/1.1 201", b"HTTP/1.1 303")):
                raise AssertionError(f"a booking was refused: {head!r}")
            _, _, rest = head.lower().partition(b"content-length:")
            await reader.readexactly(int(rest.split(b"\r\n", 1)[0] or 0))
            took.append(time.monotonic() - began)
        writer.close()
