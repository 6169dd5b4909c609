"""Which status each fault of the database has: what passes by itself asks to come back, what is a defect is 500."""

import asyncpg
import pytest

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
