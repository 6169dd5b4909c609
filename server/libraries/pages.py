"""All pages of this room for staff, and all that it answers to programs."""

from litestar.types import ControllerRouterHandler

from server.libraries import api, member_routes, room_routes, routes, sheet_api, sheet_routes, team

HANDLERS: list[ControllerRouterHandler] = [
    *routes.HANDLERS,
    *room_routes.HANDLERS,
    *sheet_routes.HANDLERS,
    *team.HANDLERS,
    *member_routes.HANDLERS,
]
PROGRAMS: list[ControllerRouterHandler] = [*api.PROGRAMS, *sheet_api.PROGRAMS]
READERS: list[ControllerRouterHandler] = [*api.READERS, *sheet_api.READERS]
