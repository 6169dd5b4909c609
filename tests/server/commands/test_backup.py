"""Backup and restore by the program itself; who asked to be erased stays erased."""

import asyncio
import json
from datetime import timedelta

import asyncpg
import pytest

from server.foundation import clock
from server.foundation.ids import new_id
from tests.server.commands.test_program import PASSWORD, Program


class Place:
    """A database with a data folder, and the program on them."""

    def __init__(self, address, data):
        self.address, self.data = address, data
        self.program = Program(data, database_url=address)

    def sql(self, text, *values):
        async def asked():
            connection = await asyncpg.connect(self.address)
            try:
                return await connection.fetch(text, *values)
            finally:
                await connection.close()

        return asyncio.run(asked())

    def insert(self, table, **row):
        marks = ", ".join(f"${number + 1}" for number in range(len(row)))
        self.sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values())  # noqa: S608

    def names(self):
        return sorted(row["name"] for row in self.sql("SELECT name FROM contact"))


@pytest.fixture
def places(fresh_database, tmp_path):
    """Two places: one with three bookings, and an empty one."""
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(Place(fresh_database(), tmp_path / name))
    first, second = made
    first.program(
        "staff", "add", "anne@essai.example", "--name", "Anne", "--role", "administrator", given=f"{PASSWORD}\n"
    )
    _fill(first)
    second.sql("DROP SCHEMA public CASCADE")
    second.sql("CREATE SCHEMA public")
    return first, second


def _fill(place):
    now = clock.now()
    library, workshop, session = new_id(), new_id(), new_id()
    dated = {"created_at": now, "updated_at": now}
    place.insert("library", id=library, slug="port", name="Port", timezone="Europe/Paris", **dated)
    place.insert("workshop", id=workshop, slug="pas", title="Pas", **dated)
    starts_at = now + timedelta(days=9)
    dates = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    seats = {"capacity": 8, "taken": 3, "state": "published"}
    place.insert("session", id=session, workshop=workshop, library=library, **dates, **seats, **dated)
    for number, (name, kept) in enumerate((("Garde", 40), ("Canari", 40), ("Vieille", -1))):
        booking = {"id": new_id(), "session": session, "secret_digest": bytes([number]), "reference": f"LUNE {number}"}
        place.insert("booking", **booking, state="confirmed", people=1, channel="desk", **dated)
        day = (now + timedelta(days=kept)).date()
        place.insert("contact", booking=booking["id"], name=name, folded=name, channel="none", delete_after=day)


def _ask_to_erase(place, name):
    """Erase as the page does, and write the list down as the worker does."""
    found = place.sql("DELETE FROM contact WHERE name = $1 RETURNING booking", name)
    (place.data / "effacements").write_text(f"{found[0]['booking']}\n")


def test_a_backup_fills_an_empty_database(places):
    first, second = places
    file = first.data / "agenda.tar"
    first.program("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    before = first.sql("SELECT id, reference, people FROM booking ORDER BY id")
    said = second.program("restore", str(file))
    assert second.sql("SELECT id, reference, people FROM booking ORDER BY id") == before
    assert second.names() == ["Canari", "Garde"]  # the third one's day was over
    assert "1 because their day is over" in said
    assert (second.data / "secret").read_bytes() == (first.data / "secret").read_bytes()
    assert "anne@essai.example" in second.program("staff", "list")


def test_who_asked_to_be_erased_after_the_backup_stays_erased(places):
    first, _ = places
    file = first.data / "agenda.tar"
    first.program("backup", str(file))
    assert "Canari" in first.names()
    _ask_to_erase(first, "Canari")
    assert "--replace" in first.program("restore", str(file), ok=False)
    assert "Canari" not in first.names()
    said = first.program("restore", str(file), "--replace")
    assert first.names() == ["Garde"]
    assert "1 contacts erased again because somebody had asked" in said
    assert (first.data / "before-restore.dump").stat().st_mode & 0o777 == 0o600
    facts = first.sql("SELECT facts FROM journal WHERE kind = 'contacts.erased' ORDER BY id")
    assert [json.loads(row["facts"])["why"] for row in facts] == ["restored", "date"]


def test_a_running_worker_and_a_strange_file_are_refused(places, tmp_path):
    first, second = places
    file = first.data / "agenda.tar"
    first.program("backup", str(file))
    first.sql("INSERT INTO heartbeat (name, at) VALUES ('one', now())")
    assert "stop the program first" in first.program("restore", str(file), "--replace", ok=False)
    assert "Vieille" in first.names()
    strange = tmp_path / "strange.tar"
    strange.write_bytes(b"not an archive")
    assert "cannot be read" in second.program("restore", str(strange), ok=False)
