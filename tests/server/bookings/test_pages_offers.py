"""The pages of an offered seat: links that change nothing, buttons that do; and what staff note and read."""

import re
from datetime import timedelta

import pytest

from server.bookings.actions import Request, book, cancel
from server.bookings.offers import expire_due
from server.bookings.tables import Booking
from server.workshops import sessions

HOUR = timedelta(hours=1)
HELD = "Une place est gardée pour vous jusqu'au lundi 11 janvier à 14 h."


def words(answer):
    """Return a page's text with plain spaces and apostrophes."""
    return re.sub(r"\s+", " ", answer.text.replace("&#39;", "'").replace("\u00a0", " "))


@pytest.fixture
async def offered(maker, now):
    """Three bookings of a session of one seat: cancelled, offered until two in the afternoon in Paris, waiting."""
    session = await maker.session(capacity=1, waiting_places=5, offer_hours=4)
    made = [
        await book(Request(session, name), by="patron", now=now) for name in ("Anne Un", "Brice Deux", "Chloé Trois")
    ]
    await cancel(made[0].id, by="patron", now=now)
    return made


async def states(*booked):
    found = {row["id"]: row["state"] for row in await Booking.select(Booking.id, Booking.state)}
    return [found[each.id] for each in booked]


async def test_the_ticket_asks_for_an_answer(client, offered):
    page = words(await client.get(f"/reservations/{offered[1].secret}"))
    assert f"<h1>{HELD}</h1>" in page
    assert "Vous n'êtes PAS encore inscrit." in page
    assert "Votre inscription est faite" not in page
    for answer in ("oui", "non"):
        assert f"/reservations/{offered[1].secret}/{answer}" in page
    assert "02 99 00 00 00" in page


async def test_the_ticket_of_who_waits_says_that_they_are_not_booked(client, offered, now):
    await book(Request((await Booking.objects().first()).session, "Dora Quatre"), by="patron", now=now)
    last = await book(Request((await Booking.objects().first()).session, "Élie Cinq"), by="patron", now=now)
    page = words(await client.get(f"/reservations/{last.secret}"))
    assert "<h1>Vous n'êtes PAS inscrit. Vous êtes 3e sur la liste d'attente.</h1>" in page


@pytest.mark.parametrize("answer", ["oui", "non"])
async def test_opening_the_links_changes_nothing(client, offered, answer):
    for _ in range(2):
        page = await client.get(f"/reservations/{offered[1].secret}/{answer}")
        assert page.status_code == 200
        assert HELD in words(page)
        assert '<form method="post">' in page.text
        await client.head(f"/reservations/{offered[1].secret}/{answer}")
    assert await states(*offered) == ["cancelled", "offered", "waiting"]


async def test_yes(client, offered):
    path = f"/reservations/{offered[1].secret}"
    for _ in range(2):
        sent = await client.send_form(f"{path}/oui")
        assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert await states(*offered) == ["cancelled", "confirmed", "waiting"]
    assert "Votre inscription est faite" in words(await client.get(path))
    again = await client.get(f"{path}/non")  # an old mail: the page of the booking says what is so
    assert (again.status_code, again.headers["location"]) == (303, path)


async def test_no(client, offered):
    path = f"/reservations/{offered[1].secret}"
    for _ in range(2):
        sent = await client.send_form(f"{path}/non")
        assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert await states(*offered) == ["cancelled", "cancelled", "offered"]
    assert "Vous n'avez plus de place." in words(await client.get(path))


async def test_leaving_from_the_ticket_asks_the_same_question(client, offered):
    asked = await client.get(f"/reservations/{offered[1].secret}/annulation")
    assert asked.headers["location"] == f"/reservations/{offered[1].secret}/non"


