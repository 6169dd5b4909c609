"""Time that passes: what an instance has put off for later is due so much sooner."""

from datetime import timedelta

from tests.journeys.instances import Instance

# Every deadline that an instance has noted for later. Time passes by moving them, for all instances at once: the real
# schedule is what is tested.
DEADLINES = {
    "fed_delivery": ["due_at"],
    "fed_received": ["due_at"],
    "fed_refusal": ["at"],
    "fed_remote_actor": ["key_tried_at"],
    "fed_lookup": ["due_at", "missing_at"],
    "fed_peer": ["opens_again_at", "first_failure_at", "sync_due_at", "compare_due_at", "described_at"],
    "fed_thing": ["announced_at", "announce_due_at"],
    "seat_news": ["told_at"],
    "remote_booking": ["asked_at"],
}
# Leases are left alone while workers are killed: they guard what runs at that moment. Later those of the dead expire.
LEASES = {"fed_peer": ["locked_until"], "fed_received": ["locked_until"], "fed_lookup": ["locked_until"]}


def pass_time(one: Instance, lapse: timedelta, *, leases: bool = False) -> None:
    """Let time pass for what an instance has put off, and for what dead workers held if so asked."""
    for table, columns in [*DEADLINES.items(), *(LEASES.items() if leases else ())]:
        moved = ", ".join(f"{column} = {column} - $1::interval" for column in columns)
        # What a worker holds at this moment is left alone: it would wait for us, and we for it.
        free = f"(SELECT ctid FROM {table} FOR UPDATE SKIP LOCKED)"  # noqa: S608  # constant names
        one.sql(f"UPDATE {table} SET {moved} WHERE ctid IN {free}", lapse)  # noqa: S608
