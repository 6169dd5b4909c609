"""The JSON bodies of the API, read strictly: Litestar itself would take "8" for 8 and a number for a date."""

import re
from typing import Any

import msgspec
from litestar import Request
from litestar.exceptions import ValidationException

from server.foundation.web import SAFE

PLACE = re.compile(r" - at `\$\.?(?:\[\.\.\.\]\.?)*([^`]*)`$")


async def read_strictly(request: Request[Any, Any, Any]) -> None:
    """Refuse a body that is not exactly what its handler asks for (before_request hook of the API)."""
    field = request.route_handler.parsed_data_field
    if request.method in SAFE or field is None:
        return
    body = await request.body()
    if not body and field.is_optional:
        return
    try:
        msgspec.json.decode(body, type=field.annotation, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        message = str(error)
        found = PLACE.search(message)
        place = re.split(r"[.\[]", found[1])[0] if found else ""
        raise ValidationException(
            "The body cannot be read.", extra=[{"message": PLACE.sub("", message), "key": place or "body"}]
        ) from None
