"""A peer of ours, as the protocol keeps it: Médiathèques de Brest."""

import hashlib
from datetime import timedelta
from uuid import UUID

from federation.tables import Follower, Following, Peer, RemoteActor, RemoteEvent
from server.journal.tables import Entry
from server.sharing.node import node

HOST = "brest.example"
ACTOR = f"http://{HOST}/ap/actor"


class Brest:
    """What the protocol keeps of a peer, written down without any network."""

    host, actor, name = HOST, ACTOR, "Médiathèques de Brest"

    def __init__(self, now):
        self.now = now

    async def is_known(self, host=HOST, **known):
        """Keep what is known of a host."""
        await Peer.insert(Peer(host=host)).on_conflict(target=Peer.host, action="DO NOTHING")
        if known:
            await Peer.update({getattr(Peer, name): value for name, value in known.items()}).where(Peer.host == host)

    async def is_followed(self, state="accepted", host=HOST):
        """Follow its instance."""
        actor = f"http://{host}/ap/actor"
        common = {"host": host, "type": "Application", "inbox": f"{actor}/inbox", "actor": actor}
        row = {"local_actor": node().actor, "name": self.name, "state": state, "follow_id": actor, "asked_at": self.now}
        await Following(**row, **common).save()
        parts = {"name": self.name, "upcoming": f"{actor}/evenements-a-venir", "fetched_at": self.now}
        await RemoteActor(id=actor, host=host, type="Application", inbox=f"{actor}/inbox", **parts).save()
        await self.is_known(host, software="agendatheque", heard_at=self.now)

    async def follows(self, host=HOST):
        """Have its instance follow ours."""
        actor = f"http://{host}/ap/actor"
        row = {"local_actor": node().actor, "type": "Application", "host": host, "follow_id": f"{actor}/1"}
        await Follower(actor=actor, inbox=f"{actor}/inbox", since=self.now, **row).save()
        await self.is_known(host)

    async def brings(self, name, title, *, sponsor=ACTOR, host=HOST, **more):
        """Put a session of it in the mirror and return the id of its page here."""
        address = f"http://{host}/ap/evenements/{name}"
        day = self.now + timedelta(days=1)
        row = {
            "ap_id": address, "host": host, "owner": ACTOR, "owner_name": self.name, "sponsor": sponsor,
            "url": address, "name": title, "folded": title.lower(), "starts_at": day, "timezone": "Europe/Paris",
            "ends_at": day + timedelta(hours=1), "status": "confirmed", "tags": [], "audience": [], "digest": name,
            "document": "{}", "first_seen_at": self.now, "fetched_at": self.now - timedelta(days=1),
            "seen_at": self.now,
        }  # fmt: skip
        await RemoteEvent(**{**row, **more}).save()
        return UUID(hashlib.md5(address.encode(), usedforsecurity=False).hexdigest())

    async def lines(self):
        """Return what the journal says of peers: kind and facts."""
        rows = await Entry.select(Entry.kind, Entry.facts).where(Entry.kind.like("peer.%")).order_by(Entry.id)
        return [(row["kind"], row["facts"]) for row in rows]
