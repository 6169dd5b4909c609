"""Everything goes wrong for ten minutes: afterwards every copy is its origin, and nothing was lost or doubled."""

import os
import random

import pytest

from tests.journeys.agreeing import compare, differences, lost, owed, settle, unreachable
from tests.journeys.asking import Seats, disagreements, oversold
from tests.journeys.changing import Changes
from tests.journeys.chaos import rage, scene

# The long run: AGENDATHEQUE_TEST_CHAOS="500 200 20" is 500 changes, 200 bookings, 20 seeds.
CHANGES, BOOKINGS, SEEDS = map(int, os.environ.get("AGENDATHEQUE_TEST_CHAOS", "40 16 1").split())


@pytest.mark.parametrize("seed", [random.randrange(1_000_000) for _ in range(SEEDS)])
def test_after_chaos_every_copy_is_its_origin(instance, seed):
    print(f"seed {seed}")
    dice = random.Random(seed)
    with scene(instance, dice) as made:
        programmes = [Changes(one, random.Random(dice.random())).prepare() for one in made.networks]
        pairs = zip(made.networks, reversed(programmes), strict=True)
        seats = [Seats(home, there, random.Random(dice.random())).prepare() for home, there in pairs]
        todo = [programmes[number % 2].change for number in range(CHANGES)]
        todo += [seats[number % 2].book for number in range(BOOKINGS)]
        dice.shuffle(todo)
        killer = rage(made, todo)
        done = [dict(one.done) for one in (*programmes, *seats)]
        print(f"{killer.kills} kills; {dict(made.proxies.fates)}; {done}")
        assert sum(one.done["ask"] for one in seats) >= BOOKINGS // 10  # or nothing was tried
        assert lost(programmes) == []
        settle(made)
        healed = compare(made)
        assert differences(made, programmes) == {}
        proven = compare(made)
        print(f"{healed} then {proven}")
        assert len(proven) == 4  # the hub with both, each with the hub
        assert {(drift, error) for _, drift, error in proven.values()} == {(0, "")}
        assert all(compared for compared, _, _ in proven.values())
        assert unreachable(made) == {}
        assert oversold(seats) == []
        assert disagreements(seats) == []
        assert owed(made) == {}
