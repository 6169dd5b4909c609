"""Everything goes wrong for ten minutes: afterwards every copy is its origin, and nothing was lost or doubled."""

import os
import random

import pytest

from tests.journeys.agreeing import differences, lost, owed, settle
from tests.journeys.changing import Changes
from tests.journeys.chaos import rage, scene

# The long run: AGENDATHEQUE_TEST_CHAOS="500 200 20" is 500 changes, 200 bookings, 20 seeds.
CHANGES, BOOKINGS, SEEDS = map(int, os.environ.get("AGENDATHEQUE_TEST_CHAOS", "80 30 1").split())


@pytest.mark.parametrize("seed", [random.randrange(1_000_000) for _ in range(SEEDS)])
def test_after_chaos_every_copy_is_its_origin(instance, seed):
    print(f"seed {seed}")
    dice = random.Random(seed)
    made = scene(instance, dice)
    programmes = [Changes(one, random.Random(dice.random())) for one in made.networks]
    try:
        for number, programme in enumerate(programmes):
            programme.prepare(f"lieu-{number}")
        killer = rage(made, programmes, CHANGES)
        print(f"{killer.kills} kills; {dict(made.proxies.fates)}; {[dict(one.done) for one in programmes]}")
        assert lost(programmes) == []
        settle(made)
        assert differences(made, programmes) == {}
        assert owed(made) == {}
    finally:
        made.proxies.__exit__(None, None, None)
