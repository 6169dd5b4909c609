"""The guard that looks at powers: whoever has not the power that a route names, in any library, does not come in."""

from dataclasses import replace
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from server.accounts.guards import person_of
from server.foundation.errors import Forbidden
from server.libraries.queries import roles_of


async def with_power(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard: the person recognised by a guard before has the power of this route (`opt={"power": …}`) somewhere.

    In which library is for the room to look at, once it knows whose thing is asked for (`queries.require`). A route
    that names no power lets nobody in. The roles are read once, and kept with the person for this request.
    """
    if handler.opt.get("access") == "public":
        return
    person = person_of(connection)
    if not person.administrator:
        person = replace(person, roles=await roles_of(person))
        connection.state.staff = person
    power = handler.opt.get("power")
    if power is None or not person.may_somewhere(power):
        raise Forbidden("role_too_small")
