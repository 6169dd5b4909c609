"""Invitations and links for another password: single use, nothing on GET, no word on who has an account."""

import dataclasses
import re
from datetime import timedelta

import pytest

from server.accounts import links
from server.accounts.queries import all_staff, links_of
from server.accounts.tables import EntryLink, Staff
from server.foundation.settings import settings
from server.journal.tables import Entry
from server.libraries.queries import roles_of
from server.notifications.entries import send_due
from server.notifications.mail import mailer
from server.notifications.tables import ShownMail

EMAIL = "malo@exemple.fr"
PHRASE = "trois bateaux dans la rade"
ROLE = {"email": EMAIL, "role": "desk", "library": "lorient"}
DAY = timedelta(days=1)


@pytest.fixture
async def invited(signed_in, maker):
    """Malo, invited to the desk of Lorient: the address of his sheet."""
    await maker.library("lorient")
    return (await signed_in.send_form("/bureau/equipe", **ROLE)).headers["location"].partition("?")[0]


@pytest.fixture
def no_mail(monkeypatch):
    """An instance without mail."""
    silent = dataclasses.replace(settings(), mail_url="")
    for module in ("server.accounts.links", "server.libraries.member_routes", "server.entry.link_routes"):
        monkeypatch.setattr(f"{module}.settings", lambda: silent)


async def mailed(now):
    """Send what is owed; return the paths in the mails, the latest first."""
    await send_due(mailer(), now)
    mails = await ShownMail.select().order_by(ShownMail.id, ascending=False)
    return [re.search(r"http://test\.example(/\S+)", mail["body"].replace("=\n", ""))[1] for mail in mails]


async def malo():
    return next((row for row in await all_staff() if row.email == EMAIL), None)


async def test_from_the_invitation_to_the_desk(signed_in, invited, client, now):
    (path,) = await mailed(now)
    assert path.startswith("/bureau/connexion/invitation/")
    shown = await client.get(path)
    assert (shown.status_code, EMAIL in shown.text) == (200, True)
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert not (await malo()).joined  # looking changes nothing: mail scanners open links
    answer = await client.send_form(path, name="Malo Kervella", password=PHRASE, means="password")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bureau")
    assert "lorient" in (await client.get("/bureau/bibliotheques")).text
    assert (await malo()).name == "Malo Kervella"
    again = await client.send_form(path, name="Intrus", password=PHRASE, means="password")
    assert (again.status_code, "déjà servi" in again.text) == (410, True)
    assert (await malo()).name == "Malo Kervella"
    assert "Malo Kervella" in (await signed_in.get(invited)).text


async def test_a_passkey_may_be_the_first_way_in(signed_in, invited, client, now):
    (path,) = await mailed(now)
    answer = await client.send_form(path, name="Malo", password="", means="passkey")
    assert answer.headers["location"] == "/bureau/compte/cles"
    assert (await client.get("/bureau/compte/cles")).status_code == 200
    assert "Choisir un mot de passe" in (await client.get("/bureau/compte")).text


async def test_enter_in_the_field_of_the_password_keeps_it(signed_in, invited, client, now):
    (path,) = await mailed(now)
    assert (await client.send_form(path, name="Malo", password=PHRASE, means="passkey")).headers[
        "location"
    ] == "/bureau"


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": " ", "password": PHRASE}, "name"), ({"name": "Malo", "password": "court"}, "password")],
)
async def test_what_is_wrong_is_said_and_the_link_stays_good(signed_in, invited, client, now, typed, field):
    (path,) = await mailed(now)
    answer = await client.send_form(path, means="password", **typed)
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert typed["password"] not in answer.text
    assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize("after", [7 * DAY, 8 * DAY])
async def test_an_invitation_is_good_for_seven_days(signed_in, invited, client, standing_clock, now, after):
    (path,) = await mailed(now)
    standing_clock(now + 7 * DAY - timedelta(seconds=1))
    assert (await client.get(path)).status_code == 200
    standing_clock(now + after)
    for answer in (await client.get(path), await client.send_form(path, name="Malo", password=PHRASE)):
        assert (answer.status_code, "sept jours" in answer.text) == (410, True)
    assert not (await malo()).joined


async def test_another_invitation_makes_the_one_before_void(signed_in, invited, client, now):
    (first,) = await mailed(now)
    assert (await signed_in.send_form(f"{invited}/lien")).status_code == 303
    second = next(path for path in await mailed(now) if path != first)
    gone = await client.get(first)
    assert (gone.status_code, "remplacé par un plus récent" in gone.text) == (404, True)
    assert (await client.get(second)).status_code == 200


async def test_an_invitation_is_taken_back(signed_in, invited, client, now):
    (path,) = await mailed(now)
    assert "Oui, retirer" in (await signed_in.get(f"{invited}/retrait")).text
    assert (await signed_in.send_form(f"{invited}/retrait")).headers["location"] == "/bureau/equipe?fait=retrait"
    assert await malo() is None
    assert (await client.get(path)).status_code == 404


async def test_who_tries_many_links_has_to_wait(client, administrator):
    answers = [(await client.get(f"/bureau/connexion/invitation/{number:032}")).status_code for number in range(31)]
    assert answers == [404] * 30 + [429]


