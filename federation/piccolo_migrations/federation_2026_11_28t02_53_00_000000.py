"""Indexes that Piccolo cannot say: the mirror by what a feed is asked for, each list in the order of start.

Those on expressions are of all rows: the planner knows nothing of how often a value stands in a part of them.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import RemoteEvent

ID = "2026-11-28T02:53:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of the mirror by tag, town, postal code, place, host and being on line"

# Tags as they are compared: however a server writes "Premiers_Pas".
KEYS = """
CREATE FUNCTION fed_tag_keys(tags text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(array_agg(lower(replace(tag, '_', ''))), '{}') FROM unnest(tags) AS tag)
"""
INDEXES = {
    "fed_remote_event_tags_ix": "USING gin (fed_tag_keys(tags))",
    "fed_remote_event_town_ix": "(lower(locality), starts_at)",
    "fed_remote_event_code_ix": "(left(postal_code, 2), starts_at)",
    "fed_remote_event_place_ix": "(latitude, longitude) WHERE tombstoned_at IS NULL",
    "fed_remote_event_host_starts_ix": "(host, starts_at) WHERE tombstoned_at IS NULL",
    "fed_remote_event_online_ix": "(starts_at) WHERE is_online AND tombstoned_at IS NULL",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def make():
        await RemoteEvent._meta.db.run_ddl(KEYS)
        for name, on in INDEXES.items():
            await RemoteEvent._meta.db.run_ddl(f"CREATE INDEX {name} ON fed_remote_event {on}")

    async def unmake():
        for name in INDEXES:
            await RemoteEvent._meta.db.run_ddl(f"DROP INDEX IF EXISTS {name}")
        await RemoteEvent._meta.db.run_ddl("DROP FUNCTION IF EXISTS fed_tag_keys")

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
