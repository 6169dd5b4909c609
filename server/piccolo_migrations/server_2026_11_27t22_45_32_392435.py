from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.foundation.database import DB

ID = "2026-11-27T22:45:32:392435"
VERSION = "1.38.0"
DESCRIPTION = "The bookings of one e-mail or telephone number are counted at each booking."

INDEXES = (
    "CREATE INDEX contact_email_ix ON contact (lower(email))",
    "CREATE INDEX contact_phone_ix ON contact ((right(regexp_replace(phone, '[^0-9]', '', 'g'), 9)))",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def index():
        for statement in INDEXES:
            await DB.run_ddl(statement)

    manager.add_raw(index)
    return manager
