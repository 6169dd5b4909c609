"""The page behind the short link of a message."""

import re
from datetime import timedelta

import pytest

from server.bookings.actions import Request, book, cancel
from server.bookings.queries import by_id
from server.bookings.tables import Contact
from server.notifications import answers
from server.notifications.reconfirm import ask_due
from server.notifications.tables import Asked, AskingRule
from server.workshops import sessions

DAY = timedelta(days=1)


def words(text):
    """Return a page's text with plain spaces and quotes."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("&#39;", "'"))


@pytest.fixture
async def booked(maker, now, standing_clock):
    """Somebody who was asked whether they are coming, three days before."""
    library = await maker.library("port")
    await AskingRule(library=library, days=3, frees=False, updated_at=now).save()
    session = await maker.session(library, await maker.workshop("Demander le RSA"), starts_in=6 * DAY, capacity=1)
    asked = Request(session, "Jeanne Le Goff", channel_of_contact="email", email="jeanne@mel.example")
    made = await book(asked, by="patron", now=now)
    standing_clock(now + 3 * DAY)
    assert await ask_due(now + 3 * DAY) == 1
    return made


async def test_the_page_asks_and_opening_it_changes_nothing(client, booked):
    path = answers.path_of(booked.id)
    assert len(path) == len("/v/") + 10
    answer = await client.get(path)
    text = words(answer.text)
    assert answer.status_code == 200
    for said in ("Venez-vous ?", "dimanche 17 janvier", "Médiathèque port", "02 99 00 00 00", booked.reference):
        assert said in text
    assert "Oui, je viens" in text
    assert "Non, je ne viens pas" in text
    assert answer.headers["cache-control"] == "no-store"
    assert (await by_id(booked.id)).party.state == "confirmed"
    assert (await answers.by_token(path[3:]))[1].answer == ""


async def test_the_page_tells_neither_theme_nor_name_nor_the_way_to_the_booking(client, booked):
    text = (await client.get(answers.path_of(booked.id))).text
    for hidden in ("RSA", "Goff", "Jeanne", "jeanne@", booked.secret):
        assert hidden not in text


async def test_yes_then_no(client, booked):
    path = answers.path_of(booked.id)
    answer = await client.send_form(path, reponse="oui")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    text = words((await client.get(path)).text)
    assert "C'est noté : vous venez" in text
    assert "Oui, je viens" not in text
    await client.send_form(path, reponse="non")
    text = words((await client.get(path)).text)
    assert "C'est annulé" in text
    assert "Merci de nous avoir prévenus" in text
    assert '<form method="post" id' not in text
    assert (await by_id(booked.id)).party.cancelled_by == "patron"
    answer = await client.send_form(path, reponse="oui")
    assert answer.status_code == 422
    assert "Vous n'avez plus de place" in words(answer.text)


async def test_no_answer_is_no_answer(client, booked):
    answer = await client.send_form(answers.path_of(booked.id), reponse="peut-être")
    assert answer.status_code == 422
    assert "Choisissez une des réponses." in answer.text


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("silence", "Nous n'avons pas eu de réponse"),
        ("cancelled", "C'est annulé"),
        ("called off", "Ne venez pas : la séance est annulée"),
        ("started", "La séance a déjà commencé"),
    ],
)
async def test_when_there_is_nothing_left_to_answer(client, booked, now, standing_clock, administrator, then, said):
    view = await by_id(booked.id)
    if then == "silence":
        await answers.free_silent(booked.id, now=now)
    elif then == "cancelled":
        await cancel(booked.id, by="patron", now=now)
    elif then == "called off":
        await sessions.cancel(view.session.id, "Panne", by=administrator, now=now)
    else:
        standing_clock(view.starts_at)
    text = words((await client.get(answers.path_of(booked.id))).text)
    assert said in text
    assert "Oui, je viens" not in text


async def test_a_link_that_nobody_has(client, booked):
    for _ in range(30):
        assert (await client.get("/v/aaaaaaaaaa")).status_code == 404
    assert (await client.get("/v/aaaaaaaaaa")).status_code == 429
    assert (await client.post("/v/aaaaaaaaaa", data={"reponse": "non"})).status_code == 429


async def test_an_erased_contact_closes_the_page(client, booked):
    await Contact.delete().where(Contact.booking == booked.id)
    assert (await client.get(answers.path_of(booked.id))).status_code == 410


async def test_another_site_cannot_answer(client, booked):
    answer = await client.post(
        answers.path_of(booked.id), data={"reponse": "non"}, headers={"origin": "https://ailleurs.example"}
    )
    assert answer.status_code == 403
    assert (await by_id(booked.id)).party.state == "confirmed"


async def test_until_when_to_answer_is_said_where_silence_costs_the_seat(client, booked, now):
    assert "Répondez avant" not in words((await client.get(answers.path_of(booked.id))).text)
    await Asked.update({Asked.answer_by: now + 5 * DAY}).where(Asked.booking == booked.id)
    text = words((await client.get(answers.path_of(booked.id))).text)
    assert "Répondez avant le samedi 16 janvier à 10 h. Sans réponse, votre place sera donnée" in text
    await client.send_form(answers.path_of(booked.id), reponse="oui")
    assert "Répondez avant" not in words((await client.get(answers.path_of(booked.id))).text)
