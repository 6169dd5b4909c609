"""All pages of this room: those that the public reads, and those of staff."""

from litestar.types import ControllerRouterHandler

from server.partnerships import charter_routes, convention_routes, funding_follow_routes, funding_routes

PUBLIC: list[ControllerRouterHandler] = [*charter_routes.PUBLIC_PAGES]
STAFF: list[ControllerRouterHandler] = [
    *charter_routes.HANDLERS,
    *convention_routes.HANDLERS,
    *funding_routes.HANDLERS,
    *funding_follow_routes.HANDLERS,
]
