"""The web process killed while clients book, and what these clients know of it."""

import random
import threading
import time
from dataclasses import dataclass, field

import httpx

from tests.journeys.instances import NO_TLS, Instance

CLIENTS = 4
EACH = 12


@dataclass
class Log:
    """What the clients know, outside the system: all keys tried, and the booking that each answer acknowledged.

    `seconds`: how long each start took, until the first answer.
    """

    tried: list[str] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


def ask(instance: Instance, client: httpx.Client, session: str, key: str) -> httpx.Response:
    """Book with a key."""
    headers = {"authorization": f"Bearer {instance.token}", "idempotency-key": key}
    body = {"name": f"Personne {key}"}
    return client.post(f"{instance.url}/api/v1/sessions/{session}/bookings", json=body, headers=headers)


def _client(instance: Instance, session: str, keys: list[str], log: Log) -> None:
    """Book until the process is gone."""
    with httpx.Client(timeout=10, verify=NO_TLS) as client:
        for key in keys:
            log.tried.append(key)
            try:
                answer = ask(instance, client, session, key)
            except httpx.HTTPError:
                return
            if answer.status_code == 201:
                log.acknowledged[key] = answer.json()["id"]


def kill_while_booking(instance: Instance, session: str, name: str, log: Log, dice: random.Random) -> None:
    """Let clients book, kill the web process at a random moment, and start it again."""
    lots = [[f"{name}-{client}-{number}" for number in range(EACH)] for client in range(CLIENTS)]
    clients = [threading.Thread(target=_client, args=(instance, session, keys, log)) for keys in lots]
    killing = threading.Timer(dice.uniform(0.02, 0.25), instance.kill, ["web"])
    killing.start()
    for thread in clients:
        thread.start()
    for thread in (*clients, killing):
        thread.join()
    begun = time.monotonic()
    instance.start("web")
    log.seconds.append(time.monotonic() - begun)


def retry(instance: Instance, session: str, log: Log) -> None:
    """Ask again with every key: the acknowledged ones give the same booking, the others are made now, once."""
    with httpx.Client(timeout=10, verify=NO_TLS) as client:
        answers = {key: ask(instance, client, session, key) for key in log.tried}
    assert {answer.status_code for answer in answers.values()} == {201}
    assert {key: answers[key].json()["id"] for key in log.acknowledged} == log.acknowledged
    totals = instance.sql(
        "SELECT (SELECT count(*) FROM booking) AS bookings, (SELECT sum(delta) FROM seat_move) AS moved, taken,"
        " (SELECT count(*) FROM journal WHERE kind = 'booking.confirmed') AS told FROM session"
    )
    assert set(dict(totals[0]).values()) == {len(log.tried)}
