"""Indexes that Piccolo cannot say: partial ones for what is due, and those of the questions asked most."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from federation.tables import Thing

ID = "2026-11-23T21:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of what is due"

INDEXES = {
    "fed_delivery_due_ix": "fed_delivery (host, due_at, id) WHERE state = 'owed'",
    "fed_delivery_order_ix": "fed_delivery (inbox, thing, id) WHERE state = 'owed'",
    "fed_received_due_ix": "fed_received (due_at, id) WHERE state = 'received'",
    "fed_received_host_ix": "fed_received (host, received_at)",
    "fed_received_actor_ix": "fed_received (actor, activity)",
    "fed_lookup_due_ix": "fed_lookup (due_at, url) WHERE state = 'owed'",
    "fed_thing_coming_ix": "fed_thing (ends_at, id) WHERE deleted_at IS NULL",
    "fed_activity_said_ix": "fed_activity (actor, created_at DESC, id DESC) WHERE public",
    "fed_refusal_actor_ix": "fed_refusal (actor, at)",
    "fed_refusal_host_ix": "fed_refusal (host, at)",
    "fed_remote_event_nameless_ix": "fed_remote_event ((md5(ap_id)::uuid)) WHERE uuid IS NULL",
    "fed_remote_event_changed_ix": "fed_remote_event ((greatest(fetched_at, tombstoned_at)))",
    "fed_remote_event_sponsor_ix": "fed_remote_event (sponsor)",
    "fed_remote_event_coming_ix": "fed_remote_event (starts_at, ap_id) WHERE tombstoned_at IS NULL",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="federation", description=DESCRIPTION)

    async def make():
        for name, on in INDEXES.items():
            await Thing._meta.db.run_ddl(f"CREATE INDEX {name} ON {on}")

    async def unmake():
        for name in INDEXES:
            await Thing._meta.db.run_ddl(f"DROP INDEX IF EXISTS {name}")

    manager.add_raw(make)
    manager.add_raw_backwards(unmake)
    return manager
