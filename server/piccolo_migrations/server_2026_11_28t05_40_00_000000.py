from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.foundation.database import DB

ID = "2026-11-28T05:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "The end of a telephone number is looked up, what happened since yesterday, what a library has in some days."
)

INDEXES = (
    "CREATE INDEX contact_phone_end_ix ON contact (reverse(regexp_replace(phone, '[^0-9]', '', 'g')) text_pattern_ops)",
    # Lines are written in the order of time: a few words for each part of the table tell where a day begins.
    "CREATE INDEX journal_at_ix ON journal USING brin (at) WITH (pages_per_range = 16, autosummarize = on)",
    "CREATE INDEX session_library_starts_ix ON session (library, starts_at)",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def index():
        for statement in INDEXES:
            await DB.run_ddl(statement)

    manager.add_raw(index)
    return manager
