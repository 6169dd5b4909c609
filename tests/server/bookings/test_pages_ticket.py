"""The page behind the secret link, its cancellation, and the way back to it."""

import re
from datetime import timedelta

import pytest

from server.bookings import actions
from server.bookings.tables import Booking, Contact
from server.workshops import sessions

HOUR = timedelta(hours=1)


@pytest.fixture
def book(now):
    """Return a function that books, by the same door as the pages."""

    async def made(session, name="Jeanne Martin", **more):
        return await actions.book(actions.Request(session, name, **more), by="patron", now=now)

    return made


@pytest.mark.parametrize(
    ("waiting_before", "title", "said", "unsaid"),
    [
        (None, "Votre inscription est faite", "Vous avez 1 place.", "PAS inscrit"),
        (0, "Vous n'êtes PAS inscrit", "Vous êtes en tête de la liste d'attente.", "inscription est faite"),
        (2, "Vous n'êtes PAS inscrit", "Vous êtes 3e sur la liste d'attente.", "inscription est faite"),
    ],
)
async def test_what_the_ticket_says(client, maker, book, waiting_before, title, said, unsaid):
    session = await maker.session(capacity=1, waiting_places=5)
    for number in range(0 if waiting_before is None else waiting_before + 1):
        await book(session, f"Personne {number} Petit")
    made = await book(session)
    text = (await client.get(f"/reservations/{made.secret}")).text.replace("&#39;", "'")
    assert re.search(r"<title>\s*([^·]+?) ·", text)[1] == title
    assert said in text
    assert unsaid not in text
    assert made.reference in text
    assert "mercredi 13 janvier" in text
    assert "02 99 00 00 00" in text


