"""What is read aloud on the answering machine: numbers in letters, short sentences, seats as they are."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from server.bookings.actions import Request, book
from server.prints import spelled
from server.workshops import sessions


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "zéro", "zero"),
        (1, "un", "one"),
        (16, "seize", "sixteen"),
        (19, "dix-neuf", "nineteen"),
        (20, "vingt", "twenty"),
        (21, "vingt et un", "twenty-one"),
        (32, "trente-deux", "thirty-two"),
        (61, "soixante et un", "sixty-one"),
        (70, "soixante-dix", "seventy"),
        (71, "soixante et onze", "seventy-one"),
        (77, "soixante-dix-sept", "seventy-seven"),
        (80, "quatre-vingts", "eighty"),
        (81, "quatre-vingt-un", "eighty-one"),
        (91, "quatre-vingt-onze", "ninety-one"),
        (99, "quatre-vingt-dix-neuf", "ninety-nine"),
        (100, "100", "100"),
    ],
)
def test_numbers(value, french, english):
    assert spelled.number(value, "fr") == french
    assert spelled.number(value, "en") == english


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (0, 0, "minuit", "midnight"),
        (1, 0, "une heure", "one in the morning"),
        (9, 5, "neuf heures cinq", "nine oh five in the morning"),
        (12, 0, "midi", "noon"),
        (12, 30, "midi trente", "twelve thirty in the afternoon"),
        (14, 30, "quatorze heures trente", "two thirty in the afternoon"),
        (21, 21, "vingt et une heures vingt et une", "nine twenty-one in the evening"),
    ],
)
def test_hours(hour, minute, french, english):
    at = datetime(2027, 1, 12, hour, minute, tzinfo=UTC)
    assert spelled.hour(at, "UTC", "fr") == french
    assert spelled.hour(at, "UTC", "en") == english


def test_days_and_telephones():
    assert spelled.day(date(2027, 6, 1), "fr") == "mardi premier juin"
    assert spelled.day(date(2027, 1, 12), "fr") == "mardi douze janvier"
    assert spelled.day(date(2027, 1, 12), "en") == "Tuesday 12 January"
    assert spelled.phone("0299007180", "fr") == "zéro deux, quatre-vingt-dix-neuf, zéro zéro, soixante et onze, " + (
        "quatre-vingts"
    )
    assert spelled.phone("+33299007180", "en") == "zero, two, nine, nine, zero, zero, seven, one, eight, zero"
    assert spelled.phone("+44 20", "fr") == "plus quatre, quatre, deux, zéro"


@pytest.fixture
async def library(maker):
    return await maker.library("port", name="Médiathèque du Port")


async def test_the_morning_is_read_aloud(signed_in, maker, library, now, administrator):
    room = await maker.room(library, "Salle bleue")
    noon = now + timedelta(hours=5, minutes=30)  # 15 h 30 in Paris
    today = await maker.session(library, starts_at=noon, room=room, capacity=4)
    await book(Request(session=today, name="Jeanne", channel="desk"), by="system", now=now)
    full = await maker.session(library, starts_in=timedelta(days=2), capacity=1, waiting_places=1)
    await book(Request(session=full, name="Anne", channel="desk"), by="system", now=now)
    off = await maker.session(library, starts_at=noon + timedelta(hours=3))
    await sessions.cancel(off, "", by=administrator, now=now)
    await maker.session(library, starts_in=timedelta(days=8))
    await maker.session(await maker.library("gare"), starts_at=noon)
    answer = await signed_in.get("/bureau/repondeur.txt?bibliotheque=port")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    phone = "zéro deux, quatre-vingt-dix-neuf, zéro zéro, zéro zéro, zéro zéro"
    assert answer.text.rstrip("\n").split("\n\n") == [
        "Bonjour. Vous êtes à : Médiathèque du Port. Nous sommes le lundi onze janvier.",
        "Aujourd'hui, il y a deux ateliers.",
        "De quinze heures trente à dix-sept heures trente : Premiers pas avec Internet. Salle bleue. Il reste trois "
        "places.",
        "De dix-huit heures trente à vingt heures trente : Premiers pas avec Internet. Cette séance est annulée. Ne "
        "venez pas.",
        "Les jours suivants.",
        "Mercredi treize janvier. De dix heures à midi : Premiers pas avec Internet. Il n'y a plus de place. On peut "
        "attendre une place.",
        f"Pour vous inscrire, rappelez aux heures d'ouverture le {phone}. Je répète : {phone}. Merci, et à bientôt.",
    ]
    assert "Jeanne" not in answer.text
    page = (await signed_in.get("/bureau/repondeur?bibliotheque=port")).text
    assert "trois places" in page
    english = (await signed_in.get("/bureau/repondeur.txt?bibliotheque=port&langue=en&jour=2027-01-12")).text
    assert english.startswith(
        "Hello. This is: Médiathèque du Port. Today is Tuesday 12 January.\n\nThere is no workshop"
    )


async def test_a_quiet_week_and_wrong_addresses(signed_in, library):
    page = (await signed_in.get("/bureau/repondeur")).text.replace("&#39;", "'")
    assert "Aujourd'hui, il n'y a pas d'atelier." in page
    assert "Il n'y a pas d'autre atelier dans les sept jours qui suivent." in page
    assert re.search(r'href="/bureau/repondeur\.txt\?bibliotheque=port&amp;jour=2027-01-11&amp;langue=fr"', page)
    assert (await signed_in.get("/bureau/repondeur?bibliotheque=nulle-part")).status_code == 404
    assert (await signed_in.get("/bureau/repondeur?jour=hier")).status_code in {400, 422}
