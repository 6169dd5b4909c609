"""A small peer on this machine: actors with keys, a door that redirects, and requests signed in any wrong way."""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from uuid import uuid4

import httpx

from federation.signatures import keys, sign_cavage, sign_rfc9421
from federation.signatures.keys import PrivateKey
from federation.wire.context import ACTIVITY_JSON, CONTEXT
from tests.journeys.instances import NO_TLS

SCHEMES = {"cavage": sign_cavage, "rfc9421": sign_rfc9421}


@dataclass
class LoopbackPeer:
    """Serves the documents in `documents` by path, redirects those in `redirects`; counts what it is asked for.

    Its inboxes take all that they are given: `taken`, in order.
    """

    documents: dict[str, Any] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> "LoopbackPeer":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def actor(self, name: str) -> "Signer":
        """Add an actor with a key and return who can sign as it."""
        id, key = f"{self.url}/{name}", keys.generate()
        self.documents[f"/{name}"] = {
            "@context": CONTEXT,
            "id": id,
            "type": "Person",
            "preferredUsername": name,
            "inbox": f"{id}/inbox",
            "outbox": f"{id}/outbox",
            "publicKey": {"id": f"{id}#main-key", "owner": id, "publicKeyPem": keys.public_pem(key)},
        }
        return Signer(id, f"{id}#main-key", key)


def _handler(peer: LoopbackPeer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            peer.connections += 1
            super().setup()

        def do_GET(self) -> None:
            peer.asked.append(self.path)
            there = peer.redirects.get(self.path)
            body = json.dumps(peer.documents.get(self.path, {})).encode()
            self.send_response(302 if there else 200 if self.path in peer.documents else 404)
            self.send_header("content-type", ACTIVITY_JSON)
            self.send_header("content-length", str(len(body)))
            if there:
                self.send_header("location", there)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            peer.taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(202)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler


@dataclass(frozen=True)
class Signer:
    """Who signs: `actor` is who it says it is."""

    actor: str
    key_id: str
    key: PrivateKey


def follow(actor: str, target: str) -> dict[str, Any]:
    """Return a Follow of `target` by `actor`."""
    return {
        "@context": CONTEXT,
        "id": f"{actor}/follows/{uuid4()}",
        "type": "Follow",
        "actor": actor,
        "object": target,
        "to": [target],
    }


def about(kind: str, actor: str, thing: str) -> dict[str, Any]:
    """Return an activity of `actor` about a thing by its id: a Join of an event, say."""
    return follow(actor, thing) | {"id": f"{actor}/{kind.lower()}/{uuid4()}", "type": kind}


@dataclass
class Post:
    """One request to an inbox, before it is sent: change it, then `send`."""

    url: str
    body: bytes
    headers: dict[str, str]

    def send(self) -> int:
        """Send it and return the status of the answer."""
        return httpx.post(self.url, content=self.body, headers=self.headers, timeout=30, verify=NO_TLS).status_code


def signed(
    signer: Signer, url: str, activity: dict[str, Any], *, scheme: str = "cavage", age: timedelta = timedelta()
) -> Post:
    """Return a well-signed request with an activity, signed `age` ago."""
    body = json.dumps(activity).encode()
    headers = SCHEMES[scheme](
        "POST",
        url,
        {"Content-Type": ACTIVITY_JSON},
        body,
        key_id=signer.key_id,
        key=signer.key,
        now=datetime.now(UTC) - age,
    )
    return Post(url, body, headers)
