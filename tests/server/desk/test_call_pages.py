"""The page of calls: whom to call, what to say, what came of it; on screen and on paper."""

import re
from datetime import timedelta
from html import unescape

import pytest

from server.accounts import actions as accounts
from server.bookings import queries as bookings
from server.bookings.actions import Request, book
from server.journal.readers import follow
from server.notifications import answers, relay
from server.notifications.reconfirm import ask_due
from server.notifications.tables import AskingRule
from server.workshops import sessions

DAY = timedelta(days=1)
CALLED = {"channel": "desk", "channel_of_contact": "call"}


def words(text):
    """Return a page's text with plain spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").replace("\u202f", " "))


@pytest.fixture
async def session(maker, now):
    """A session in three days, in a library that asks three days before."""
    library = await maker.library("port")
    await AskingRule(library=library, days=3, frees=False, updated_at=now).save()
    return await maker.session(library, starts_in=3 * DAY, capacity=4)


@pytest.fixture
async def asked(session, now, standing_clock):
    """Yvonne, who is to be asked by telephone whether she comes."""
    request = Request(session, "Yvonne Le Goff", phone="02 99 11 22 33", helper="Marie Le Goff", **CALLED)
    made = await book(request, by="system", now=now - timedelta(hours=1))
    standing_clock(now + timedelta(hours=1))
    assert await ask_due(now + timedelta(hours=1)) == 1
    return made


def path_in(text):
    return re.search(r'action="(/bureau/appels/[0-9a-f-]+)"', text)[1]


async def test_whom_to_call_and_what_to_say(signed_in, asked):
    answer = await signed_in.get("/bureau/appels")
    text = words(answer.text)
    for said in (
        "1 personne à appeler", "Venez-vous ?", "Yvonne Le Goff", "02 99 11 22 33", asked.reference,
        "Bonjour, ici Médiathèque port. Puis-je parler à Yvonne Le Goff, ou à Marie Le Goff ?",
        "C'est jeudi 14 janvier, de 10 h à 12 h. Lieu : Médiathèque port.",
        "Pouvez-vous lui dire de rappeler Médiathèque port au 02 99 00 00 00 ?",
        "☐ Vient", "☐ Ne vient pas", "☐ Message laissé", "☐ À rappeler",
    ):  # fmt: skip
        assert said in text
    assert 'href="tel:+33299112233"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_left_with_somebody_else_tells_no_theme(signed_in, asked):
    spoken = re.findall(r'class="spoken"[^>]*>« (.*?) »', (await signed_in.get("/bureau/appels")).text)
    assert any("Premiers pas avec Internet" in unescape(said) for said in spoken)
    for overheard in (spoken[0], *spoken[-2:]):
        assert "Internet" not in overheard


async def test_one_tap_says_that_they_come_and_the_desk_sees_it(signed_in, asked, session):
    path = path_in((await signed_in.get("/bureau/appels")).text)
    answer = await signed_in.send_form(path, issue="yes")
    assert answer.status_code == 303
    text = words((await signed_in.get(answer.headers["location"])).text)
    assert "Yvonne Le Goff : Vient" in text
    assert "Personne à appeler aujourd'hui" in text
    assert "vient, dit au téléphone" in words((await signed_in.get(f"/bureau/seances/{session}")).text)
    assert (await signed_in.send_form(f"{path}/remettre")).status_code == 303
    assert "1 personne à appeler" in words((await signed_in.get("/bureau/appels")).text)


async def test_the_desk_sees_who_was_asked_and_who_answered(signed_in, client, asked, session):
    assert "n'a pas encore répondu" in words((await signed_in.get(f"/bureau/seances/{session}")).text)
    await client.send_form(answers.path_of(asked.id), reponse="oui")
    assert "vient, dit par son lien" in words((await signed_in.get(f"/bureau/seances/{session}")).text)
    assert "Personne à appeler aujourd'hui" in words((await signed_in.get("/bureau/appels")).text)


async def test_a_no_is_asked_about_once_and_cannot_be_put_back(signed_in, asked):
    page = (await signed_in.get("/bureau/appels")).text
    assert "On ne peut pas revenir en arrière" in words(page)
    path = path_in(page)
    answer = await signed_in.send_form(path, issue="no")
    text = (await signed_in.get(answer.headers["location"])).text
    assert "Yvonne Le Goff : Ne vient pas" in words(text)
    assert "/remettre" not in text
    assert (await bookings.by_id(asked.id)).party.state == "cancelled"
    assert (await signed_in.send_form(f"{path}/remettre")).status_code == 404


async def test_messages_left_are_counted(signed_in, asked, standing_clock, now, administrator):
    path = path_in((await signed_in.get("/bureau/appels")).text)
    for _ in range(3):
        await signed_in.send_form(path, issue="left")
    assert "Personne à appeler aujourd'hui" in words((await signed_in.get("/bureau/appels")).text)
    tomorrow = now + DAY
    standing_clock(tomorrow)
    secret = await accounts.open_login(administrator.id, "password", now=tomorrow)
    signed_in.sign_in_with(secret)
    text = words((await signed_in.get("/bureau/appels")).text)
    assert "Déjà appelé 3 fois. 3 messages laissés." in text
    assert "vous pouvez arrêter d'appeler" in text
    await signed_in.send_form(path, issue="enough")
    assert "Personne à appeler aujourd'hui" in words((await signed_in.get("/bureau/appels")).text)


async def test_who_is_to_be_called_back_stands_below_with_the_hour(signed_in, asked):
    path = path_in((await signed_in.get("/bureau/appels")).text)
    await signed_in.send_form(path, issue="later")
    text = words((await signed_in.get("/bureau/appels")).text)
    assert "À rappeler plus tard aujourd'hui" in text
    assert "À rappeler vers 13 h." in text


async def test_what_cannot_come_of_a_call_is_said_beside_it(signed_in, asked):
    path = path_in((await signed_in.get("/bureau/appels")).text)
    answer = await signed_in.send_form(path, issue="told")
    assert answer.status_code == 422
    anchor = path.rpartition("/")[2]
    assert f'href="#appel-{anchor}"' in answer.text
    assert f'id="appel-{anchor}"' in answer.text
    assert "Choisissez une des réponses." in answer.text


async def test_the_most_urgent_comes_first_over_all_libraries(signed_in, maker, asked, administrator, now):
    other = await maker.session(starts_in=DAY)
    await book(Request(other, "Paul Un", phone="02 99 44 55 66", **CALLED), by="system", now=now)
    await sessions.cancel(other, "Panne", by=administrator, now=now)
    await follow("notifications", relay.hear, now=now)
    text = words((await signed_in.get("/bureau/appels")).text)
    assert text.index("Paul Un") < text.index("Yvonne Le Goff")
    assert "Pourquoi : Panne" in text
    assert "C'est dit" in text


async def test_who_may_not_book_sees_no_call(browser, maker, asked, session):
    library = (await bookings.by_id(asked.id)).session.library_id
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff("reading", library)))
        answer = await opened.get("/bureau/appels")
        assert answer.status_code == 403
        assert "Votre rôle ne permet pas" in words(answer.text)
