"""An index that Piccolo cannot say: of the few hosts that are blocked, which is asked for each host and each event."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import Peer

ID = "2026-11-27T20:16:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Index of the blocked hosts"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def make():
        await Peer._meta.db.run_ddl("CREATE INDEX fed_peer_blocked_ix ON fed_peer (host) WHERE blocked_at IS NOT NULL")

    async def unmake():
        await Peer._meta.db.run_ddl("DROP INDEX IF EXISTS fed_peer_blocked_ix")

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
