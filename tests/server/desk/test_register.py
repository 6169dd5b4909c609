"""The register says what is kept about people, and counts what was erased."""

from datetime import timedelta

from server.bookings import actions, erasure
from server.desk.register import TREATMENTS
from server.piccolo_app import APP_CONFIG

# Columns that hold what is personal of patrons and staff, wherever they stand.
PERSONAL = {"email", "phone", "companion", "helper"}
# The telephone and address of a library are not a person's.
OF_NOBODY = {"library", "remote_booking"}


async def test_each_table_with_what_is_personal_is_in_the_register():
    held = {
        table._meta.tablename
        for table in APP_CONFIG.table_classes
        if PERSONAL & {column._meta.name for column in table.all_columns()}
    }
    assert "contact" in held
    held |= {"arrival", "prescription", "voucher", "paper_sheet", "diagnostic"}  # a name, what a booking tells
    assert held - OF_NOBODY <= {name for one in TREATMENTS for name in one.tables}


async def test_the_page_counts_what_was_erased_and_why(signed_in, maker, now):
    session = await maker.session()
    for name in ("Jeanne Martin", "Luc Petit"):
        booked = await actions.book(actions.Request(session, name, channel="desk"), by="staff:1", now=now)
    await erasure.erase(booked.id, by="patron", now=now)
    await erasure.erase_due(now + timedelta(days=60))
    text = (await signed_in.get("/bureau/registre")).text
    assert "30 jours après la séance" in text
    for words in ("Leur jour est venu", "À la demande de la personne", "janvier 2027", "mars 2027"):
        assert words in text


async def test_only_administrators_read_it(browser, maker):
    person = await maker.staff("manager", await maker.library())
    other = browser()
    other.sign_in_with(await maker.login(person))
    assert (await other.get("/bureau/registre")).status_code in (403, 404)
