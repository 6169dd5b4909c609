"""All pages and files of this room, by who reads them."""

from litestar.types import ControllerRouterHandler

from server.reports import (
    annual_routes,
    coop_routes,
    elected_routes,
    offer_routes,
    open_data,
    place_routes,
)

PUBLIC: list[ControllerRouterHandler] = [*elected_routes.PUBLIC, *open_data.PUBLIC]
STAFF: list[ControllerRouterHandler] = [
    *annual_routes.STAFF,
    *coop_routes.STAFF,
    *place_routes.HANDLERS,
    *offer_routes.HANDLERS,
]
