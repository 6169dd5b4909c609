"""The web process is killed while people book: what was acknowledged is there, once, whatever is asked again."""

import random
import threading
from dataclasses import dataclass, field

import httpx

from tests.journeys.instances import Instance

ROUNDS = 10
CLIENTS = 4
EACH = 12
SEED = random.randrange(1_000_000)


@dataclass
class Log:
    """What the clients know, outside the system: all keys tried, and the booking that each answer acknowledged."""

    tried: list[str] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)


def _ask(instance: Instance, client: httpx.Client, session: str, key: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {instance.token}", "idempotency-key": key}
    body = {"name": f"Personne {key}"}
    return client.post(f"{instance.url}/api/v1/sessions/{session}/bookings", json=body, headers=headers)


def _client(instance: Instance, session: str, keys: list[str], log: Log) -> None:
    """Book until the process is gone."""
    with httpx.Client(timeout=10) as client:
        for key in keys:
            log.tried.append(key)
            try:
                answer = _ask(instance, client, session, key)
            except httpx.HTTPError:
                return
            if answer.status_code == 201:
                log.acknowledged[key] = answer.json()["id"]


def _round(instance: Instance, session: str, name: str, log: Log, dice: random.Random) -> None:
    lots = [[f"{name}-{client}-{number}" for number in range(EACH)] for client in range(CLIENTS)]
    clients = [threading.Thread(target=_client, args=(instance, session, keys, log)) for keys in lots]
    before = len(log.acknowledged)
    killing = threading.Timer(dice.uniform(0.02, 0.25), instance.kill, ["web"])
    killing.start()
    for thread in clients:
        thread.start()
    for thread in (*clients, killing):
        thread.join()
    assert len(log.acknowledged) - before <= CLIENTS * EACH
    instance.start("web")


def test_nothing_acknowledged_is_lost_or_doubled(instance):
    print(f"seed {SEED}")
    dice, log = random.Random(SEED), Log()
    one = instance(start=("web",))
    session = one.one_session(capacity=1000)["id"]
    for number in range(ROUNDS):
        _round(one, session, f"{SEED}-{number}", log, dice)
    kept = one.sql("SELECT id::text, idempotency_key AS key FROM booking")
    assert len(log.acknowledged) < len(log.tried), "the process was never killed in mid booking"
    assert len({row["key"] for row in kept}) == len(kept)
    assert log.acknowledged.items() <= {row["key"]: row["id"] for row in kept}.items()
    assert {row["key"] for row in kept} <= set(log.tried)
    _retry(one, session, log)


def _retry(instance: Instance, session: str, log: Log) -> None:
    """Ask again with every key: the acknowledged ones give the same booking, the others are made now, once."""
    with httpx.Client(timeout=10) as client:
        answers = {key: _ask(instance, client, session, key) for key in log.tried}
    assert {answer.status_code for answer in answers.values()} == {201}
    assert {key: answers[key].json()["id"] for key in log.acknowledged} == log.acknowledged
    totals = instance.sql(
        "SELECT (SELECT count(*) FROM booking) AS bookings, (SELECT sum(delta) FROM seat_move) AS moved, taken,"
        " (SELECT count(*) FROM journal WHERE kind = 'booking.confirmed') AS told FROM session"
    )
    assert set(dict(totals[0]).values()) == {len(log.tried)}
