"""What the server adds to what the protocol package does with requests of peers: handlers by name, and a count."""

from collections.abc import Mapping
from typing import Any

from litestar import Request

from federation.inbox import Handler
from server.foundation import clock, limits
from server.sharing import answers

MOST_ASKED = {"most": 60, "seconds": 60}

HANDLERS: Mapping[str, Handler] = dict.fromkeys(answers.ANSWERS, answers.answer)


async def count_asking(request: Request[Any, Any, Any]) -> None:
    """Count a request at an inbox that makes us ask another server; raises TooMany beyond 60 a minute."""
    client = request.client.host if request.client else "unknown"
    await limits.count("inbox", client, now=clock.now(), **MOST_ASKED)
