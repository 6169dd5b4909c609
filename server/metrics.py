"""The figures of this instance for Prometheus, for machines of its own network only."""

import ipaddress
from typing import Any

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

import server.calendars.figures
import server.hooks.figures
import server.journal.figures
import server.notifications.figures
import server.sharing.figures
from server.foundation.errors import NotFound

ROOMS = (
    server.calendars.figures,
    server.hooks.figures,
    server.journal.figures,
    server.notifications.figures,
    server.sharing.figures,
)


@get("/metrics", opt={"access": "local"}, include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Lengths of queues and numbers of what was given up (Prometheus text format); 404 from outside."""
    if not _from_inside(request):
        raise NotFound
    registry = CollectorRegistry()
    for room in ROOMS:
        for name, number in (await room.figures()).items():
            Gauge(f"agendatheque_{name}", name.replace("_", " "), registry=registry).set(number)
    headers = {"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"}
    return Response(generate_latest(registry), headers=headers)


def _from_inside(request: Request[Any, Any, Any]) -> bool:
    """Tell whether the client is of a private network and not behind a proxy, which would speak for anybody."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_private
    except ValueError:
        return False


HANDLERS: list[ControllerRouterHandler] = [metrics]
