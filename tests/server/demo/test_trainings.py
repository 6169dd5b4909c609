"""The demonstration has trainings of staff, past and to come, and agents who have covered some of the core."""

from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.demo.trainings import MODULES, TRAININGS, train
from server.libraries.queries import by_id
from server.trainings import queries

PASSWORD = "une phrase de passe pour les essais"


async def test_two_agents_have_covered_some_of_the_core(maker, now):
    ids = {}
    for name in ("mediation", "accueil"):
        ids[name] = await add_staff(f"{name}@rennes.example", name, PASSWORD, administrator=False, by="system", now=now)
    await train(await by_id(await maker.library()), "rennes", maker.by, now=now)
    people = {name: Person(id, name, False, f"staff:{id}") for name, id in ids.items()}
    assert {name: (await queries.progress(person)).done for name, person in people.items()} == {
        "mediation": 3,
        "accueil": 2,
    }
    assert len(await queries.modules()) == len(MODULES)
    followed = await queries.followed(people["mediation"], now)
    assert len(await queries.coming(maker.by, now)) + len(followed) == len(TRAININGS)
