"""Who has an account before there were invitations has come already."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Staff

ID = "2026-11-28T06:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Staff who have come"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def note():
        await Staff._meta.db.run_ddl("UPDATE staff SET joined_at = created_at WHERE joined_at IS NULL")

    manager.add_raw(note)
    return manager
