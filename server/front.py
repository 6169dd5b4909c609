"""In front of the application: who reads a feed again is answered from memory, as long as nothing was written since."""

import asyncpg
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.types.asgi_types import HTTPScope

from server.calendars.serving import Answer, recalled
from server.foundation.web import every_answer
from server.subscribers import readings

ENDINGS = (".ics", ".atom", ".json")
METHODS = frozenset({"GET", "HEAD"})
TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Front:
    """Answers what the application has answered before; all else, and every fault, is the application's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._always = [(name.encode(), value.encode()) for name, value in every_answer().items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and await self._known(scope, send):
            return
        await self.app(scope, receive, send)

    async def _known(self, scope: HTTPScope, send: Send) -> bool:
        """Answer, and tell whether that could be done."""
        if scope["method"] not in METHODS or not scope["path"].endswith(ENDINGS):
            return False
        try:
            answer = await recalled(scope)
        except TROUBLE:
            return False
        if answer:
            await self._tell(answer, send)
            await readings.count_scope(scope)
        return answer is not None

    async def _tell(self, answer: Answer, send: Send) -> None:
        headers = answer.headers + self._always
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})
