"""SMS: all that one needs in one message, nothing that embarrasses, whatever the names are long."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.foundation.languages import LANGUAGES
from server.notifications import gsm7, texts
from server.notifications.news import News
from server.workshops.changes import place_of
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
ONE = [kind for kind in texts.SAYS if kind not in ("refused", "unanswered", "broadcast", "reconfirm")]


async def test_the_words_of_a_confirmation(make_session, ask, view):
    booked = await ask(await make_session())
    assert texts.of_booking("confirmed", await view(booked)) == (
        "Médiathèque du Port : place réservée. mercredi 13 janvier, 10 h. "
        f"Pour annuler : 02 98 00 00 00, numéro {booked.reference}."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ONE)
async def test_each_says_who_when_how_in_one_sms(make_session, ask, view, kind, language):
    booked = await ask(await make_session(title="Vaincre la dépression"), language=language)
    text = texts.of_booking(kind, await view(booked))
    assert gsm7.segments(text) == 1
    assert gsm7.plain(text) == text
    hour = "10 h" if language == "fr" else "10 am"
    for fact in ("Médiathèque du Port", hour, "13", "02 98 00 00 00", gsm7.plain(booked.reference)):
        assert fact in text
    assert "épression" not in text
    assert "http" not in text


@pytest.mark.parametrize("kind", ONE)
async def test_who_waits_is_not_told_to_be_registered(make_session, ask, view, kind):
    session = await make_session(capacity=1)
    await ask(session, "Un")
    text = texts.of_booking(kind, await view(await ask(session, "Deux")))
    assert "inscri" not in text.replace("PAS inscrit", "")
    if kind == "waiting":
        assert "vous n'êtes PAS inscrit, liste d'attente, rang 1" in text.replace("n'etes", "n'êtes")


async def test_where_it_is(make_session, ask, view):
    outside = texts.of_booking("confirmed", await view(await ask(await make_session(place="Mairie de Plouzané"))))
    assert "10 h, Mairie de Plouzané." in outside
    on_line = texts.of_booking(
        "confirmed", await view(await ask(await make_session(mode="online", online_url="https://v.example")))
    )
    assert "10 h, en ligne." in on_line


async def test_without_a_telephone_the_page_is_told(make_session, ask, view):
    booked = await ask(await make_session(phone=""))
    text = texts.of_booking("confirmed", await view(booked))
    assert f"Pour annuler : test.example/retrouver, numéro {booked.reference}." in text


async def test_a_change_in_few_words(make_session, ask, view, now):
    session = await make_session(place="Mairie")
    shown = await view(await ask(session))
    told = News(told=place_of(shown.session))
    later = now + timedelta(days=3)
    dates = {Session.starts_at: later, Session.ends_at: later + timedelta(hours=2)}
    await Session.update({**dates, Session.place: "Salle des fêtes"}).where(Session.id == session)
    moved = texts.of_booking("changed", await view(await ask(session, "Autre")), told)
    assert (
        "changement, au lieu du mer. 13 janv., 10 h, salle des fetes au lieu de Mairie. jeu. 14 janv., 10 h." in moved
    )
    assert gsm7.segments(moved) == 1


async def test_staff_words_are_never_cut(make_session, ask, view):
    shown = await view(await ask(await make_session()))
    text = texts.of_booking("broadcast", shown, News(text="Le tram est coupé. " * 15 + "Fin 100 % sûre."))
    assert "Fin 100 % sure." in text
    assert gsm7.segments(text) == 3
    assert text.endswith("Pour annuler : 02 98 00 00 00, numéro " + gsm7.plain(shown.party.reference) + ".")


NAMES = st.text(alphabet="aéêœ€ S’«»", max_size=150)


@given(library=NAMES, say=NAMES, place=NAMES, how=st.text(alphabet="a€ 0", max_size=120))
def test_whatever_is_long_fits_in_one(library, say, place, how):
    told = (library, say, "mercredi 13 janvier", "10 h 30", place, f"Pour {how}", "mer. 13 janv.", how)
    parts = texts.Parts(*(gsm7.plain(text) for text in told))
    found = list(texts.ever_shorter(parts))
    fitting = next(text for text in found if gsm7.septets(text) <= gsm7.ALONE)
    assert gsm7.septets(found[-1]) <= gsm7.ALONE
    if fitting is not found[-1]:
        assert "10 h 30" in fitting
        assert fitting.endswith(f"{parts.short_how}.")


def test_the_order_of_shortening():
    how = "Pour annuler : 02 98 00 00 00, numéro LUNE 42"
    place = "salle des ordinateurs du deuxième étage"
    when = ("mercredi 13 janvier", "10 h")
    parts = texts.Parts(
        "Médiathèque Jean-Jacques Rousseau", "place réservée", *when, place, how, "mer. 13 janv.", "Annuler"
    )
    end = f"{how}."
    assert list(texts.ever_shorter(parts))[:6] == [
        "Médiathèque Jean-Jacques Rousseau : place réservée. mercredi 13 janvier, 10 h, "
        "salle des ordinateurs du deuxième étage. " + end,
        "Médiathèque Jean-Jacques Rousseau : place réservée. mer. 13 janv., 10 h, "
        "salle des ordinateurs du deuxième étage. " + end,
        "Médiathèque Jean-Jacques Rousseau : place réservée. mer. 13 janv., 10 h, salle des ordinateurs du. " + end,
        "Médiathèque Jean-Jacques : place réservée. mer. 13 janv., 10 h, salle des ordinateurs du. " + end,
        "Médiathèque Jean-Jacques : place réservée. mer. 13 janv., 10 h, salle des ordinateurs du. Annuler.",
        "Médiathèque Jean-Jacques : place réservée. mer. 13 janv., 10 h. Annuler.",
    ]
