"""A voucher is spent once: asked for by many at once, on many connections, in several processes, and across a crash."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from server.accounts import actions as accounts
from server.accounts.rules import Person
from server.bookings.actions import Request, book
from server.foundation.database import DB
from server.foundation.errors import Refused
from server.foundation.ids import new_id
from server.journal.chain import first_broken
from server.vouchers.actions import keyed, reserve
from server.vouchers.issuers import write_issuer
from server.vouchers.tables import Voucher
from tests.server.conftest import PASSWORD, Maker
from tests.server.vouchers.conftest import terms

ROOT = Path(__file__).resolve().parents[3]
CODE = "44170293"
# What each of several processes does: wait for the start, give one code for each of its bookings, tell what came of it.
TRY = """
import asyncio, sys
from datetime import datetime
from uuid import UUID
from server.foundation.database import DB
from server.foundation.errors import Refused
from server.vouchers.actions import reserve

async def one(booking, now):
    try:
        await reserve(UUID(booking), sys.argv[2], by="patron", now=now)
        return "kept"
    except Refused as refused:
        return refused.reason

async def all_of_them():
    DB.aim_at(sys.argv[1])
    await DB.open_pool()
    print("ready", flush=True)
    sys.stdin.readline()
    now = datetime.fromisoformat(sys.argv[3])
    print(*await asyncio.gather(*(one(booking, now) for booking in sys.argv[4:])), flush=True)

asyncio.run(all_of_them())
"""
# What is killed: it holds the voucher in a transaction that it never ends.
STALL = """
import asyncio, sys
from datetime import datetime
from uuid import UUID
from server.foundation.database import DB
from server.vouchers.actions import reserve

async def stall():
    DB.aim_at(sys.argv[1])
    async with DB.transaction():
        await reserve(UUID(sys.argv[4]), sys.argv[2], by="patron", now=datetime.fromisoformat(sys.argv[3]))
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(stall())
"""


@pytest.fixture
async def bookings(emptied, now):
    """Forty bookings, each in a session of its own, so that no lock but the voucher's keeps them apart."""
    added = await accounts.add_staff("d@test.example", "D", PASSWORD, administrator=True, by="system", now=now)
    maker = Maker(now, Person(added, "D", True, f"staff:{added}"))
    await write_issuer(None, terms(), by=maker.by, now=now)
    library, workshop = await maker.library(), await maker.workshop()
    made = []
    for number in range(40):
        session = await maker.session(library, workshop, pass_accepted=True)
        request = Request(session=session, name=f"Personne {number}", channel="desk")
        made.append((await book(request, by="staff:1", now=now)).id)
    return made


async def attempt(booking, now):
    try:
        await reserve(booking, CODE, by="patron", now=now)
    except Refused as refused:
        return refused.reason
    return "kept"


async def live():
    rows = await Voucher.select(Voucher.booking, Voucher.state).where(Voucher.digest == await keyed(CODE))
    return [row["booking"] for row in rows if row["state"] in {"reserved", "used"}]


async def test_forty_at_once_in_one_process(bookings, now):
    answers = await asyncio.gather(*(attempt(booking, now) for booking in bookings))
    assert (answers.count("kept"), answers.count("voucher_taken")) == (1, 39)
    assert await live() == [bookings[answers.index("kept")]]


async def test_without_the_index_it_is_spent_twice(bookings, now):
    """The control: looking first and writing then, as one does without the index, lets several through."""

    async def naive(booking):
        async with DB.transaction():
            if await Voucher.exists().where(Voucher.digest == "control"):
                return
            await asyncio.sleep(0.01)
            known = (
                await Voucher.select(Voucher.issuer, Voucher.session).where(Voucher.digest == await keyed(CODE)).first()
            )
            row = Voucher(id=new_id(), booking=booking, digest="control", ends="0293", value=1000, **known)
            row.state, row.why, row.created_at, row.updated_at = "given_back", "removed", now, now
            await row.save()

    await attempt(bookings[0], now)
    await asyncio.gather(*(naive(booking) for booking in bookings))
    assert await Voucher.count().where(Voucher.digest == "control") > 1


async def test_four_processes_at_once(bookings, database_address, now):
    shares = [bookings[start::4] for start in range(4)]
    running = [start(TRY, database_address, now, share) for share in shares]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    answers = [
        answer for one in running for answer in (await asyncio.to_thread(one.communicate, timeout=60))[0].split()
    ]
    assert (answers.count("kept"), answers.count("voucher_taken")) == (1, 39)
    assert len(await live()) == 1
    assert await first_broken() is None


async def test_who_is_killed_before_the_end_keeps_nothing(bookings, database_address, now):
    victim = start(STALL, database_address, now, bookings[:1])
    assert victim.stdout.readline() == "held\n"
    waiting = asyncio.create_task(attempt(bookings[1], now))
    await asyncio.sleep(0.2)
    assert not waiting.done()  # nobody can know yet who gets it
    victim.kill()
    victim.wait()
    assert await asyncio.wait_for(waiting, 10) == "kept"
    assert await live() == [bookings[1]]


async def test_who_is_killed_after_the_end_has_spent_it(bookings, database_address, now):
    victim = start(TRY, database_address, now, bookings[:1])
    assert victim.stdout.readline() == "ready\n"
    victim.stdin.write("go\n")
    victim.stdin.flush()
    await _until_live()
    victim.kill()
    victim.wait()
    assert await attempt(bookings[1], now) == "voucher_taken"
    assert await attempt(bookings[0], now) == "kept"  # the same request again is the same voucher
    assert await live() == bookings[:1]


async def _until_live():
    end = time.monotonic() + 20
    while not await live():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


def start(script, address, now, bookings):
    command = [sys.executable, "-c", script, address, CODE, now.isoformat(), *map(str, bookings)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def test_the_index_itself_refuses(bookings, now):
    await attempt(bookings[0], now)
    row = await Voucher.select().first()
    with pytest.raises(asyncpg.UniqueViolationError):
        await Voucher(**{**row, "id": new_id(), "booking": bookings[1], "state": "used"}).save()
    await Voucher(**{**row, "id": new_id(), "booking": bookings[1], "state": "given_back"}).save()
