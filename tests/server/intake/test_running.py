"""A long import goes on by itself, piece by piece: each line once, whoever is killed, whatever is wrong in one line."""

from datetime import date, time, timedelta

import pytest

from server.accounts import actions as accounts
from server.intake import actions, running
from server.intake.tables import ImportItem, ImportRun
from server.workshops import importing
from server.workshops.tables import Session
from tests.server.intake.files import xlsx
from tests.server.intake.steps import rehearse

DAYS = 45
HEADINGS = ["Atelier", "Jour", "Heure", "Places"]
FILE = [HEADINGS, *(["Photos", date(2027, 1, 20) + timedelta(days=day), time(14, 0), 8] for day in range(DAYS))]


@pytest.fixture
async def begun(signed_in, library, monkeypatch):
    """An import of 45 lines of which the web did nothing; the address of its page."""
    monkeypatch.setattr(running, "AT_ONCE_SECONDS", 0.0)
    told, _ = await rehearse(signed_in, xlsx(FILE))
    return (await signed_in.send_form(told)).headers["location"]


async def figures():
    return await Session.count(), await ImportItem.count()


async def test_pieces_are_done_once_and_the_page_says_how_far(signed_in, begun, now):
    page = await signed_in.get(begun)
    assert ("0 lignes sur 45 sont faites" in page.text, page.headers["refresh"]) == (True, "3")
    assert await running.advance(now) == 1
    assert "20 lignes sur 45" in (await signed_in.get(begun)).text
    assert (await signed_in.send_form(f"{begun}/defaire")).status_code == 303  # not yet: nothing is undone
    assert await figures() == (20, 20)
    assert [await running.advance(now) for _ in range(3)] == [1, 1, 0]
    done = await signed_in.get(begun)
    assert ("45 séances importées" in done.text, "refresh" in done.headers) == (True, False)
    assert (await ImportRun.select().first())["rows"] == "[]"
    await signed_in.send_form(f"{begun}/defaire")
    assert await running.advance(now) == 1
    assert "25 séances sont encore là" in (await signed_in.get(begun)).text
    assert [await running.advance(now) for _ in range(3)] == [1, 1, 0]
    assert await figures() == (0, DAYS)
    assert "45 séances ont été enlevées" in (await signed_in.get(begun)).text


async def test_a_line_that_is_a_fault_of_ours_is_left_out(signed_in, begun, now, monkeypatch):
    real = importing.plan_session

    async def faulty(workshop, library, plan, **more):
        if plan.starts_at.day == 25:
            raise RuntimeError("a fault of ours")
        return await real(workshop, library, plan, **more)

    monkeypatch.setattr(importing, "plan_session", faulty)
    while await running.advance(now):
        pass
    assert await figures() == (DAYS - 2, DAYS - 2)  # 25 January and 25 February
    assert "par notre faute" in (await signed_in.get(begun)).text


async def test_who_was_killed_in_a_piece_leaves_nothing_of_it(begun, now, monkeypatch):
    await running.advance(now)

    async def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running, "import_programme", killed)
        with pytest.raises(KeyboardInterrupt):
            await running.advance(now)
    assert await figures() == (20, 20)
    while await running.advance(now):
        pass
    assert await figures() == (DAYS, DAYS)


async def test_who_has_no_account_any_more_imports_no_further(begun, now, maker):
    await maker.staff(administrator=True)
    await running.advance(now)
    await accounts.disable_staff("directrice@test.example", by="system", now=now)
    assert [await running.advance(now) for _ in range(2)] == [1, 0]
    assert await figures() == (20, 20)


async def test_a_run_from_the_command_line_goes_to_its_end(library, maker, now):
    by = type(maker.by)(maker.by.id, maker.by.name, True, "system")
    rows = [
        importing.Row(f"ligne {n}", "Photos", now + timedelta(days=n), now + timedelta(days=n, hours=1))
        for n in range(1, 31)
    ]
    _run, report = await actions.run_import(rows, kind="table", public=True, by=by, now=now)
    assert (report.planned, report.known, report.workshops, report.refused) == (30, 0, 1, [])
    assert {row["state"] for row in await Session.select(Session.state)} == {"published"}
