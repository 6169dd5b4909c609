"""The description of the API for programs (OpenAPI 3.1), at /api/openapi.json."""

from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from server.foundation.settings import version

TOKEN = SecurityScheme(type="http", scheme="bearer", description="A token made by `agendatheque token EMAIL`.")


def description() -> OpenAPIConfig:
    """Return what Litestar needs to describe the routes of the API; reading what is public needs no token."""
    return OpenAPIConfig(
        title="Agendathèque",
        version=version(),
        description="Workshops and sessions of libraries, their bookings, and the peers of an instance.",
        path="/api",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(security_schemes={"token": TOKEN}),
        security=[{}, {"token": []}],
        use_handler_docstrings=True,
    )
