"""A small fediverse in memory: servers with their own keys, and the door through which our node meets them."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from federation import signatures
from federation.signatures import Request, keys
from federation.signatures.keys import generate  # as it is: elsewhere in the tests what makes keys takes ours
from federation.wire import event
from federation.wire.context import PUBLIC
from federation.wire.event import Event, Place
from tests.federation import lint

ACTIVITY = "application/activity+json"
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@cache
def key_number(number):
    """One key per number for the whole run: making them is slow."""
    return generate()


@cache
def ed25519_number(number):
    """One Ed25519 key per number for the whole run."""
    return keys.generate_ed25519()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    error: str = ""


class Net:
    """The door of a node: pages that answer GET, inboxes that take POST, and a list of all that was asked."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        self.posted = []
        self.answers = {}
        self.findings = []
        self.silent = set()
        self.slow = {}
        self.on_post = None
        self.servers = {}

    async def send(self, method, url, *, headers=(), body=b"", limit=1_048_576, seconds=10.0):
        host = urlsplit(url).netloc
        self.asked.append((method, url))
        await asyncio.sleep(self.slow.get(host, 0))
        if host in self.silent:
            return Answer(0, error="silence")
        if method == "POST":
            return await self._post(url, host, dict(headers), body)
        if method == "GET" and host in self.servers and (answer := self.servers[host](url, dict(headers))):
            return answer
        status, kind, page = self.pages.get(url, (404, ACTIVITY, {}))
        if isinstance(page, str):
            return Answer(status, {"location": page})
        return Answer(status, {"content-type": kind}, page if isinstance(page, bytes) else json.dumps(page).encode())

    async def _post(self, url, host, headers, body):
        said = json.loads(body)
        self.findings += [(said.get("type"), found) for found in lint.findings(said)]
        lower = {name.lower(): value for name, value in headers.items()}
        self.posted.append((url, said, lower))
        if self.on_post:
            await self.on_post(url, said)
        answer = self.answers.get(host, 202)
        answer = answer(said, lower) if callable(answer) else answer
        return answer if isinstance(answer, Answer) else Answer(answer)

    def show(self, url, page, status=200, kind=ACTIVITY):
        self.pages[url] = (status, kind, page)

    def gets(self):
        return [url for method, url in self.asked if method == "GET"]

    def told(self, host, kind=None):
        """The activities that an instance was given, in order."""
        return [said for url, said, _ in self.posted if urlsplit(url).netloc == host and kind in (None, said["type"])]


class Remote:
    """Another server: an instance actor, libraries, and the hand that signs for them."""

    def __init__(self, net, host="peer.example", software="agendatheque", number=1):
        self.net, self.host, self.url, self.number = net, host, f"https://{host}", number
        self.actor = f"{self.url}/ap/actor"
        self.group = f"{self.url}/ap/bibliotheques/centre"
        self.inbox = f"{self.url}/ap/inbox"
        self.count = 0
        self.keys = {}
        self.publish(self.actor, "Application", "relay")
        self.publish(self.group, "Group", "centre", number=number + 100)
        net.show(
            f"{self.url}/.well-known/nodeinfo",
            {
                "links": [
                    {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.1", "href": f"{self.url}/nodeinfo/2.1"},
                    {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": self.actor},
                ]
            },
            kind="application/json",
        )
        described = {"version": "2.1", "software": {"name": software, "version": "1"}}
        net.show(f"{self.url}/nodeinfo/2.1", described, kind="application/json")

    def publish(self, id, kind="Person", username="someone", number=None, **fields):
        """Show an actor with a key of its own."""
        self.keys[id] = key_number(self.number if number is None else number)
        document = {
            "id": id,
            "type": kind,
            "preferredUsername": username,
            "name": f"{username} de {self.host}",
            "inbox": f"{id}/inbox",
            "outbox": f"{id}/outbox",
            "upcomingEvents": f"{id}/evenements-a-venir",
            "endpoints": {"sharedInbox": self.inbox},
            "publicKey": {"id": f"{id}#main-key", "owner": id, "publicKeyPem": keys.public_pem(self.keys[id])},
            **fields,
        }
        self.net.show(id, document)
        return document

    def next_id(self):
        self.count += 1
        return f"{self.url}/activities/{self.count}"

    def says(self, kind, what, actor=None, **fields):
        """An activity with an id of its own."""
        who = actor or self.actor
        return {"id": self.next_id(), "type": kind, "actor": who, "to": [PUBLIC], "object": what, **fields}

    def signed(self, said, *, url, signer=None, key=None, key_id=None, now=NOW, scheme="cavage", headers=None):
        """A request as it arrives; everything may be forged."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        who = signer or (said["actor"] if isinstance(said, dict) else self.actor)
        sign = signatures.sign_cavage if scheme == "cavage" else signatures.sign_rfc9421
        sent = sign(
            "POST",
            url,
            {"Content-Type": ACTIVITY, **(headers or {})},
            body,
            key_id=key_id or f"{who}#main-key",
            key=key or self.keys[who],
            now=now,
        )
        return Request("POST", url, [(name.lower(), value) for name, value in sent.items()], body)

    def event(self, number=1, *, owner=None, version=1, minutes=0, **fields):
        """A public event of the server."""
        made = sample(f"{self.url}/ap/evenements/{uuid_of(number)}", owner or self.group, version=version)
        updated = NOW - timedelta(days=1) + timedelta(minutes=minutes)
        document = event.write(replace(made, updated=updated), f"{made.owner}/followers")
        return json.loads(json.dumps(document)) | fields

    def show_event(self, document):
        self.net.show(document["id"], document)
        return document["id"]


def uuid_of(number):
    return f"0192f3c1-0000-7000-8000-{number:012d}"


def sample(id, owner, *, version=1, **fields):
    """An event as our own code makes it."""
    made = Event(
        id=id,
        uuid=id.rsplit("/", 1)[-1],
        url=id.replace("/ap/evenements/", "/seances/"),
        owner=owner,
        name="Premiers pas avec Internet",
        summary="Mardi 12 janvier",
        content="<p>Apporter son téléphone.</p>",
        starts_at=datetime(2027, 1, 12, 13, 0, tzinfo=UTC),
        ends_at=datetime(2027, 1, 12, 15, 0, tzinfo=UTC),
        timezone="Europe/Paris",
        status="confirmed",
        place=Place(f"{owner}?v=1", "Médiathèque", "2 rue Domer", "69007", "Lyon", "", "France", 45.7459, 4.8428),
        online_url="",
        is_online=False,
        capacity=8,
        remaining=3,
        participants=5,
        join_mode="free",
        booking_url="",
        phone="04 00 00 00 00",
        ics_url="",
        image_url="",
        image_alt="",
        tags=("Internet",),
        level="decouverte",
        audience=("seniors",),
        language="fr",
        published=NOW - timedelta(days=2),
        updated=NOW - timedelta(days=1),
        version=version,
    )
    return replace(made, **fields)
