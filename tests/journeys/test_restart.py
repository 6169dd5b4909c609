"""The web process is killed while people book: what was acknowledged is there, once, whatever is asked again."""

import random

from tests.journeys.restarting import Log, kill_while_booking, retry

ROUNDS = 10
SEED = random.randrange(1_000_000)


def test_nothing_acknowledged_is_lost_or_doubled(instance):
    print(f"seed {SEED}")
    dice, log = random.Random(SEED), Log()
    one = instance(start=("web",))
    session = one.one_session(capacity=1000)["id"]
    for number in range(ROUNDS):
        kill_while_booking(one, session, f"{SEED}-{number}", log, dice)
    kept = one.sql("SELECT id::text, idempotency_key AS key FROM booking")
    assert len(log.acknowledged) < len(log.tried), "the process was never killed in mid booking"
    assert len({row["key"] for row in kept}) == len(kept)
    assert log.acknowledged.items() <= {row["key"]: row["id"] for row in kept}.items()
    assert {row["key"] for row in kept} <= set(log.tried)
    retry(one, session, log)
