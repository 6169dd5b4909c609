"""Workers are killed while a network writes its programme: in the end the hub knows it exactly."""

import random

from tests.journeys.killing import Programme, kill_while_writing, mirrored, published, wait_until_agreed
from tests.journeys.sharing import network

KILLS = 8
SESSIONS = 40
SEED = random.randrange(1_000_000)


def test_the_hub_knows_the_programme_exactly_after_kills(instance):
    print(f"seed {SEED}")
    made = network(instance)
    kill_while_writing(Programme(made, random.Random(SEED)), KILLS, SESSIONS)
    agreed = wait_until_agreed(made)
    assert len(agreed) > SESSIONS / 3
    assert {status for _, _, status in agreed.values()} == {"CONFIRMED", "CANCELLED"}
    assert published(made.origin) == mirrored(made.hub) == mirrored(made.other)
    assert made.hub.sql("SELECT type, reason FROM fed_received WHERE state = 'error'") == []
