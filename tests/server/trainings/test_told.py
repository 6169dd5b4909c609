"""Who takes part in a training is written to when it moves or is called off; it keeps a seat for each of them."""

from datetime import timedelta

import pytest

from server.accounts.tables import Staff
from server.foundation.errors import NotFound, Refused
from server.journal.readers import follow
from server.notifications import relay, staff_notices
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.tables import StaffNotice
from server.trainings import actions
from server.workshops.sessions import change_session, withdraw
from server.workshops.tables import Session

DAY, QUIET = timedelta(days=1), timedelta(minutes=30)


class Kept:
    """A mailer that keeps what it is given."""

    def __init__(self):
        self.letters = []

    async def send(self, letter):
        self.letters.append(letter)
        return Delivery(Outcome.SENT, "")


@pytest.fixture
async def far(team, now):
    """The training of the team, ten days away, with the desk and a reader in it; the desk reads English."""
    session = team["session"]
    times = {"starts_at": now + 10 * DAY, "ends_at": now + 10 * DAY + timedelta(hours=2), "capacity": 3}
    await change_session(session, times, by=team["manager"], now=now)
    await _mails(now)
    for name in ("desk", "reading"):
        await actions.enrol(session, by=team[name], now=now)
    await Staff.update({Staff.language: "en"}).where(Staff.id == team["desk"].id)
    await Staff.update({Staff.language: "fr"}).where(Staff.id == team["reading"].id)
    return session


async def _mails(now):
    """Let the journal be heard and what is owed by `now` be sent; return the mails by recipient."""
    while await follow("notifications", relay.hear, now=now):
        pass
    mailer = Kept()
    await staff_notices.send_due(mailer, now)
    assert len({letter["To"] for letter in mailer.letters}) == len(mailer.letters), "one mail to each"
    return {letter["To"]: letter for letter in mailer.letters}


async def test_a_move_is_told_once_in_the_language_of_each_with_what_is_true_in_the_end(team, far, maker, now):
    moved = {"starts_at": now + 12 * DAY, "ends_at": now + 12 * DAY + timedelta(hours=2)}
    await change_session(far, moved, by=team["manager"], now=now)
    assert await _mails(now) == {}  # another change may follow
    await change_session(far, {"place": "Salle des fêtes"}, by=team["manager"], now=now)
    assert await _mails(now) == {}
    mails = await _mails(now + QUIET)
    texts = {name: mails[await maker.email_of(team[name])].get_content() for name in ("desk", "reading")}
    assert len(mails) == 2
    assert "samedi 23 janvier" in texts["reading"]
    assert "Saturday 23 January" in texts["desk"]
    assert all("Salle des fêtes" in text and f"/bureau/formations/{far}" in text for text in texts.values())
    assert await _mails(now + 2 * QUIET) == {}


async def test_what_is_not_worth_a_mail_is_not_told_nor_what_one_did_oneself(team, far, now):
    await change_session(far, {"note": "Apporter un café"}, by=team["manager"], now=now)
    assert await _mails(now + QUIET) == {}
    await actions.enrol(far, by=team["manager"], now=now)
    await change_session(far, {"place": "Ailleurs"}, by=team["manager"], now=now)
    await actions.leave(far, by=team["reading"], now=now)
    assert len(await _mails(now + QUIET)) == 1  # neither who left since nor who moved it


async def test_near_the_start_it_is_told_at_once(team, far, now):
    await change_session(far, {"starts_at": now + timedelta(hours=3)}, by=team["manager"], now=now)
    assert len(await _mails(now)) == 2


async def test_who_took_part_is_told_that_it_is_called_off_even_once_it_is_gone(team, far, maker, now):
    await actions.call_off(far, by=team["programming"], now=now)
    while await follow("notifications", relay.hear, now=now):
        pass
    await withdraw(far, by=team["manager"], now=now)
    mails = await _mails(now)
    text = mails[await maker.email_of(team["reading"])].get_content()
    assert len(mails) == 2
    assert "Accueillir une personne débutante" in text
    assert "jeudi 21 janvier" in text
    assert "cancelled" in mails[await maker.email_of(team["desk"])]["Subject"]


async def test_who_may_call_off_and_when(team, far, maker, now):
    for person in (team["desk"], await maker.staff("manager", await maker.library())):
        with pytest.raises(NotFound):
            await actions.call_off(far, by=person, now=now)
    with pytest.raises(Refused) as refused:
        await actions.call_off(far, by=team["manager"], now=now + 11 * DAY)
    assert refused.value.reason == "training_begun"
    assert await StaffNotice.count() == 0


async def test_it_keeps_a_seat_for_each_who_takes_part(team, far, now):
    with pytest.raises(Refused) as refused:
        await change_session(far, {"capacity": 1}, by=team["manager"], now=now)
    assert (refused.value.reason, refused.value.facts) == ("seats_taken", {"taken": 2})
    await actions.leave(far, by=team["desk"], now=now)
    await change_session(far, {"capacity": 1}, by=team["manager"], now=now)
    await actions.call_off(far, by=team["manager"], now=now)
    row = await Session.select(Session.state, Session.taken).where(Session.id == far).first()
    assert row == {"state": "draft", "taken": 0}


async def test_the_page_asks_before(browser, maker, team, far):
    runs, agent = browser(), browser()
    runs.sign_in_with(await maker.login(team["programming"]))
    agent.sign_in_with(await maker.login(team["desk"]))
    address = f"/bureau/formations/{far}"
    assert f'href="{address}/annulation"' in (await runs.get(address)).text
    assert "/annulation" not in (await agent.get(address)).text
    assert (await agent.get(f"{address}/annulation")).status_code in {403, 404}
    assert "2 personnes y participent" in (await runs.get(f"{address}/annulation")).text
    assert (await runs.send_form(f"{address}/annulation")).headers["location"] == f"/bureau/seances/{far}"
    answer = await runs.send_form(f"{address}/annulation")
    assert answer.status_code in {404, 422}
    assert "est plus ouverte à l" in (await runs.get(f"/bureau/seances/{far}/historique")).text
