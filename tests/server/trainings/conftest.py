"""A small team, its referential and one training."""

from datetime import timedelta

import pytest

from server.trainings.referential import Line, add, cover_with


@pytest.fixture
async def team(maker):
    """A library, its manager, two agents; three modules; a training that covers two of them."""
    library = await maker.library("centre")
    modules = [
        await add(Line(title, core=core), by=maker.by, now=maker.now)
        for title, core in (("Accueillir", True), ("Protéger les données", True), ("Aller plus loin", False))
    ]
    workshop = await maker.workshop("Accueillir une personne débutante", audiences=["professional"])
    await cover_with(workshop, [modules[0], modules[2]], by=maker.by, now=maker.now)
    session = await maker.session(
        library,
        workshop,
        capacity=2,
        waiting_places=0,
        mode="mixed",
        online_url="https://visio.example/salle",
        presenter="Camille Doux",
        lasts=timedelta(hours=1, minutes=30),
    )
    people = {name: await maker.staff(name, library) for name in ("manager", "programming", "desk", "reading")}
    return {"library": library, "modules": modules, "workshop": workshop, "session": session, **people}
