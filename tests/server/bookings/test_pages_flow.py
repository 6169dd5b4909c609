"""Booking on line without JavaScript: following the forms as they stand in the pages."""

import re
from datetime import timedelta

import pytest

from server.bookings import actions
from server.bookings.tables import Booking, Contact, Draft
from server.workshops import sessions
from tests.server.bookings.walking import to_check

HOUR = timedelta(hours=1)


async def test_four_questions_and_the_ticket(walk, maker):
    library = await maker.library("jean-mace", name="Médiathèque Jean-Macé")
    session = await maker.session(library)
    page = await walk(f"/seances/{session}/reservation")
    assert "Question 1 sur 4" in page.words
    assert set(page.fields) == {"for_whom", "site"}
    page = await walk(page, for_whom="self")
    assert page.address.endswith("/nom")
    assert "Question 2 sur 4" in page.words
    assert set(page.fields) == {"name", "site"}
    page = await walk(page, name="Jeanne Martin")
    assert page.address.endswith("/contact")
    assert "Question 3 sur 4" in page.words
    page = await walk(page, channel="email")
    assert page.address.endswith("/coordonnees")
    assert set(page.fields) == {"email", "site"}
    page = await walk(page, email="jeanne@exemple.fr")
    assert page.address.endswith("/verification")
    assert "Question 4 sur 4" in page.words
    assert "Jeanne Martin" in page.words
    assert "jeanne@exemple.fr" in page.words
    assert "mercredi 13 janvier" in page.words
    assert await Booking.count() == 0
    ticket = await walk(page)
    assert re.fullmatch(r"/reservations/[a-z2-7]{32}", ticket.address)
    booking = await Booking.objects().first()
    assert booking.reference in ticket.words
    for told in ("Votre inscription est faite", "Médiathèque Jean-Macé", "de 10 h à 12 h", "02 99 00 00 00"):
        assert told in ticket.words
    contact = await Contact.objects().first()
    assert (contact.name, contact.email, contact.phone) == ("Jeanne Martin", "jeanne@exemple.fr", None)
    assert (await Draft.objects().first()).name == ""


async def test_without_e_mail_there_is_no_page_for_it(walk, maker):
    session = await maker.session()
    page = await to_check(walk, session)
    assert "je garde le papier" in page.words
    ticket = await walk(page)
    assert "Imprimez ce papier" in ticket.words


@pytest.mark.parametrize(
    ("whom", "names", "people"),
    [
        ("self", {"name": "Jeanne Martin"}, 1),
        ("two", {"name": "Jeanne Martin", "companion": "Luc Petit"}, 2),
        ("other", {"name": "Jeanne Martin", "helper": "Ana Morel"}, 1),
    ],
)
async def test_who_comes(walk, maker, whom, names, people):
    session = await maker.session()
    page = await walk(f"/seances/{session}/reservation")
    page = await walk(page, for_whom=whom)
    assert set(page.fields) == {*names, "site"}
    page = await walk(page, **names)
    page = await walk(page, channel="call")
    assert set(page.fields) == {"phone", "site"}
    page = await walk(page, phone="02 99 12 34 56")
    ticket = await walk(page)
    assert all(name in ticket.words for name in names.values())
    booking, contact = await Booking.objects().first(), await Contact.objects().first()
    assert booking.people == people
    assert (contact.channel, contact.phone, contact.email) == ("call", "02 99 12 34 56", None)


@pytest.mark.parametrize(
    ("slug", "given", "field", "said"),
    [
        ("nom", {"name": ""}, "name", "Écrivez une réponse ici."),
        ("nom", {"name": "!!!"}, "name", "Écrivez une réponse ici."),
        ("nom", {"name": "x" * 200}, "name", "C'est trop long."),
        ("contact", {}, "channel", "Choisissez une des réponses."),
        ("coordonnees", {"email": "jeanne@"}, "email", "Cette adresse e-mail est incomplète."),
    ],
)
async def test_what_is_missing_is_said_on_top_and_at_the_field_and_nothing_is_lost(
    walk, maker, slug, given, field, said
):
    session = await maker.session()
    page = await walk(f"/seances/{session}/reservation")
    answers = [{"for_whom": "self"}, {"name": "Jeanne Martin"}, {"channel": "email"}]
    for answer in answers[: ["nom", "contact", "coordonnees"].index(slug) + 1]:
        page = await walk(page, **answer)
    wrong = await walk(page, **given)
    assert wrong.status == 422
    assert wrong.words.startswith("Erreur : ")
    assert wrong.words.count(said) == 2
    assert f'href="#{field}"' in wrong.text
    assert f'id="{field}"' in wrong.text
    assert all(wrong.fields[name] == value for name, value in given.items())
    assert page.address == wrong.address


async def test_the_first_question_without_an_answer_keeps_nothing(walk, maker):
    session = await maker.session()
    page = await walk(await walk(f"/seances/{session}/reservation"))
    assert page.status == 422
    assert page.words.count("Choisissez une des réponses.") == 2
    assert await Draft.count() == 0


async def test_back_shows_what_was_answered_and_one_may_change_it(walk, maker):
    session = await maker.session()
    page = await to_check(walk, session)
    earlier = []
    while f"/seances/{session}/reservation/" in page.address:
        link = re.search(r'class="back"><a href="([^"]+)"', page.text)[1]
        page = await walk(link)
        earlier.append((page.address.rpartition("/")[2], {key: value for key, value in page.fields.items() if value}))
    assert earlier == [
        ("contact", {"channel": "none"}),
        ("nom", {"name": "Jeanne Martin"}),
        ("pour-qui", {"for_whom": "self"}),
        (str(session), {}),
    ]