async def test_without_mail_the_link_is_shown_for_copying(no_mail, signed_in, invited, client, maker, browser):
    path = re.search(
        r'value="http://test\.example(/bureau/connexion/invitation/\w+)"', (await signed_in.get(invited)).text
    )
    answer = await client.send_form(path[1], name="Malo", password=PHRASE, means="password")
    assert answer.headers["location"] == "/bureau"
    assert "Demandez à la personne qui administre" in (await client.get("/bureau/connexion/oubli")).text
    await signed_in.send_form(f"{invited}/lien")
    assert "/bureau/connexion/mot-de-passe/" in (await signed_in.get(invited)).text


async def test_with_mail_nobody_else_sees_the_link(signed_in, invited):
    assert "/bureau/connexion/invitation/" not in (await signed_in.get(invited)).text


async def test_a_mail_that_cannot_leave_is_told(signed_in, invited, now, monkeypatch):
    await EntryLink.update({EntryLink.trouble: "550 no such user", EntryLink.due_at: None}, force=True)
    assert "550 no such user" in (await signed_in.get(invited)).text


async def test_nothing_personal_in_the_journal(signed_in, invited, client, now):
    (path,) = await mailed(now)
    await client.send_form(path, name="Malo Kervella", password=PHRASE, means="password")
    lines = await Entry.select()
    kinds = {line["kind"] for line in lines}
    assert {"staff.invited", "staff.link_given", "staff.appointed", "staff.joined", "staff.signed_in"} <= kinds
    secret = path.rpartition("/")[2]
    assert not [word for line in lines for word in ("malo", "kervella", secret) if word in str(line).lower()]


async def test_who_never_comes_is_erased_thirty_days_after(signed_in, invited, administrator, now):
    await links.sweep(now + 37 * DAY - timedelta(seconds=1))
    assert await malo()
    await links.sweep(now + 37 * DAY)
    assert await malo() is None
    assert [row.id for row in await all_staff()] == [administrator.id]


async def test_who_has_an_account_only_gets_the_role(signed_in, maker):
    library, person = await maker.library("lorient"), await maker.staff()
    answer = await signed_in.send_form("/bureau/equipe", **{**ROLE, "email": await maker.email_of(person)})
    assert library in await roles_of(person)
    assert "déjà un compte" in (await signed_in.get(answer.headers["location"])).text
    assert await links_of([person.id], maker.now) == {}


class TestForgotten:
    """/bureau/connexion/oubli and the link that it sends."""

    ASK = "/bureau/connexion/oubli"

    async def test_the_same_is_said_to_all(self, client, maker, now):
        known, unknown = await maker.email_of(await maker.staff()), "inconnue@test.example"
        texts = [(await client.send_form(self.ASK, email=email)).text.replace(email, "") for email in (known, unknown)]
        assert texts[0] == texts[1]
        assert len(await mailed(now)) == 1

    async def test_another_password_ends_logins_and_opens_none(self, client, browser, maker, now):
        person = await maker.staff()
        async with browser() as before:
            before.sign_in_with(await maker.login(person))
            await client.send_form(self.ASK, email=await maker.email_of(person))
            (path,) = await mailed(now)
            assert (await client.get(path)).status_code == 200
            answer = await client.send_form(path, password=PHRASE)
            assert answer.headers["location"] == "/bureau/connexion?fait=mot-de-passe"
            assert "set-cookie" not in answer.headers  # a second factor is still to be asked for
            assert (await before.get("/bureau")).status_code == 303
        signed = {"email": await maker.email_of(person), "password": PHRASE}
        assert (await client.send_form("/bureau/connexion", **signed)).headers["location"] == "/bureau"
        assert (await client.get(path)).status_code == 410

    async def test_it_is_good_for_one_day(self, client, maker, standing_clock, now):
        await client.send_form(self.ASK, email=await maker.email_of(await maker.staff()))
        (path,) = await mailed(now)
        standing_clock(now + DAY)
        assert (await client.send_form(path, password=PHRASE)).status_code == 410

    async def test_nobody_is_flooded(self, client, maker):
        email = await maker.email_of(await maker.staff())
        answers = [(await client.send_form(self.ASK, email=email)).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 429]

    async def test_a_closed_account_gets_none(self, client, signed_in, maker, now):
        person = await maker.staff()
        await signed_in.send_form(f"/bureau/equipe/{person.id}/fermer")
        assert (await client.send_form(self.ASK, email=await maker.email_of(person))).status_code == 200
        assert await mailed(now) == []

    @pytest.mark.parametrize("email", ["", "malo", "a@b"])
    async def test_what_is_no_address_is_said(self, client, email):
        assert (await client.send_form(self.ASK, email=email)).status_code == 422

    async def test_a_link_of_one_kind_opens_nothing_of_the_other(self, client, maker, now):
        person = await maker.staff()
        link = await links.give(person.id, "password", "fr", by="system", now=now)
        assert (await client.get(f"/bureau/connexion/invitation/{links.secret_of(link)}")).status_code == 404
        assert (await Staff.select(Staff.name).where(Staff.id == person.id).first())["name"] == person.name
