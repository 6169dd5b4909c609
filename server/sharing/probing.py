"""Looking at a peer, and at ourselves from outside, through the one door: what came back is judged by `diagnosis`."""

import json
from datetime import datetime

from federation import client, peers
from federation.node import Node
from federation.tables import LocalActor, run
from server.foundation.errors import NotFound
from server.sharing import diagnosis, queries
from server.sharing.diagnosis import Finding
from server.sharing.queries import PeerView

LAST = """
SELECT last_status, last_error FROM fed_delivery WHERE host = {} AND last_error || last_status <> '0'
ORDER BY attempts DESC, id DESC LIMIT 1
"""


async def examine(here: Node, host: str, *, scheme: str, now: datetime) -> list[Finding]:
    """Look at one host, from its name to its inbox; stops where nothing more can be asked. Not in a transaction."""
    try:
        known: PeerView | None = (await queries.at_host(host, now))[0]
    except NotFound:
        known = None
    found = diagnosis.of_host(host, known.signs, now) if known else []
    if known and known.blocked_at:
        return found
    root = f"{scheme}://{host}"
    answer = await here.door.send("GET", f"{root}/.well-known/nodeinfo", headers={"Accept": "application/json"})
    found.append(diagnosis.of_connection(answer.error if not answer.status else ""))
    if not answer.status:
        return found
    links = await peers.links(here, root, now=now)
    application = links.application if links else ""
    found.append(diagnosis.of_nodeinfo(answer.status, application))
    found.append(diagnosis.of_clock(answer.headers.get("date", ""), now))
    actor = (known.actor if known else "") or application
    if actor:
        read = await client.read(here, actor, now=now)
        found.append(diagnosis.of_actor(read.status, read.error, read.document is not None))
    rows = await run(LAST, host)
    if rows:
        found.append(diagnosis.of_inbox(rows[0]["last_status"], rows[0]["last_error"]))
    elif known and known.last_success_at:
        found.append(diagnosis.of_inbox(0, ""))
    return found


async def examine_ourselves(here: Node, *, private: bool) -> list[Finding]:
    """Look at our own public address as others do. Not in a transaction."""
    found = [diagnosis.of_own_address(here.url, private=private)]
    answer = await here.door.send("GET", here.actor, headers={"Accept": "application/activity+json"})
    found.append(diagnosis.of_own_page(answer.status, answer.error))
    if answer.status == 200:
        row = await LocalActor.select(LocalActor.public_pem).where(LocalActor.id == here.actor).first()
        found.append(diagnosis.of_own_key(_published(answer.body), row["public_pem"] if row else ""))
    return found


def _published(body: bytes) -> str:
    try:
        key = json.loads(body).get("publicKey", {})
        return str(key.get("publicKeyPem", ""))
    except (ValueError, AttributeError):
        return ""
