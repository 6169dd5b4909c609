"""Why nobody comes off a waiting list, in words, on the page of the session."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from server.bookings.actions import Request, book
from server.bookings.tables import Booking
from server.bookings.waiting import Stop, Why
from server.desk.stopped import said
from server.foundation.ids import new_id
from server.foundation.languages import LANGUAGES
from server.workshops.tables import Session

UNTIL = datetime(2027, 1, 11, 13, tzinfo=UTC)


def words(answer):
    return re.sub(r"\s+", " ", answer.text.replace("&#39;", "'").replace("\u00a0", " "))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", Why)
def test_each_reason_has_its_sentence(why, language):
    sentence = said(Stop(why, 3, 2, ("desk", "first"), UNTIL), "Europe/Paris", language)
    assert sentence.endswith(".")
    assert "%" not in sentence
    if why in (Why.OFFERED, Why.KEPT):
        assert ("14 h" if language == "fr" else "2 pm") in sentence


@pytest.fixture
def crowded(maker, now):
    """Return a function that makes a session of one seat, taken, for which a party waits, and gives the waiting one."""

    async def made(people=1, **more):
        session = await maker.session(capacity=2, waiting_places=9)
        await book(Request(session, "Anne Un", people=2, channel="desk"), by="staff:1", now=now)
        waits = await book(Request(session, "Brice Deux", people=people), by="patron", now=now)
        await Session.update(
            {getattr(Session, name): value for name, value in {"waiting_places": 9, **more}.items()}
        ).where(Session.id == session)
        return session, waits

    return made


@pytest.mark.parametrize(
    ("people", "more", "sentence"),
    [
        (1, {}, "Toutes les places sont prises."),
        (2, {"capacity": 3}, "La première inscription est pour 2 personnes, et il y a moins de places libres (1)."),
        (1, {"capacity": 3, "kept_partner": 1}, "gardées pour les partenaires, jusqu'au lundi 11 janvier à 10 h."),
        (1, {"capacity": 3}, "Des places sont libres : elles vont aux personnes qui attendent dans un instant."),
        (1, {"state": "cancelled"}, "La liste d'attente est arrêtée : la séance n'est pas publiée."),
    ],
)
async def test_the_page_says_why(signed_in, crowded, people, more, sentence, now):
    if "kept_partner" in more:
        more = {**more, "release_hours": 48, "starts_at": now + timedelta(days=2, seconds=1)}
    session, _ = await crowded(people, **more)
    page = words(await signed_in.get(f"/bureau/seances/{session}"))
    assert "Pourquoi la liste d'attente n'avance pas" in page
    assert sentence in page


async def test_nothing_is_said_where_nobody_waits(signed_in, maker):
    page = words(await signed_in.get(f"/bureau/seances/{await maker.session()}"))
    assert "Pourquoi la liste d'attente" not in page


async def test_a_course_that_lacks_another_date(signed_in, crowded):
    course = new_id()
    (first, one), (second, other) = await crowded(), await crowded()
    await Booking.update({Booking.course: course}).where(Booking.id.is_in([one.id, other.id]))
    await Session.update({Session.capacity: 3}).where(Session.id == first)
    assert "il lui faut une place à chacune de ses dates" in words(await signed_in.get(f"/bureau/seances/{first}"))
    await Session.update({Session.capacity: 3}).where(Session.id == second)
    assert "Des places sont libres" in words(await signed_in.get(f"/bureau/seances/{first}"))
