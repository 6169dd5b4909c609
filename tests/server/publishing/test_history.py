"""The history of a thing: each change in words, by whom, in the place's time; never a person's name or a text."""

from datetime import timedelta
from html import unescape

import pytest

from server.libraries import actions as libraries
from server.publishing import history, history_words
from server.workshops import actions, postponing, publication, queries, reviewing, sessions

HOUR = timedelta(hours=1)


async def said(session):
    return [deed.what for deed in await history.of_session(await queries.session(session), "fr")]


# What is changed, from ten o'clock on a Wednesday for eight people, and the sentence.
CHANGES = [
    (lambda at: {"starts_at": at + 4 * HOUR, "ends_at": at + 6 * HOUR}, "l'heure est passée de 10:00 à 14:00"),
    (lambda at: {"ends_at": at + 3 * HOUR}, "la fin est passée de 12:00 à 13:00"),
    (
        lambda at: {"starts_at": at + 24 * HOUR, "ends_at": at + 26 * HOUR},
        "le jour est passé du mercredi 13 janvier au jeudi 14 janvier",
    ),
    (lambda _: {"capacity": 12}, "le nombre de places : 8, puis 12"),
    (lambda _: {"pass_accepted": True}, "le Pass numérique : non, puis oui"),
    (lambda _: {"laptops": 3}, "les ordinateurs à prêter : rien, puis 3"),
    (lambda _: {"mode": "mixed"}, "la façon d'y participer : Sur place, puis Sur place ou en ligne"),
    (lambda _: {"presenter": "Zoé Martin"}, "qui anime : c'est changé"),
    (lambda _: {"note": "Demander Zoé Martin"}, "la note : c'est changé"),
    (
        lambda at: {"opens_at": at - 24 * HOUR},
        "l'ouverture des inscriptions : rien, puis mardi 12 janvier 2027, 10:00",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), CHANGES)
async def test_each_change_is_a_sentence(maker, now, change, sentence, undone):
    session = await maker.session()
    at = (await queries.session(session)).starts_at
    await sessions.change_session(session, change(at), by=maker.by, now=now)
    assert (await said(session))[0] == sentence
    assert "Zoé" not in " ".join(await said(session))


async def test_a_room_is_told_by_its_name(maker, now, undone):
    library = await maker.library()
    first, second = [await maker.room(library, name) for name in ("Salle 1", "Salle 2")]
    session = await maker.session(library, room=first)
    await sessions.change_session(session, {"room": second, "capacity": 4}, by=maker.by, now=now)
    assert (await said(session))[0] == "le nombre de places : 8, puis 4; la salle : Salle 1, puis Salle 2"


async def test_the_life_of_a_session(signed_in, maker, now):
    session = await maker.session(published=False)
    later = now + HOUR
    await reviewing.ask_review(session, "Pour Zoé", by=maker.by, now=now)
    await reviewing.send_back(session, "Non", by=maker.by, now=now)
    await publication.plan_publication(session, later, by=maker.by, now=now)
    await publication.publish_due(later)
    await postponing.postpone(session, by=maker.by, now=later)
    await sessions.cancel(session, "Zoé est malade", by=maker.by, now=later)
    assert await said(session) == [
        "la séance est annulée", "la séance est reportée", "la séance est publiée",
        "la publication est prévue pour le lundi 11 janvier 2027, 11:00", "le brouillon est rendu à son auteur",
        "une relecture est demandée", "la séance est écrite",
    ]  # fmt: skip
    text = unescape((await signed_in.get(f"/bureau/seances/{session}/historique")).text)
    assert "11 janvier 2027 à 11:00 : la séance est annulée (Directrice)" in text.replace("\u00a0", " ")
    assert "Zoé" not in text


async def test_workshops_and_libraries_have_theirs(signed_in, maker, now):
    library = await maker.library("port")
    workshop = await maker.workshop(library=library)
    await actions.change_workshop(workshop, {"level": "beginner", "title": "Autre"}, by=maker.by, now=now)
    text = unescape((await signed_in.get(f"/bureau/ateliers/{workshop}/historique")).text)
    assert "le niveau : rien, puis Pour débuter" in text
    assert "le titre : c'est changé" in text
    sheet = libraries.Sheet("Le Port", "1 rue", "35000", "Rennes", facilities=["wheelchair"], phone="0299000000")
    await libraries.change_library(library, sheet, by=maker.by, now=now)
    await maker.room(library)
    text = unescape((await signed_in.get("/bureau/bibliotheques/port/historique")).text)
    assert "ce qui aide à venir : rien, puis Accessible en fauteuil roulant" in text
    assert "une salle est ajoutée" in text


def test_every_field_has_words():
    planned = set(sessions.Plan.__dataclass_fields__) | set(actions.Outline.__dataclass_fields__)
    assert planned | set(libraries.Sheet.__dataclass_fields__) <= set(history_words.FIELDS) | history_words.BESIDE
