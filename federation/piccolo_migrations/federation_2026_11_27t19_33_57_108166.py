from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Text
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-27T19:33:57:108166"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="RemoteEvent",
        tablename="fed_remote_event",
        column_name="url",
        db_column_name="url",
        params={"index": True, "index_method": IndexMethod.hash},
        old_params={"index": False, "index_method": IndexMethod.btree},
        column_class=Text,
        old_column_class=Text,
        schema=None,
    )

    return manager
