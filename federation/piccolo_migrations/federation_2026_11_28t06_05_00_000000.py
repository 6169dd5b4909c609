"""What lies in a circle is found by cells of an eighth of a degree, and in each by the start.

By latitude and longitude all that ever happens in a circle was read, to show the first of it.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import RemoteEvent

ID = "2026-11-28T06:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "An index of the mirror by cell and start, instead of that by latitude and longitude"

CELL = "(floor(latitude * 8) * 4000 + floor(longitude * 8))::int"
FORWARDS = (
    f"CREATE INDEX fed_remote_event_cell_ix ON fed_remote_event (({CELL}), starts_at)",
    "DROP INDEX IF EXISTS fed_remote_event_place_ix",
    "ANALYZE fed_remote_event",
)
BACKWARDS = (
    "DROP INDEX IF EXISTS fed_remote_event_cell_ix",
    "CREATE INDEX fed_remote_event_place_ix ON fed_remote_event (latitude, longitude) WHERE tombstoned_at IS NULL",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def make():
        for statement in FORWARDS:
            await RemoteEvent._meta.db.run_ddl(statement)

    async def unmake():
        for statement in BACKWARDS:
            await RemoteEvent._meta.db.run_ddl(statement)

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
