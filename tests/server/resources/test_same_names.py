"""Names that sessions wrote before people had a table become these people, each once."""

import importlib.util
from datetime import timedelta
from pathlib import Path

import pytest

import server
from server.resources.people import people
from server.workshops.tables import Session

FILE = Path(server.__file__).parent / "piccolo_migrations" / "server_2026_11_28t06_00_00_000000.py"


@pytest.mark.usefixtures("undone")
async def test_one_person_for_each_name(maker):
    port, bruz = await maker.library("port"), await maker.library("bruz")
    person = await maker.staff()
    first = await maker.session(port, presenter="Ana Bé et Yann")
    second = await maker.session(bruz, starts_in=timedelta(days=3), presenter=f"ANA BE, {person.name}")
    none = await maker.session(bruz)
    spec = importlib.util.spec_from_file_location("linking", FILE)
    linking = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(linking)
    manager = await linking.forwards()
    for work in manager.raw:
        await work()
    known = await people()
    by_name = {one.name: one for one in known.by_id.values()}
    assert set(by_name) == {"Ana Bé", "Yann", person.name}
    assert set(by_name["Ana Bé"].libraries) == {port, bruz}
    assert [by_name[name].staff for name in ("Yann", person.name)] == [None, person.id]
    held = {row["id"]: set(row["mediators"]) for row in await Session.select(Session.id, Session.mediators)}
    names = {which: {known.by_id[one].name for one in ids} for which, ids in held.items()}
    assert names == {first: {"Ana Bé", "Yann"}, second: {"Ana Bé", person.name}, none: set()}
