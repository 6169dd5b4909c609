"""The index of deliveries due, with bookings before the rest."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import Thing

ID = "2026-11-27T19:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Deliveries due by host and lane"

BEFORE = "fed_delivery (host, due_at, id) WHERE state = 'owed'"
AFTER = "fed_delivery (host, lane, due_at, id) WHERE state = 'owed'"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def again(on):
        await Thing._meta.db.run_ddl("DROP INDEX IF EXISTS fed_delivery_due_ix")
        await Thing._meta.db.run_ddl(f"CREATE INDEX fed_delivery_due_ix ON {on}")

    async def make():
        await again(AFTER)

    async def unmake():
        await again(BEFORE)

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
