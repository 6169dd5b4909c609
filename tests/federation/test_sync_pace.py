"""Who reads our feed of changes too often is told to wait."""

import httpx
import pytest
from litestar import Litestar

from federation import routes
from tests.federation.fediverse import NOW
from tests.federation.readers import DIGESTS, FEED, Reader


@pytest.fixture
async def hurried(ours, peer):
    """The same peer, which may read twice before it must wait."""
    told = []

    async def pace(host):
        told.append(host)
        return 0 if len(told) <= 2 else 17

    app = Litestar(route_handlers=routes.handlers(ours.node, lambda: NOW, pace=pace), openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ours.node.url) as client:
        yield Reader(client, peer, ours.node.url), told


async def test_who_reads_too_often_waits(hurried):
    reader, told = hurried
    assert (await reader.ask(FEED, signed=False)).status_code == 401
    assert told == []  # who did not prove its host slows nobody
    answers = [await reader.ask(path) for path in (FEED, DIGESTS, f"{DIGESTS}/2027-01")]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "17"
    assert "signature" in answers[-1].headers
    assert told == [reader.remote.host] * 3
