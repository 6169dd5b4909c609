"""The members of a hub: instances of ours that it follows, and nobody else."""

from types import SimpleNamespace

import pytest

from federation.tables import Following, Peer
from server.sharing import members

RELAY = "http://test.example/ap/actor"
FOLLOWED = {
    "brest.example": ("accepted", "agendatheque", None),
    "blocked.example": ("accepted", "agendatheque", "now"),
    "asked.example": ("asked", "agendatheque", None),
    "mobilizon.example": ("accepted", "mobilizon", None),
}


@pytest.mark.parametrize(("hub", "found"), [(True, ["https://brest.example"]), (False, [])])
async def test_members_are_instances_of_ours_that_were_taken_in(undone, now, monkeypatch, hub, found):
    monkeypatch.setattr(members, "node", lambda: SimpleNamespace(hub=hub, actor=RELAY))
    for host, (state, software, blocked) in FOLLOWED.items():
        await Peer(host=host, software=software, blocked_at=now if blocked else None).save()
        follow = Following(actor=f"https://{host}/ap/actor", local_actor=RELAY, host=host, state=state)
        follow.follow_id, follow.asked_at, follow.inbox = f"{RELAY}#{host}", now, f"https://{host}/ap/inbox"
        await follow.save()
    assert [one.url for one in await members.members()] == found
