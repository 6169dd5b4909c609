"""Indexes that Piccolo cannot say: remote events to be asked again, and those without a place in a hub's feed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import Thing

ID = "2026-11-27T19:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of what is asked again and of what a hub lists"

INDEXES = {
    "fed_remote_event_check_ix": "fed_remote_event (next_check_at) WHERE tombstoned_at IS NULL",
    "fed_remote_event_seq_ix": "fed_remote_event (seq) WHERE seq IS NOT NULL",
    "fed_remote_event_unplaced_ix": "fed_remote_event (ap_id) WHERE seq IS NULL",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def make():
        for name, on in INDEXES.items():
            await Thing._meta.db.run_ddl(f"CREATE INDEX {name} ON {on}")

    async def unmake():
        for name in INDEXES:
            await Thing._meta.db.run_ddl(f"DROP INDEX IF EXISTS {name}")

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