async def test_one_answer_changed_leads_to_what_it_asks_anew_then_to_the_check(walk, maker):
    session = await maker.session()
    page = await to_check(walk, session)
    change = next(link for link in page.links if link.endswith("/pour-qui"))
    page = await walk(await walk(change), for_whom="two")
    assert page.address.endswith("/nom")
    assert page.fields["name"] == "Jeanne Martin"
    page = await walk(page, companion="Luc Petit")
    assert page.address.endswith("/verification")
    assert "2 places" in page.words


@pytest.mark.parametrize("slug", ["nom", "contact", "coordonnees", "verification", "inconnu"])
async def test_no_page_is_reached_before_those_that_lead_to_it(client, walk, maker, slug):
    session = await maker.session()
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="self")
    answer = await client.get(page.address.replace("/nom", f"/{slug}"))
    if slug == "nom":
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.headers["location"]) == (303, page.address)


async def test_sent_twice_it_is_one_booking(client, walk, maker):
    session = await maker.session()
    page = await to_check(walk, session)
    first = await client.send_form(page.address)
    second = await client.send_form(page.address)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert await Booking.count() == 1


async def test_the_back_button_after_booking_leads_to_the_ticket(client, walk, maker):
    session = await maker.session()
    page = await to_check(walk, session)
    ticket = await walk(page)
    for slug in ("verification", "nom", "pour-qui"):
        answer = await client.get(page.address.replace("verification", slug))
        assert (answer.status_code, answer.headers["location"]) == (303, ticket.address)


async def test_answers_too_old_are_said_kindly_to_be_erased(client, walk, maker, standing_clock, now):
    session = await maker.session()
    page = await to_check(walk, session)
    standing_clock(now + 3 * HOUR)
    for answer in (await client.get(page.address), await client.send_form(page.address)):
        assert answer.status_code == 410
        assert "Vos réponses sont effacées" in answer.text
        assert f'href="/seances/{session}/reservation"' in answer.text
    assert await Booking.count() == 0


async def test_full_the_check_page_offers_to_wait_and_the_ticket_says_not_registered(walk, maker, now):
    session = await maker.session(capacity=1, waiting_places=4)
    for name in ("Ana Morel", "Luc Petit", "Bea Petit"):
        await actions.book(actions.Request(session, name), by="patron", now=now)
    page = await to_check(walk, session)
    assert "Vous ne serez PAS inscrit. Vous serez 3e sur la liste d'attente." in page.words
    assert "J'attends une place" in page.words
    ticket = await walk(page)
    assert "Vous n'êtes PAS inscrit. Vous êtes 3e sur la liste d'attente." in ticket.words
    assert "inscription est faite" not in ticket.words


async def test_two_seats_asked_for_when_one_is_left_is_waiting(walk, maker, now):
    session = await maker.session(capacity=1)
    page = await walk(await walk(f"/seances/{session}/reservation"), for_whom="self")
    page = await walk(await walk(page, name="Jeanne Martin"), channel="none")
    assert "Je m'inscris à cet atelier" in page.words
    await maker.session()
    page = await walk(await walk(next(link for link in page.links if link.endswith("/pour-qui"))), for_whom="two")
    page = await walk(page, companion="Luc Petit")
    # Two people never fit in a session of one seat: said before booking, with the answers kept.
    assert page.status == 409
    assert "Au plus : 1" in page.words
    assert "Changer mes réponses" in page.words


async def _cancelled(maker, session):
    await sessions.cancel(session, "", by=maker.by, now=maker.now)


async def _filled(maker, session):
    for number in range(10):
        await actions.book(actions.Request(session, f"Personne {number} Martin"), by="patron", now=maker.now)


@pytest.mark.parametrize(
    ("happens", "why"),
    [(_cancelled, "Cette séance est annulée."), (_filled, "est pleine aussi.")],
)
async def test_a_session_that_takes_nobody_says_so_and_what_one_can_do(client, walk, maker, happens, why):
    library, workshop = await maker.library(), await maker.workshop()
    session, other = await maker.session(library, workshop), await maker.session(library, workshop)
    page = await to_check(walk, session)
    await happens(maker, session)
    start = f"/seances/{session}/reservation"
    answers = [await client.get(start), await client.send_form(start, for_whom="self")]
    answers.append(await client.send_form(page.address))
    for answer in answers:
        assert answer.status_code == 409
        assert why in answer.text
        assert "02 99 00 00 00" in answer.text
        assert f'href="/seances/{other}"' in answer.text
    held = await Booking.select(Booking.id).where((Booking.session == session) & (Booking.channel == "web"))
    assert len(held) in {0, 10}


async def test_a_session_that_began_takes_nobody(client, walk, maker, standing_clock, now):
    session = await maker.session(starts_in=HOUR)
    page = await to_check(walk, session)
    standing_clock(now + HOUR)
    for answer in (await client.get(f"/seances/{session}/reservation"), await client.send_form(page.address)):
        assert answer.status_code == 409
        assert "Cette séance a déjà commencé." in answer.text


async def test_drafts_and_sessions_that_do_not_exist_are_not_found(client, walk, maker):
    draft = await maker.session(published=False)
    session, other = await maker.session(), await maker.session()
    assert (await client.get(f"/seances/{draft}/reservation")).status_code == 404
    assert (await client.send_form(f"/seances/{draft}/reservation", for_whom="self")).status_code == 404
    page = await to_check(walk, session)
    assert (await client.get(page.address.replace(str(session), str(other)))).status_code == 404
