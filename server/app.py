"""The roof: all routes of an instance, and what is opened and closed around them."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar import Litestar, Request
from litestar.config.compression import CompressionConfig
from litestar.exceptions import NotAuthorizedException
from litestar.response import Redirect, Response
from litestar.types import ASGIApp

from server import routing, sentences
from server.api.description import description
from server.foundation import clock, failures
from server.foundation.database import DB
from server.foundation.http import door, inner_door
from server.foundation.migrations import check_schema
from server.foundation.settings import settings
from server.foundation.web import FORM_LIMIT, SecurityHeaders
from server.front import Front
from server.subscribers import readings


@asynccontextmanager
async def around(app: Litestar) -> AsyncIterator[None]:
    """Refuse to serve on another schema; write down what was counted and close the pool and the door at the end."""
    await check_schema()
    try:
        yield
    finally:
        await readings.HERE.write_down(clock.now())
        await door().close()
        await inner_door().close()
        await DB.close()


def sign_in_first(request: Request, error: NotAuthorizedException) -> Response:  # type: ignore[type-arg]
    """Send someone who is not signed in to the sign-in page, and back; programs get 401."""
    if request.url.path.startswith("/bureau"):
        return Redirect(f"/bureau/connexion?retour={request.url.path}", status_code=303)
    return failures.handle(request, error)


def create_app() -> Litestar:
    """Return the application of this process; the database's address must be known (`DB.aim_at`)."""
    logging.getLogger("agendatheque").setLevel(logging.INFO)
    sentences.gather()
    return Litestar(
        route_handlers=routing.handlers(),
        lifespan=[around],
        middleware=[SecurityHeaders],
        exception_handlers={NotAuthorizedException: sign_in_first, Exception: failures.handle},
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=4, minimum_size=1000, exclude_opt_key="compressed"
        ),
        request_max_body_size=FORM_LIMIT,
        openapi_config=description(),
        debug=False,
    )


def served() -> ASGIApp:
    """Return the application as the server runs it: aimed at its database, believing only the proxies named."""
    DB.aim_at(settings().database_url)
    app: ASGIApp = Front(create_app())
    # What was made up to now stays: the collector of cycles, for which all else waits, need not look through it again.
    gc.collect()
    gc.freeze()
    gc.enable()
    proxies = settings().trusted_proxies
    return wrap_asgi_with_proxy_headers(app, trusted_hosts=list(proxies)) if proxies else app
