from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.foundation.database import DB

ID = "2026-11-28T12:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Whose name the public does not read is looked up for each session: few are so."


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def index():
        await DB.run_ddl("CREATE INDEX mediator_hidden_ix ON mediator (id) WHERE NOT shown")

    manager.add_raw(index)
    return manager
