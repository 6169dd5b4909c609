"""What changed in how somebody enters is told to them by mail, once."""

from datetime import timedelta

import pytest

from server.accounts import actions as accounts
from server.accounts.tables import Staff
from server.entry import second_factor
from server.journal import actions as journal
from server.journal.readers import follow
from server.notifications import relay
from server.notifications import staff_notices as notices
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.tables import StaffNotice


class Counting:
    """A mailer that keeps what it is given and answers as told."""

    def __init__(self, outcome=Outcome.SENT):
        self.outcome, self.letters = outcome, []

    async def send(self, letter):
        self.letters.append(letter)
        return Delivery(self.outcome, "" if self.outcome is Outcome.SENT else "as told")


@pytest.fixture
def heard(administrator, now):
    """Return a function that lets the journal tell of something about the administrator, and the relay hear it."""

    async def hear(kind, person=administrator):
        await journal.write(kind, person.id, by="system", now=now)
        while await follow("notifications", relay.hear, now=now):
            pass

    return hear


@pytest.mark.parametrize("kind", notices.SAYS)
async def test_each_change_is_told_once_to_whom_it_is_about(heard, now, kind):
    await heard(kind)
    mailer = Counting()
    assert await notices.send_due(mailer, now) == 1
    assert await notices.send_due(mailer, now + timedelta(days=1)) == 0
    letter = mailer.letters[0]
    assert letter["To"] == "directrice@test.example"
    text = letter.get_content()
    assert notices.SAYS[kind].replace("\xa0", " ") in text.replace("\xa0", " ").replace("\r\n", "\n")
    assert "lundi 11 janvier 2027" in text
    assert "http://test.example/bureau/compte/cles" in text


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [
        ("fr", "Votre compte de l'équipe", ["Une clé d'accès a été ajoutée"]),
        ("en", "Your staff account", ["A passkey was added"]),
        ("", "Votre compte de l'équipe", ["Une clé d'accès a été ajoutée", "A passkey was added"]),
        ("xx", "Votre compte de l'équipe", ["Une clé d'accès a été ajoutée", "A passkey was added"]),
    ],
)
async def test_it_is_in_the_language_of_who_reads_it_or_in_each(heard, administrator, now, language, subject, says):
    await Staff.update({Staff.language: language}).where(Staff.id == administrator.id)
    await heard("passkey.added")
    mailer = Counting()
    await notices.send_due(mailer, now)
    letter = mailer.letters[0]
    assert subject in letter["Subject"]
    assert letter["Content-Language"] == (language if language in {"fr", "en"} else "fr, en")
    known = ["Une clé d'accès a été ajoutée", "A passkey was added"]
    assert [words for words in known if words in letter.get_content()] == says


async def test_the_language_is_that_of_the_pages_when_one_enters(browser, administrator, password):
    for asked, kept in (("en", "en"), ("fr", "fr")):
        enters = browser()
        enters.headers["accept-language"] = asked
        await enters.post("/bureau/connexion", data={"email": "directrice@test.example", "password": password})
        row = await Staff.select(Staff.language).where(Staff.id == administrator.id).first()
        assert row["language"] == kept


async def test_other_lines_are_not_told(heard, now):
    await heard("staff.signed_in")
    assert await notices.send_due(Counting(), now) == 0


async def test_who_is_helped_is_told(administrator, maker, now):
    person = await maker.staff()
    await second_factor.set_up(person.id, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", _code(now), by="system", now=now)
    await second_factor.reset(person.id, passkeys=False, by=administrator.by, now=now)
    while await follow("notifications", relay.hear, now=now):
        pass
    mailer = Counting()
    assert await notices.send_due(mailer, now) == 2
    assert {letter["To"] for letter in mailer.letters} == {await maker.email_of(person)}


def _code(now):
    return second_factor.pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").at(now)


@pytest.mark.parametrize(
    ("outcome", "again"),
    [(Outcome.SENT, 0), (Outcome.UNSURE, 0), (Outcome.REFUSED, 0), (Outcome.LATER, 1), (Outcome.UNREACHABLE, 1)],
)
async def test_trouble_is_kept_and_tried_again(heard, now, outcome, again):
    await heard("passkey.added")
    await notices.send_due(Counting(outcome), now)
    row = await StaffNotice.select().first()
    assert row["attempts"] == 1
    assert row["trouble"] == ("" if outcome is Outcome.SENT else "as told")
    assert await notices.send_due(Counting(), now) == 0  # not at once
    assert await notices.send_due(Counting(), now + timedelta(hours=1)) == again


async def test_without_a_mailer_it_waits_and_is_forgotten(heard, now):
    await heard("passkey.added")
    assert await notices.send_due(None, now) == 0
    await notices.sweep(now + timedelta(days=6))
    assert await StaffNotice.count() == 1
    await notices.sweep(now + timedelta(days=7))
    assert await StaffNotice.count() == 0


async def test_a_closed_account_is_told_nothing(heard, maker, now):
    person = await maker.staff()
    await heard("passkey.added", person)
    await accounts.disable_staff(await maker.email_of(person), by="system", now=now)
    assert await notices.send_due(Counting(), now) == 0
