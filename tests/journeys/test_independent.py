"""An implementation of ActivityPub that we did not write follows us, hears of our sessions and is heard by us."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.independent import STYLES
from tests.journeys.instances import until


def _sheet(name, **more):
    start = (datetime.now(UTC) + timedelta(days=5)).replace(minute=0, second=0, microsecond=0)
    return {
        "name": name, "title": f"Atelier {name}", "start": start.isoformat().replace("+00:00", "Z"),
        "end": (start + timedelta(hours=2)).isoformat().replace("+00:00", "Z"),
        "updated": datetime.now(UTC).isoformat().replace("+00:00", "Z"), **more,
    }  # fmt: skip


def _mirrored(ours, peer, name):
    rows = ours.sql(
        "SELECT document, tombstoned_at FROM fed_remote_event WHERE ap_id = $1", f"{peer.url}/events/{name}"
    )
    if not rows:
        return "absent"
    return "gone" if rows[0]["tombstoned_at"] else json.loads(rows[0]["document"])["name"]


def test_it_finds_us(ours, peer):
    found = peer.do("discover", resource=ours.group)
    assert {"rel": "self", "type": "application/activity+json", "href": ours.group}.items() <= next(
        link for link in found["webfinger"]["links"] if link["rel"] == "self"
    ).items()
    assert found["nodeinfo"]["software"]["name"] == "agendatheque"
    actor = peer.do("read", url=ours.group)
    assert actor["type"] == "Group"


def test_it_hears_of_all_that_becomes_of_a_session(ours, peer, planned):
    id, event = planned(days=4)
    until(lambda: peer.heard("Create", event))
    later = (datetime.now(UTC) + timedelta(days=6)).replace(minute=0, second=0, microsecond=0)
    hours = {"starts_at": later.isoformat(), "ends_at": (later + timedelta(hours=1)).isoformat()}
    ours.act("PATCH", f"/sessions/{id}", json=hours)
    until(lambda: len(peer.heard("Update", event)) == 1)
    ours.act("POST", f"/sessions/{id}/cancellation", json={"reason": "La médiatrice est souffrante."})
    until(lambda: len(peer.heard("Update", event)) == 2)
    ours.act("DELETE", f"/sessions/{id}")
    until(lambda: peer.heard("Delete", event))
    said = peer.heard("", event)
    assert [one["type"] for one in said] == ["Create", "Update", "Update", "Delete"]
    assert len({one["id"] for one in said}) == 4
    created, changed, cancelled, deleted = (one["object"] for one in said)
    assert datetime.fromisoformat(changed["startTime"]) == later != datetime.fromisoformat(created["startTime"])
    assert (created["status"], cancelled["status"]) == ("CONFIRMED", "CANCELLED")
    assert [created["version"], changed["version"], cancelled["version"]] == [1, 2, 3]
    assert (deleted["type"], deleted["formerType"]) == ("Tombstone", "Event")


def test_each_speaks_the_scheme_that_the_other_takes(peer, planned):
    _, event = planned()
    until(lambda: peer.heard("Create", event))
    assert peer.schemes() == {STYLES[peer.style]["first_knock"]}


def test_what_was_said_while_it_was_down_arrives_afterwards(ours, peer, planned):
    peer.do("down")
    sessions = [planned(days=8 + number) for number in range(3)]
    for id, _ in sessions[:2]:
        ours.act("POST", f"/sessions/{id}/cancellation", json={"reason": "Le chauffage est en panne."})
    ours.act("DELETE", f"/sessions/{sessions[0][0]}")
    port = f"127.0.0.1:{peer.port}"
    until(lambda: ours.sql("SELECT id FROM fed_delivery WHERE host = $1 AND last_error <> ''", port))
    peer.do("up")
    # Its next try is half a minute away: not waited for.
    ours.sql("UPDATE fed_delivery SET due_at = now() WHERE host = $1", port)
    ours.sql("UPDATE fed_peer SET opens_again_at = NULL WHERE host = $1", port)
    until(lambda: all(_last(peer, event) == kind for (_, event), kind in zip(sessions, LAST, strict=True)))
    until(lambda: not ours.sql("SELECT id FROM fed_delivery WHERE host = $1", port))


LAST = ("Delete", "CANCELLED", "CONFIRMED")


def _last(peer, event):
    """Return what the last word about an event was: Delete, or the status it told."""
    said = peer.heard("", event)
    return said and (said[-1]["object"].get("status") or said[-1]["type"])


def test_it_reads_our_collections_in_order(ours, peer, planned):
    planned(days=20)
    _, soon = planned(days=2)
    coming = peer.do("crawl", url=f"{ours.group}/evenements-a-venir")
    assert [one["start"] for one in coming] == sorted(one["start"] for one in coming)
    assert soon in {one["id"] for one in coming}
    outbox = peer.do("crawl", url=f"{ours.group}/outbox")
    assert len({one["id"] for one in outbox}) == len(outbox)
    assert (outbox[0]["type"], outbox[0]["event"]) == ("Create", soon)


def test_we_hear_of_all_that_becomes_of_its_events(ours, peer):
    peer.do("publish", **_sheet("a"))
    until(lambda: _mirrored(ours, peer, "a") == "Atelier a")
    peer.do("change", **_sheet("a", title="Atelier a, plus tard"))
    until(lambda: _mirrored(ours, peer, "a") == "Atelier a, plus tard")
    peer.do("remove", name="a")
    until(lambda: _mirrored(ours, peer, "a") == "gone")


def test_an_update_under_the_id_of_its_create_is_applied(ours, peer):
    said = peer.do("publish", **_sheet("b"))
    until(lambda: _mirrored(ours, peer, "b") == "Atelier b")
    for number in (2, 3):
        peer.do("change", id=said["id"], **_sheet("b", title=f"Atelier b, {number}"))
        until(lambda number=number: _mirrored(ours, peer, "b") == f"Atelier b, {number}")
    peer.do("publish", **_sheet("b", title="Un autre Create sous le même nom"))
    control = peer.do("publish", **_sheet("c"))
    assert control["id"] != said["id"]
    until(lambda: _mirrored(ours, peer, "c") == "Atelier c")
    assert _mirrored(ours, peer, "b") == "Atelier b, 3"


def test_we_read_what_it_shows_only_to_those_who_sign(ours, peer):
    peer.do("publish", **_sheet("d"))
    until(lambda: _mirrored(ours, peer, "d") == "Atelier d")
    reads = [one for one in peer.do("asked") if one["path"].startswith("/users/agenda")]
    assert all(one["scheme"] for one in reads)
    assert {one["status"] for one in reads} == {200}


@pytest.mark.parametrize(("bytes_", "status"), [(1024, 202), (1024 * 1024 + 1, 413)])
def test_a_body_is_taken_up_to_a_mebibyte(ours, peer, bytes_, status):
    said = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": f"{peer.url}/activities/big-{bytes_}",
        "type": "Like", "actor": peer.actor, "object": f"{ours.url}/ap/actor", "content": "",
    }  # fmt: skip
    said["content"] = "x" * (bytes_ - len(json.dumps(said)))
    spec = STYLES[peer.style]["first_knock"]
    answer = peer.do("post", url=f"{ours.group}/inbox", body=json.dumps(said), spec=spec)
    assert answer["status"] == status, answer
