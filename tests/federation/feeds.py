"""Another Agendathèque as it is seen from outside: its events, its feed of changes and its digests, written anew."""

import hashlib
import json
from collections import defaultdict
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from federation.signatures import sign_answer
from federation.sync import changes
from federation.tables import Peer, RemoteEvent, run
from federation.wire.event import digest
from tests.federation.fediverse import ACTIVITY, NOW, Answer

JSON = "application/json"


class Origin:
    """What a `Remote` has published; every change gets the next place in its feed."""

    def __init__(self, remote, *, whole=True):
        self.remote, self.net, self.whole = remote, remote.net, whole
        self.things, self.seq, self.now, self.page = {}, 0, NOW, 500
        self.given = 0
        self.extra = []
        self.relayed = None
        self.key = remote.keys[remote.actor]
        self.sync = f"{remote.url}/ap/sync/evenements"
        self.net.servers[remote.host] = self.serve

    async def known(self):
        """Let our node know of the feed, as from NodeInfo."""
        row = Peer(host=self.remote.host, software="agendatheque", described_at=NOW, sync=self.sync)
        await Peer.insert(row).on_conflict(target=Peer.host, action="DO UPDATE", values=[Peer.sync])
        return self

    def put(self, number, **fields):
        """Publish or change an event; return it."""
        version = self.version(number) + 1
        document = self.remote.event(number, version=version, minutes=version, **fields)
        return self._keep(document["id"], version, document["updated"], document)

    def delete(self, number):
        """Withdraw an event; return its tombstone."""
        id, version = self.remote.event(number)["id"], self.version(number) + 1
        when = (NOW - timedelta(days=1) + timedelta(minutes=version)).isoformat().replace("+00:00", "Z")
        stone = {"id": id, "type": "Tombstone", "formerType": "Event", "deleted": when, "updated": when}
        return self._keep(id, version, when, stone)

    def version(self, number):
        held = self.things.get(self.remote.event(number)["id"])
        return held["version"] if held else 0

    def _keep(self, id, version, updated, document):
        self.seq += 1
        start = document.get("startTime") or self.things[id]["start"]
        self.things[id] = {
            "seq": self.seq,
            "version": version,
            "updated": updated,
            "document": document,
            "start": start,
        }
        return document

    def living(self):
        """What a perfect copy holds: digest by id."""
        return {id: digest(thing["document"]) for id, thing in self.things.items() if not gone(thing)}

    def serve(self, url, headers):
        parts = urlsplit(url)
        if parts.path.startswith("/ap/sync/"):
            return self.signed(*self._sync(parts.path.removeprefix("/ap/sync/"), parse_qs(parts.query)))
        thing = self.things.get(url)
        if thing is None:
            return None
        return Answer(410 if gone(thing) else 200, {"content-type": ACTIVITY}, json.dumps(thing["document"]).encode())

    def signed(self, status, document):
        body = json.dumps(document).encode()
        about = {"key_id": f"{self.remote.actor}#main-key", "key": self.key, "now": self.now}
        return Answer(status, sign_answer(status, {"content-type": JSON}, body, **about), body)

    def _sync(self, path, query):
        if path == "empreintes":
            self.given = max(self.given, self.seq)
            relayed = {} if self.relayed is None else {"tiers": self._relayed_buckets()}
            return 200, {"genere": "", "curseur": str(self.seq), "seaux": self._buckets(), **relayed}
        if "origine" in query:
            rows = [row for row in self.relayed if place(row) == (query["origine"][0], path[-7:])]
            return 200, {"mois": path[-7:], "elements": [row["element"] for row in rows]}
        if path.startswith("empreintes/"):
            rows = [(id, thing) for id, thing in self.things.items() if thing["start"][:7] == path[-7:]]
            return 200, {"mois": path[-7:], "elements": [self.element(id, thing) for id, thing in rows]}
        start = int(query.get("depuis", ["0"])[0])
        if start > self.given:
            return 410, {"status": 410}
        rows = sorted((thing["seq"], id) for id, thing in self.things.items() if thing["seq"] > start)
        listed = rows[: self.page]
        last = listed[-1][0] if listed else start
        self.given = max(self.given, last)
        whole = self.whole and query.get("complet") == ["1"]
        elements = [self.element(id, self.things[id], whole=whole) for _, id in listed]
        more = len(listed) < len(rows)
        return 200, {"curseur": str(last), "suite": more, "elements": elements + ([] if more else self.extra)}

    def element(self, id, thing, *, whole=False):
        told = {name: thing[name] for name in ("seq", "version", "updated")}
        living = {} if gone(thing) else {"empreinte": digest(thing["document"])}
        quoted = {"objet": thing["document"]} if living and whole else {}
        return {"id": id, "supprime": gone(thing), **told, **living, **quoted}

    def _buckets(self):
        months = defaultdict(list)
        for id, thing in self.things.items():
            text = f"{id}|{thing['version']}|{int(gone(thing))}"
            months[thing["start"][:7]].append(int(hashlib.sha256(text.encode()).hexdigest(), 16))
        return [
            {"mois": name, "nombre": len(marks), "empreinte": f"{xor(marks):064x}"} for name, marks in months.items()
        ]

    def relay(self, document, **lies):
        """As a hub, tell of an event of another origin, in truth but for `lies`."""
        told = {name: document[name] for name in ("id", "version", "updated") if name in document}
        element = {**told, "origine": document["id"].partition("/ap/")[0], "supprime": False, **lies}
        self.relayed = [*(self.relayed or []), {"element": element, "start": document["startTime"]}]
        return element

    def _relayed_buckets(self):
        places = defaultdict(list)
        for row in self.relayed:
            element = row["element"]
            text = f"{element['id']}|{element.get('version', element['updated'])}|0"
            places[place(row)].append(int(hashlib.sha256(text.encode()).hexdigest(), 16))
        return [
            {"origine": root, "mois": month, "nombre": len(marks), "empreinte": f"{xor(marks):064x}"}
            for (root, month), marks in places.items()
        ]


def place(row):
    return row["element"]["origine"], row["start"][:7]


def gone(thing):
    return thing["document"]["type"] == "Tombstone"


def xor(numbers):
    found = 0
    for number in numbers:
        found ^= number
    return found


async def held():
    """The living events of the mirror and their digests."""
    rows = await RemoteEvent.select(RemoteEvent.ap_id, RemoteEvent.digest).where(RemoteEvent.tombstoned_at.is_null())
    return {row["ap_id"]: row["digest"] for row in rows}


async def state(origin, name):
    """One column of what is known of the host of a feed."""
    rows = await run("SELECT * FROM fed_peer WHERE host = {}", origin.remote.host)
    return rows[0][name]


async def catch_up(ours, origin, now=NOW):
    """Read the feed of a host up to its end."""
    origin.now = now
    return await changes.catch_up(ours.node, origin.remote.host, now=now)
