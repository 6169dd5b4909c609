"""The demonstration has resources beside its workshops, and a ready path with dates."""

from server.demo import materials
from server.libraries.queries import by_id
from server.materials.queries import of_workshop, public_materials
from server.workshops.paths import all_paths
from server.workshops.tables import Session


async def test_it_is_filled(maker, now):
    workshop = await maker.workshop("La souris", themes=["first_steps"])
    await materials.fill(await by_id(await maker.library()), by=maker.by, now=now)
    assert len(await public_materials()) == len(materials.RESOURCES) == 12
    assert len(await of_workshop(workshop)) == 2
    assert (len(await all_paths()), await Session.count()) == (2, 4)
