"""Sessions on a day of closing: told to who planned them, listed at the desk, moved in one click."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.accounts.rules import Person
from server.journal.readers import follow
from server.libraries.closings import add_closing
from server.notifications import relay
from server.notifications.mail import PageMailer
from server.notifications.sending import send_due
from server.notifications.tables import Message, ShownMail
from server.planning import to_move
from server.resources import stocks
from server.workshops.queries import session as session_view
from server.workshops.sessions import Plan, plan_session, publish

TUESDAY = datetime(2027, 2, 2, 13, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
async def closed(maker, now):
    """A library that is closed on the day of a session; who planned this session, and its id."""
    library, workshop = await maker.library("port"), await maker.workshop()
    author = await maker.staff("programming", library)
    plan = Plan(TUESDAY, TUESDAY + timedelta(hours=2), 8)
    session = await plan_session(workshop, library, plan, by=author, now=now)
    await publish(session, by=author, now=now)
    await maker.session(library, workshop, starts_at=TUESDAY, place="Mairie")
    await maker.session(library, workshop, starts_at=TUESDAY + 2 * DAY)
    await follow("notifications", relay.hear, now=now)
    await add_closing(library, date(2027, 2, 2), date(2027, 2, 3), "Inventaire", by=maker.by, now=now)
    return author, session


async def mails():
    return [(row["recipient"], row["subject"], row["body"]) for row in await ShownMail.select()]


async def test_who_planned_is_told_once_by_mail(maker, closed, now):
    author, _ = closed
    for _ in range(2):
        await follow("notifications", relay.hear, now=now)
    await send_due(PageMailer(), now)
    ((recipient, subject, body),) = await mails()
    assert recipient == await maker.email_of(author)
    assert "1 séance à déplacer" in subject
    assert ("mardi 2 février" in body, "/bureau/a-deplacer" in body) == (True, True)


async def test_what_was_moved_meanwhile_is_told_to_nobody(closed, now):
    author, session = closed
    await follow("notifications", relay.hear, now=now)
    await to_move.move_to(session, date(2027, 2, 16), by=author, now=now)
    await send_due(PageMailer(), now)
    assert await mails() == []
    assert (await Message.select(Message.state).where(Message.kind == "closing")) == [{"state": "dropped"}]


async def test_it_is_on_the_list_of_who_plans_and_moved_in_one_click(browser, maker, closed, now):
    author, session = closed
    async with browser() as opened:
        opened.sign_in_with(await maker.login(author))
        assert "1 séance tombe un jour de fermeture" in (await opened.get("/bureau/")).text
        text = (await opened.get("/bureau/a-deplacer")).text
        assert f"Planifiée par {author.name}" in text
        days = [f"2027-{day}" for day in ("01-26", "02-09", "02-16") if f'value="2027-{day}"' in text]
        assert days == ["2027-01-26", "2027-02-09", "2027-02-16"]
        path = f"/bureau/seances/{session}/autre-jour"
        assert (await opened.send_form(path, day="demain")).status_code == 422
        assert (await opened.send_form(path, day="2027-02-03")).status_code == 422  # closed too
        assert (await opened.send_form(path, day="2027-02-09")).status_code == 303
        assert "Rien à déplacer" in (await opened.get("/bureau/a-deplacer?bibliotheque=port&fait=1")).text
    moved = await session_view(session)
    assert (moved.starts_at, moved.previous_starts_at) == (TUESDAY + WEEK, TUESDAY)


async def test_a_day_without_its_equipment_is_not_proposed(maker, now):
    library, other, workshop = await maker.library("port"), await maker.library("bruz"), await maker.workshop()
    trolley = await stocks.add_stock(library, stocks.Kept("Chariot", "laptop", 12, True), by=maker.by, now=now)
    brought = {"stocks": [trolley], "stock_numbers": [8]}
    await maker.session(library, workshop, starts_at=TUESDAY, **brought)
    await maker.session(other, workshop, starts_at=TUESDAY + WEEK, **brought)
    await add_closing(library, date(2027, 2, 2), date(2027, 2, 2), "Pont", by=maker.by, now=now)
    (one,) = (await to_move.to_move(maker.by, now)).sessions
    # Neither the week after, where the trolley is elsewhere, nor in school holidays.
    assert one.hit.instead[:2] == (date(2027, 1, 26), date(2027, 2, 1))
    assert date(2027, 2, 9) not in one.hit.instead


async def test_who_plans_elsewhere_moves_nothing(browser, maker, closed):
    _, session = closed
    other: Person = await maker.staff("programming", await maker.library("bruz"))
    async with browser() as opened:
        opened.sign_in_with(await maker.login(other))
        assert (await opened.send_form(f"/bureau/seances/{session}/autre-jour", day="2027-02-09")).status_code == 404
        assert "Rien à déplacer" in (await opened.get("/bureau/a-deplacer")).text


async def test_one_library_at_a_time_the_nearest_first(browser, maker, administrator, now):
    workshop = await maker.workshop()
    for weeks, (slug, sessions) in enumerate({"bruz": 1, "port": 2}.items()):
        library, at = await maker.library(slug), TUESDAY - weeks * WEEK
        for _ in range(sessions):
            await maker.session(library, workshop, starts_at=at)
        await add_closing(library, at.date(), at.date(), "Inventaire", by=maker.by, now=now)
    found = [await to_move.to_move(maker.by, now, slug) for slug in ("", "bruz", "nowhere")]
    assert [[(place.library.slug, place.count) for place in one.places] for one in found] == [
        [("port", 2), ("bruz", 1)]
    ] * 3
    assert [(one.chosen.slug, len(one.sessions)) for one in found] == [("port", 2), ("bruz", 1), ("port", 2)]
    async with browser() as opened:
        opened.sign_in_with(await maker.login(administrator))
        text = (await opened.get("/bureau/a-deplacer?bibliotheque=bruz")).text
    assert text.count('/autre-jour"') == 1
    assert text.count("aria-current") == 2  # of the menu, and of the libraries