async def test_the_page_tells_nobody_where_it_is(client, maker, book):
    made = await book(await maker.session())
    answer = await client.get(f"/reservations/{made.secret}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in answer.text


async def test_the_address_of_a_meeting_on_line_is_for_those_who_have_a_seat(client, maker, book):
    meeting = "https://visio.example/salle"
    session = await maker.session(capacity=1, mode="online", online_url=meeting)
    held, waits = await book(session), await book(session, "Luc Petit")
    assert meeting in (await client.get(f"/reservations/{held.secret}")).text
    for path in (f"/reservations/{waits.secret}", f"/seances/{session}", f"/seances/{session}/reservation"):
        assert meeting not in (await client.get(path)).text


async def test_reading_the_question_of_cancelling_changes_nothing(client, maker, book):
    made = await book(await maker.session())
    for _ in range(2):
        answer = await client.get(f"/reservations/{made.secret}/annulation")
        assert answer.status_code == 200
        assert "Oui, j'annule mon inscription" in answer.text.replace("&#39;", "'")
        await client.head(f"/reservations/{made.secret}/annulation")
    assert (await Booking.objects().first()).state == "confirmed"


async def test_cancelling_twice_is_once_and_the_seat_goes_to_who_waits(client, maker, book):
    session = await maker.session(capacity=1)
    made, waits = await book(session), await book(session, "Luc Petit")
    assert waits.state == "waiting"
    for _ in range(2):
        answer = await client.send_form(f"/reservations/{made.secret}/annulation")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/reservations/{made.secret}")
    assert "Votre inscription est annulée" in (await client.get(f"/reservations/{made.secret}")).text
    assert "Votre inscription est faite" in (await client.get(f"/reservations/{waits.secret}")).text
    answer = await client.get(f"/reservations/{made.secret}/annulation")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/reservations/{made.secret}")


async def test_nothing_is_cancelled_once_the_session_began(client, maker, book, standing_clock, now):
    made = await book(await maker.session(starts_in=HOUR))
    standing_clock(now + HOUR)
    assert "/annulation" not in (await client.get(f"/reservations/{made.secret}")).text
    assert (await client.send_form(f"/reservations/{made.secret}/annulation")).status_code == 409
    assert (await Booking.objects().first()).state == "confirmed"


async def test_a_session_called_off_is_said_first_on_the_ticket(client, maker, book, administrator, now):
    session = await maker.session()
    made = await book(session)
    await sessions.cancel(session, "L'animatrice est malade.", by=administrator, now=now)
    text = (await client.get(f"/reservations/{made.secret}")).text.replace("&#39;", "'")
    assert text.index("Cette séance est annulée") < text.index("<h1>")
    assert "L'animatrice est malade." in text
    assert "/annulation" not in text


async def test_the_link_of_a_booking_whose_names_are_erased_is_gone(client, maker, book):
    made = await book(await maker.session())
    await Contact.delete(force=True)
    for path in ("", ".ics", "/annulation"):
        assert (await client.get(f"/reservations/{made.secret}{path}")).status_code == 410


@pytest.mark.parametrize("path", ["/reservations/{}", "/reservations/{}.ics", "/reservations/{}/annulation"])
async def test_thirty_wrong_links_in_a_minute_and_no_more(client, maker, book, path, standing_clock, now):
    made = await book(await maker.session())
    for number in range(30):
        assert (await client.get(path.format(f"{number:032}"))).status_code == 404
    answer = await client.get(path.format("x" * 32))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    # Those who hold their link are not kept out by a neighbour who guesses.
    assert (await client.get(path.format(made.secret))).status_code == 200
    standing_clock(now + timedelta(seconds=61))
    assert (await client.get(path.format("y" * 32))).status_code == 404


@pytest.mark.parametrize("secret", ["%00", "a%00b", "é", "x" * 4000, "..%2f..", "%ff"])
async def test_hostile_links_are_no_fault(client, undone, secret):
    for path in (f"/reservations/{secret}", f"/reservations/{secret}.ics", f"/reservations/{secret}/annulation"):
        assert (await client.get(path)).status_code in {400, 404}


@pytest.mark.parametrize("written", ["{}", " {} ", "lower", "joined", "hyphen"])
@pytest.mark.parametrize("name", ["Martin", "martin", "MARTIN", "Jeanne Martin"])
async def test_a_booking_is_found_again_by_reference_and_name(client, maker, book, written, name):
    made = await book(await maker.session())
    shapes = {"lower": made.reference.lower(), "joined": made.reference.replace(" ", "")}
    shapes["hyphen"] = made.reference.replace(" ", "-").title()
    reference = shapes.get(written) or written.format(made.reference)
    answer = await client.send_form("/retrouver", reference=reference, name=name)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/reservations/{made.secret}")


async def test_a_wrong_name_and_a_wrong_reference_are_answered_alike(client, maker, book):
    made = await book(await maker.session())
    texts = set()
    for reference, name in ((made.reference, "Petit"), ("LUNE 00", "Petit"), ("n'importe quoi", "Petit")):
        answer = await client.send_form("/retrouver", reference=reference, name=name)
        assert answer.status_code == 422
        assert "Nous ne trouvons pas cette inscription" in answer.text
        texts.add(answer.text.replace(reference.replace("'", "&#39;"), ""))
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, {"reference", "name"}),
        ({"reference": "LUNE 42", "name": " "}, {"name"}),
        ({"reference": "", "name": "Martin"}, {"reference"}),
    ],
)
async def test_what_is_missing_is_said_at_its_field(client, undone, given, fields):
    answer = await client.send_form("/retrouver", **given)
    assert answer.status_code == 422
    assert set(re.findall(r'id="(\w+)-error"', answer.text)) == fields
    assert "<title>Erreur" in answer.text


async def test_guesses_are_counted_by_address_then_refused(client, maker, book):
    made = await book(await maker.session())
    for number in range(20):
        answer = await client.send_form("/retrouver", reference=f"LUNE {number}", name="Martin")
        assert answer.status_code == 422
    answer = await client.send_form("/retrouver", reference=made.reference, name="Martin")
    assert answer.status_code == 429


async def test_guesses_of_one_reference_are_counted_wherever_they_come_from(app, maker, book, browser, monkeypatch):
    made = await book(await maker.session())
    seen = []
    for number in range(21):
        async with browser() as other:
            other._transport.client = (f"192.0.2.{number}", 1000)
            answer = await other.send_form("/retrouver", reference=made.reference, name=f"Nom{number}")
            seen.append(answer.status_code)
    assert seen == [422] * 20 + [429]


@pytest.mark.parametrize(
    "given", [{"reference": "\x00", "name": "\x00"}, {"reference": "x" * 9000, "name": "é" * 9000}]
)
async def test_hostile_forms_are_no_fault(client, undone, given):
    assert (await client.send_form("/retrouver", **given)).status_code == 422