async def test_too_late(client, offered, standing_clock, now):
    path = f"/reservations/{offered[1].secret}"
    standing_clock(now + 4 * HOUR)
    assert "Le temps pour répondre est passé." in words(await client.get(path))
    assert '<form method="post">' not in (await client.get(f"{path}/oui")).text
    for answer in ("oui", "non"):
        refused = await client.send_form(f"{path}/{answer}")
        assert refused.status_code == 409
        assert "le temps pour répondre est passé" in words(refused)
    await expire_due(now + 4 * HOUR)
    page = words(await client.get(path))
    assert "Vous n'êtes PAS inscrit. Vous êtes en tête de la liste d'attente." in page
    assert "Vous restez sur la liste, à la fin." in page


async def test_who_missed_two_offers_reads_so(client, offered, standing_clock, now):
    await cancel(offered[2].id, by="patron", now=now)
    at = now + 4 * HOUR
    await expire_due(at)
    at = (await Booking.objects().where(Booking.id == offered[1].id).first()).offered_until
    standing_clock(at)
    await expire_due(at)
    page = words(await client.get(f"/reservations/{offered[1].secret}"))
    assert "Vous n'êtes plus sur la liste d'attente." in page
    assert "Votre inscription est annulée" not in page


async def test_a_session_called_off_offers_nothing(client, offered, administrator, now):
    session = (await Booking.objects().first()).session
    await sessions.cancel(session, "L'animatrice est malade.", by=administrator, now=now)
    page = words(await client.get(f"/reservations/{offered[1].secret}"))
    assert "Ne venez pas : la séance est annulée" in page
    assert "/oui" not in page


class TestDesk:
    """What staff see of offers, and note for people who answer by telephone."""

    async def test_the_session_says_who_is_asked_and_why_the_list_stands_still(self, signed_in, offered):
        session = (await Booking.objects().first()).session
        page = words(await signed_in.get(f"/bureau/seances/{session}"))
        assert "Place proposée<br>jusqu'au lundi 11 janvier à 14 h" in page
        assert f"/bureau/inscriptions/{offered[1].id}/reponse" in page
        assert "Une place est proposée à une personne qui attendait." in page
        assert "Sa réponse est attendue jusqu'au lundi 11 janvier à 14 h." in page

    @pytest.mark.parametrize(
        ("given", "found", "said"),
        [
            ("oui", ["confirmed", "waiting"], "Toutes les places sont prises."),
            ("non", ["cancelled", "offered"], "C'est noté : la personne ne vient pas"),
        ],
    )
    async def test_staff_answer_for_them(self, signed_in, offered, given, found, said):
        path = f"/bureau/inscriptions/{offered[1].id}/reponse"
        shown = words(await signed_in.get(path))
        assert "Elle est gardée jusqu'au lundi 11 janvier à 14 h." in shown
        assert await states(*offered[1:]) == ["offered", "waiting"]
        sent = await signed_in.send_form(path, reponse=given)
        assert sent.status_code == 303
        assert await states(*offered[1:]) == found
        assert said in words(await signed_in.get(sent.headers["location"]))
        assert (await signed_in.get(path)).status_code == 303

    @pytest.mark.parametrize(("given", "later"), [("peut-être", 0), ("oui", 4), ("non", 4)])
    async def test_what_cannot_be_noted_is_said(self, signed_in, offered, standing_clock, now, given, later):
        standing_clock(now + later * HOUR)
        sent = await signed_in.send_form(f"/bureau/inscriptions/{offered[1].id}/reponse", reponse=given)
        assert sent.status_code == 422
        assert await states(*offered[1:]) == ["offered", "waiting"]

    async def test_only_the_desk_of_that_library_answers(self, browser, maker, offered):
        stranger = await maker.staff("desk", await maker.library())
        async with browser() as other:
            other.sign_in_with(await maker.login(stranger))
            path = f"/bureau/inscriptions/{offered[1].id}/reponse"
            assert (await other.get(path)).status_code == 404
            assert (await other.send_form(path, reponse="oui")).status_code == 404
        assert await states(*offered[1:]) == ["offered", "waiting"]
