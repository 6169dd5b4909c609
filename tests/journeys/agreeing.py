"""What must be so once the faults have stopped: every copy is its origin, and nothing is owed, lost or doubled."""

import json
import time
from datetime import timedelta
from typing import Any

import httpx

from federation.wire import event
from tests.journeys.browsing import Visitor
from tests.journeys.changing import GONE, Changes, actual
from tests.journeys.chaos import Scene
from tests.journeys.instances import NO_TLS, Instance

# Longer than the pause of a circuit breaker, shorter than the wait before a tenth try.
LAPSE = timedelta(minutes=31)
PATIENCE_SECONDS = 300
OWED = """
SELECT 'delivery of ' || kind || ' ' || state || ' ' || last_error AS what FROM fed_delivery
UNION ALL SELECT 'received ' || type || ' ' || state || ' ' || reason FROM fed_received
  WHERE state IN ('received', 'error')
UNION ALL SELECT 'reading of ' || kind || ' ' || state || ' ' || last_error FROM fed_lookup
"""


def settle(scene: Scene) -> None:
    """Let time pass until nobody owes anything to anybody."""

    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := owed(scene):
        assert time.monotonic() < deadline, left
        scene.pass_time(LAPSE, leases=True)
        time.sleep(1.0)


def compare(scene: Scene) -> dict[tuple[str, str], tuple[int, int, str]]:
    """Press « Comparer maintenant » for each peer with a feed; return what was compared, differed and went wrong."""
    for one in scene.all:
        with Visitor(one).sign_in() as staff:
            for host in _with_feed(one):
                staff.go(f"/bureau/reseau/{host}")
                staff.send("csrf", action="/comparaison")
    settle(scene)
    told = "SELECT host, compared, drift, compare_error FROM fed_peer WHERE host = ANY($1)"
    return {
        (one.name, row["host"]): (row["compared"], row["drift"], row["compare_error"])
        for one in scene.all
        for row in one.sql(told, _with_feed(one))
    }


def _with_feed(one: Instance) -> list[str]:
    rows = one.sql("SELECT DISTINCT f.host FROM fed_following f JOIN fed_peer p ON p.host = f.host WHERE p.sync <> ''")
    return [row["host"] for row in rows]


def owed(scene: Scene) -> dict[str, list[str]]:
    """Return what each instance still owes or has parked."""
    found = {one.name: [row["what"] for row in one.sql(OWED)] for one in scene.all}
    return {name: rows for name, rows in found.items() if rows}


def lost(programmes: list[Changes]) -> list[Any]:
    """Return each session that is not what was acknowledged."""
    return [
        (id, plan, found.get(id))
        for programme in programmes
        for found in [actual(programme.origin)]
        for id, plan in programme.log.items()
        if found.get(id) != plan
    ]


def at_origin(programmes: list[Changes]) -> dict[str, str]:
    """Return the digest of each public session by its id on the wire, read from its origin; those gone answer 410."""
    found = {}
    with httpx.Client(headers={"accept": "application/activity+json"}, timeout=30, verify=NO_TLS) as client:
        for programme in programmes:
            for id, plan in programme.log.items():
                address = f"{programme.origin.url}/ap/evenements/{id}"
                answer = client.get(address)
                # What was withdrawn before anybody was told of it never was there.
                expected = {GONE: (410, 404), "draft": (404,)}.get(plan.state, (200,))
                assert answer.status_code in expected, (address, answer.status_code, plan)
                if answer.status_code == 200:
                    found[address] = event.digest(answer.json())
    return found


def copies(reader: Instance) -> dict[str, str]:
    """Return the digest of each copy that an instance holds and shows, by its id; none is there twice."""
    rows = reader.sql("SELECT ap_id, uuid, document FROM fed_remote_event WHERE tombstoned_at IS NULL")
    assert len({row["uuid"] for row in rows}) == len(rows), "a session is there twice"
    return {row["ap_id"]: event.digest(json.loads(row["document"])) for row in rows}


def unreachable(scene: Scene) -> dict[str, list[str]]:
    """Return by reader the copies of which it does not know whom to ask for a seat."""
    unknown = (
        "SELECT ap_id FROM fed_remote_event r WHERE tombstoned_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM fed_remote_actor a WHERE a.id = r.owner AND a.inbox <> '')"
    )
    found = {one.name: [row["ap_id"] for row in one.sql(unknown)] for one in scene.all}
    return {name: rows for name, rows in found.items() if rows}


def differences(scene: Scene, programmes: list[Changes]) -> dict[str, list[str]]:
    """Return by reader what it misses, has too much (+) or holds otherwise (≠) than the origins."""
    truth = at_origin(programmes)
    found = {}
    for reader in scene.all:
        wanted = {id: digest for id, digest in truth.items() if not id.startswith(f"{reader.url}/")}
        held = copies(reader)
        wrong = [f"-{id}" for id in wanted.keys() - held.keys()] + [f"+{id}" for id in held.keys() - wanted.keys()]
        wrong += [f"≠{id}" for id in wanted.keys() & held.keys() if wanted[id] != held[id]]
        if wrong:
            found[reader.name] = sorted(wrong)
    return found
