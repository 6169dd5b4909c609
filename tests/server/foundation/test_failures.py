"""Which status each fault of the database has: what passes by itself asks to come back, what is a defect is 500."""

import asyncpg
import pytest
from litestar import Litestar, Request, post
from litestar.exceptions import InternalServerException

from server.foundation.failures import status_of


@pytest.mark.parametrize(
    "kind",
    [
        asyncpg.LockNotAvailableError,
        asyncpg.DeadlockDetectedError,
        asyncpg.SerializationError,
        asyncpg.TooManyConnectionsError,
        asyncpg.ConnectionDoesNotExistError,
        asyncpg.InterfaceError,
        asyncpg.CannotConnectNowError,
        asyncpg.AdminShutdownError,
        asyncpg.CrashShutdownError,
        asyncpg.QueryCanceledError,
        asyncpg.DiskFullError,
        asyncpg.OutOfMemoryError,
        asyncpg.ReadOnlySQLTransactionError,
        ConnectionRefusedError,
        TimeoutError,
    ],
)
def test_what_passes_by_itself_asks_to_come_back(kind):
    assert status_of(kind("")) == 503


def test_what_somebody_else_has_just_written_is_a_conflict():
    assert status_of(asyncpg.UniqueViolationError("")) == 409


@pytest.mark.parametrize("kind", [asyncpg.CharacterNotInRepertoireError, asyncpg.DataError, RecursionError])
def test_what_cannot_be_read_is_the_senders_fault(kind):
    assert status_of(kind("")) == 400


@pytest.mark.parametrize("kind", [asyncpg.UndefinedTableError, asyncpg.NotNullViolationError, KeyError, ValueError])
def test_a_defect_is_ours(kind):
    assert status_of(kind("")) == 500


@post("/read")
async def _read(request: Request) -> None:
    await request.body()


async def test_a_body_that_stops_half_way_is_no_fault_of_ours():
    raised, sent = [], []
    parts = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]
    scope = {
        "type": "http", "method": "POST", "path": "/read", "raw_path": b"/read", "root_path": "", "query_string": b"",
        "headers": [(b"content-length", b"8")], "scheme": "http", "server": ("127.0.0.1", 80), "client": None,
        "http_version": "1.1", "asgi": {"version": "3.0"}, "extensions": {},
    }  # fmt: skip

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    app = Litestar([_read], after_exception=[lambda error, scope: raised.append(error)], openapi_config=None)
    await app(scope, receive, send)
    assert [status_of(error) for error in raised] == [400]
    assert status_of(InternalServerException("something else")) == 500
