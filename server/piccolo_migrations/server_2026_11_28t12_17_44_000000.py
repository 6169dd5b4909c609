from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.foundation.database import DB

ID = "2026-11-28T12:17:44:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "Words of reviews that wait get the day on which they are erased; seats of trainings are counted beside them."
)

WORDS = """
UPDATE session SET review_erase_at = updated_at + interval '180 days'
WHERE review IN ('asked', 'returned') AND (review_note <> '' OR review_by <> '')
"""
# A training that was made smaller than its list has as many seats as people again.
SEATS = """
UPDATE session s SET taken = t.seats, capacity = greatest(s.capacity, t.seats)
FROM (SELECT session, count(*)::int AS seats FROM training_seat GROUP BY session) t
WHERE t.session = s.id AND s.state = 'internal'
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def fill():
        for statement in (WORDS, SEATS):
            await DB.rows(statement)

    manager.add_raw(fill)
    return manager
