"""Is the process alive, can it serve, and its figures (for probes on this machine or behind the proxy's rules)."""

from litestar import MediaType, Response, get
from litestar.types import ControllerRouterHandler

from server.foundation import clock
from server.foundation.migrations import WrongSchema, check_schema
from server.foundation.tables import Heartbeat

STALE_SECONDS = 60


@get("/healthz", opt={"access": "local"}, media_type=MediaType.TEXT, include_in_schema=False)
async def alive() -> str:
    """200 as long as the process answers."""
    return "alive"


@get("/readyz", opt={"access": "local"}, include_in_schema=False)
async def ready() -> Response[dict[str, str]]:
    """200 when the database answers with our schema and a worker goes round, otherwise 503 and what is wrong."""
    found = {"database": "ok", "worker": await _worker()}
    try:
        await check_schema()
    except WrongSchema as error:
        found["database"] = str(error)
    good = set(found.values()) == {"ok"}
    return Response(found, status_code=200 if good else 503, headers={"cache-control": "no-store"})


async def _worker() -> str:
    row = await Heartbeat.select(Heartbeat.at).order_by(Heartbeat.at, ascending=False).limit(1).first()
    if row is None:
        return "no worker has ever run"
    age = (clock.now() - row["at"]).total_seconds()
    return "ok" if age < STALE_SECONDS else f"no worker for {age:.0f} s"


def handlers() -> list[ControllerRouterHandler]:
    """Return the handlers of this module."""
    return [alive, ready]
