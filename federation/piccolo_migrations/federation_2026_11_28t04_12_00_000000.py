"""What a feed of very many is found by: tags as they are compared, kept in a column, and what is under way.

A function in an index is run again for each row that is read by another index: a column is not. The index by end is of
all rows: the planner knows nothing of how often a value stands in a part of them.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import RemoteEvent

ID = "2026-11-28T04:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A column of tags as they are compared; indexes of the mirror by start and end"

ENDS = "coalesce(ends_at, (starts_at AT TIME ZONE 'UTC' + interval '2 hours') AT TIME ZONE 'UTC')"
FORWARDS = (
    "DROP INDEX IF EXISTS fed_remote_event_tags_ix",
    "ALTER TABLE fed_remote_event ADD COLUMN tag_keys text[] GENERATED ALWAYS AS (fed_tag_keys(tags)) STORED",
    "CREATE INDEX fed_remote_event_tags_ix ON fed_remote_event USING gin (tag_keys)",
    f"CREATE INDEX fed_remote_event_over_ix ON fed_remote_event (starts_at, ({ENDS}))",
    "CREATE INDEX fed_remote_event_long_ix ON fed_remote_event (starts_at) "
    "WHERE ends_at - starts_at > interval '12 hours'",
    "ANALYZE fed_remote_event",
)
BACKWARDS = (
    "DROP INDEX IF EXISTS fed_remote_event_long_ix",
    "DROP INDEX IF EXISTS fed_remote_event_over_ix",
    "ALTER TABLE fed_remote_event DROP COLUMN IF EXISTS tag_keys",
    "CREATE INDEX fed_remote_event_tags_ix ON fed_remote_event USING gin (fed_tag_keys(tags))",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def make():
        for statement in FORWARDS:
            await RemoteEvent._meta.db.run_ddl(statement)

    async def unmake():
        for statement in BACKWARDS:
            await RemoteEvent._meta.db.run_ddl(statement)

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
