"""The count that gives other servers' events their place in a hub's feed: it never goes back, whatever is deleted."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import Thing

ID = "2026-11-27T19:10:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Places in a hub's feed"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def make():
        await Thing._meta.db.run_ddl("CREATE SEQUENCE fed_remote_event_place")

    async def unmake():
        await Thing._meta.db.run_ddl("DROP SEQUENCE IF EXISTS fed_remote_event_place")

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
