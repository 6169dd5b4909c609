"""An import is undone as a whole, but for what somebody booked or what is over."""

from datetime import timedelta
from html import unescape

from server.bookings import actions as bookings
from server.intake import actions
from server.intake.tables import ImportItem, ImportRun
from server.libraries import actions as libraries
from server.workshops import sessions
from server.workshops.queries import all_workshops
from tests.server.intake.files import xlsx
from tests.server.intake.steps import FILE, held, take_in


async def left():
    """What an import made that is still there."""
    return await ImportItem.select().where(ImportItem.removed_at.is_null())


async def test_an_import_is_undone_but_for_what_is_booked(signed_in, client, library, maker, now):
    report = await take_in(signed_in, xlsx(FILE), public="1")
    mouse, mails = await ImportItem.select().order_by(ImportItem.starts_at)
    await bookings.book(bookings.Request(mails["session"], "Ana Morel"), by="patron", now=now)
    asked = unescape((await signed_in.get(f"{report}/defaire")).text)
    assert "1 séance sera enlevée" in asked
    assert "Trier ses mails" in asked
    assert (await client.get(f"/seances/{mouse['session']}")).status_code == 200  # to ask is to change nothing
    await signed_in.send_form(f"{report}/defaire")
    assert (await client.get(f"/seances/{mouse['session']}")).status_code == 410
    assert (await client.get(f"/seances/{mails['session']}")).status_code == 200
    words = unescape((await signed_in.get(report)).text)
    assert "Cet import est défait" in words
    assert "1 séance a été enlevée." in words
    assert "Ana" not in words
    await signed_in.send_form(f"{report}/defaire")  # twice is once
    assert (await client.get(f"/seances/{mails['session']}")).status_code == 200


async def test_an_undone_import_of_drafts_leaves_nothing_and_may_be_done_again(signed_in, library, now):
    before = await all_workshops()
    report = await take_in(signed_in, xlsx(FILE))
    await signed_in.send_form(f"{report}/defaire")
    assert await held(library, now) == []
    assert await all_workshops() == before
    await take_in(signed_in, xlsx(FILE))
    assert len(await held(library, now)) == 2


async def test_undoing_leaves_alone_what_was_there_and_what_is_over(signed_in, library, maker, now):
    await maker.session(library, await maker.workshop("Trier ses mails"), starts_in=timedelta(days=3))
    report = await take_in(signed_in, xlsx(FILE), public="1")
    run = (await ImportRun.select().first())["id"]
    await actions.undo(run, by=maker.by, now=now + timedelta(days=9, hours=8))
    assert [row["title"] for row in await left()] == ["Souris et clavier"]
    assert [title for title, *_ in await held(library, now)] == ["Trier ses mails", "Souris et clavier"]
    assert (await signed_in.get(report)).status_code == 200


async def test_what_staff_withdrew_meanwhile_is_gone(signed_in, library, maker, now):
    report = await take_in(signed_in, xlsx(FILE))
    item = await ImportItem.select().first()
    await sessions.withdraw(item["session"], by=maker.by, now=now)
    assert "Souris et clavier" not in (await signed_in.get(report)).text
    assert (await signed_in.send_form(f"{report}/defaire")).status_code == 303


async def test_who_has_no_role_left_takes_nothing_away(browser, library, maker, now):
    person = await maker.staff("programming", library)
    async with browser() as theirs:
        theirs.sign_in_with(await maker.login(person))
        await take_in(theirs, xlsx(FILE))
    await libraries.dismiss(person.id, library, by="system", now=now)
    await actions.undo((await ImportRun.select().first())["id"], by=person, now=now)
    assert len(await left()) == 2
    assert len(await held(library, now)) == 2
