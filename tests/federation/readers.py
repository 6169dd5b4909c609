"""A peer that reads our feed of changes and our digests."""

from federation import signatures
from tests.federation.fediverse import NOW

FEED, DIGESTS = "/ap/sync/evenements", "/ap/sync/empreintes"


class Reader:
    """A peer that asks us, signed or not."""

    def __init__(self, client, remote, url):
        self.client, self.remote, self.url = client, remote, url

    async def ask(self, path, *, signed=True, now=NOW):
        headers = {}
        if signed:
            about = {"key_id": f"{self.remote.actor}#main-key", "key": self.remote.keys[self.remote.actor], "now": now}
            headers = signatures.sign_cavage("GET", f"{self.url}{path}", {}, b"", **about)
        return await self.client.get(path, headers=headers)

    async def read(self, path):
        answer = await self.ask(path)
        assert answer.status_code == 200, answer.text
        return answer.json()
