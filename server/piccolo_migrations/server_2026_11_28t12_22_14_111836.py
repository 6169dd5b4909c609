from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Text

from server.foundation.database import DB

ID = "2026-11-28T12:22:14:111836"
VERSION = "1.38.0"
DESCRIPTION = "What a session was imported from is looked up among those that were: of all others it is empty."

INDEXES = (
    "CREATE INDEX session_imported_uid_ix ON session (imported_uid) WHERE imported_uid <> ''",
    "CREATE INDEX session_imported_url_ix ON session (imported_url) WHERE imported_url <> ''",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="Session",
        tablename="session",
        column_name="imported_uid",
        db_column_name="imported_uid",
        params={"index": False},
        old_params={"index": True},
        column_class=Text,
        old_column_class=Text,
        schema=None,
    )

    manager.alter_column(
        table_class_name="Session",
        tablename="session",
        column_name="imported_url",
        db_column_name="imported_url",
        params={"index": False},
        old_params={"index": True},
        column_class=Text,
        old_column_class=Text,
        schema=None,
    )

    async def index():
        for statement in INDEXES:
            await DB.run_ddl(statement)

    manager.add_raw(index)
    return manager
