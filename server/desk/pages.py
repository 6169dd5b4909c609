"""All pages of the desk, by what they are about."""

from litestar.types import ControllerRouterHandler

from server.desk import (
    call_routes,
    calling_off_routes,
    course_routes,
    door_routes,
    inclusion,
    message_routes,
    offer_routes,
    party_routes,
    register_routes,
    routes,
    session_routes,
    undo_routes,
)

HANDLERS: list[ControllerRouterHandler] = [
    *routes.HANDLERS,
    *call_routes.HANDLERS,
    *session_routes.HANDLERS,
    *calling_off_routes.HANDLERS,
    *message_routes.HANDLERS,
    *inclusion.HANDLERS,
    *course_routes.HANDLERS,
    *party_routes.HANDLERS,
    *door_routes.HANDLERS,
    *offer_routes.HANDLERS,
    *undo_routes.HANDLERS,
    *register_routes.HANDLERS,
]
