"""Two hundred people want twenty seats at the same moment, through four processes: nobody is told a lie."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import asyncpg
import pytest

from server.bookings.rules import NEWCOMER, Outcome, Party, Seats, decide
from server.foundation.errors import Refused
from tests.journeys.instances import run
from tests.journeys.racing import all_at_once, ledger

CLIENTS = 200
SEATS = 20
WAITING = 5
CONNECTIONS = 12  # enough for a race, few enough beside the pools of the processes


@pytest.fixture(scope="module")
def house(instance):
    """Four web processes of one instance, a library and a workshop."""
    one = instance(start=("web",), processes=4)
    return one, one.library()["id"], one.workshop()["id"]


@pytest.fixture
def theatre(house):
    """A session with 20 seats and 5 waiting places."""
    one, library, workshop = house
    return one, one.session(library, workshop, capacity=SEATS, waiting_places=WAITING)["id"]


def test_twenty_of_two_hundred_get_a_seat(theatre):
    instance, session = theatre
    answers = run(all_at_once(instance, session, [{"name": f"Personne {number}"} for number in range(CLIENTS)]))
    told = Counter(answer.body.get("state", "refused") for answer in answers)
    assert told == {"confirmed": SEATS, "waiting": WAITING, "refused": CLIENTS - SEATS - WAITING}
    refused = [answer for answer in answers if answer.status != 201]
    assert {(answer.status, answer.body["type"]) for answer in refused} == {
        (409, "urn:agendatheque:reason:session_full")
    }
    assert ledger(instance, session) == {
        "taken": SEATS, "moved": SEATS, "confirmed": SEATS, "waiting": WAITING, "waited": WAITING,
    }  # fmt: skip
    positions = sorted(answer.body["position"] for answer in answers if answer.body.get("state") == "waiting")
    assert positions[-1] <= WAITING


def test_people_who_come_by_two_or_three_never_share_a_seat(theatre):
    instance, session = theatre
    bodies = [{"name": f"Famille {number}", "people": 1 + number % 3} for number in range(60)]
    answers = run(all_at_once(instance, session, bodies))
    assert {answer.status for answer in answers} == {201, 409}
    account = ledger(instance, session)
    assert account["taken"] == account["moved"] == account["confirmed"] <= SEATS
    assert account["waiting"] == account["waited"] <= WAITING
    assert account["taken"] > SEATS - 3


def test_twenty_requests_with_one_key_are_one_booking(theatre):
    instance, session = theatre
    answers = run(all_at_once(instance, session, [{"name": "Jeanne Martin"}] * 20, key=str(uuid4())))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert ledger(instance, session)["confirmed"] == 1


def test_without_the_lock_the_same_crowd_oversells(theatre):
    """The control: were there no race, the tests above would prove nothing."""
    instance, session = theatre
    run(_crowd_without_lock(instance.database, UUID(session)))
    assert ledger(instance, session)["confirmed"] > SEATS


async def _crowd_without_lock(database: str, session: UUID) -> None:
    async with asyncpg.create_pool(database, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        await asyncio.gather(*[_book_without_lock(pool, session) for _ in range(CLIENTS)])


async def _book_without_lock(pool: asyncpg.Pool, session: UUID) -> None:
    """The booking transaction with the same rule and the same writes, but the session's row is only read."""
    async with pool.acquire() as connection, connection.transaction():
        row = await connection.fetchrow(
            "SELECT capacity, taken, waiting_places, waiting FROM session WHERE id = $1", session
        )
        try:
            outcome = decide(Seats(**dict(row)), Party(NEWCOMER, 1)).outcome
        except Refused:
            return
        booking = uuid4()
        await connection.execute(
            "INSERT INTO booking (id, session, state, people, reference, secret_digest, channel, language, sequence,"
            " cancelled_by, created_at, updated_at)"
            " VALUES ($1, $2, $3, 1, $4, $5, 'api', 'fr', 0, '', now(), now())",
            booking, session, outcome.value, booking.hex[:16], booking.bytes,
        )  # fmt: skip
        taken, waiting = (row["taken"] + 1, row["waiting"])
        if outcome is Outcome.WAITING:
            taken, waiting = row["taken"], row["waiting"] + 1
        await connection.execute("UPDATE session SET taken = $2, waiting = $3 WHERE id = $1", session, taken, waiting)
