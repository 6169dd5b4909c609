from uuid import uuid4

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.foundation.database import DB
from server.foundation.words import fold
from server.resources.people import parts

ID = "2026-11-28T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "Who presents sessions, known until now by a written name, becomes one person wherever that name is the same."
)

WRITTEN = "SELECT id, library, presenter FROM session WHERE presenter <> '' AND NOT practice ORDER BY starts_at, id"
# An account of the same name is theirs when there is one only; where they present is where they have presented.
STAFF = "SELECT id, name FROM staff WHERE disabled_at IS NULL"
PERSON = """
INSERT INTO mediator (id, name, folded, shown, staff, hours, created_at, updated_at)
VALUES ({}, {}, {}, true, {}, ARRAY[]::varchar[], now(), now())
"""
PLACE = "INSERT INTO workplace (id, mediator, library) VALUES ({}, {}, {})"
LINK = "UPDATE session SET mediators = array_append(mediators, {}) WHERE id = any({}::uuid[])"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def link():
        found = {}
        for row in await DB.rows(WRITTEN):
            for name in parts(row["presenter"]):
                if fold(name):
                    found.setdefault(fold(name), (name, []))[1].append(row)
        accounts = {}
        for row in await DB.rows(STAFF):
            accounts.setdefault(fold(row["name"]), []).append(row["id"])
        for folded, (name, sessions) in found.items():
            person, own = uuid4(), accounts.get(folded, [])
            await DB.rows(PERSON, person, name, [folded], own[0] if len(own) == 1 else None)
            for library in sorted({row["library"] for row in sessions}):
                await DB.rows(PLACE, uuid4(), person, library)
            await DB.rows(LINK, person, list(dict.fromkeys(row["id"] for row in sessions)))

    manager.add_raw(link)
    return manager
