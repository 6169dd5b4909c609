"""The page of the demonstration that shows mails and SMS instead of sending them; nothing elsewhere."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.foundation.errors import NotFound
from server.foundation.settings import settings
from server.foundation.web import page
from server.notifications import shown


def in_demo(_: ASGIConnection[Any, Any, Any, Any], __: BaseRouteHandler) -> None:
    """Guard: only in the demonstration, where no person is real."""
    if not settings().demo:
        raise NotFound


@get("/demo/messages", guards=[in_demo], opt={"access": "demo"})
async def messages(request: Request[Any, Any, Any]) -> Response[str]:
    """List the mails and the SMS, newest first."""
    return page(request, "notifications/messages.html", private=True, mails=await shown.newest())


@get("/demo/messages/{mail:uuid}", guards=[in_demo], opt={"access": "demo"})
async def message(request: Request[Any, Any, Any], mail: FromPath[UUID]) -> Response[str]:
    """Show a mail or an SMS as its reader sees it, and the source of a mail."""
    return page(request, "notifications/message.html", private=True, mail=await shown.one(mail))


HANDLERS: list[ControllerRouterHandler] = [messages, message]
