"""Columns and cells as people write them."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from server.foundation.errors import Invalid
from server.intake import lines
from server.intake.columns import about_people, field_of, guess, headings_at, kept
from server.workshops.importing import outline_of

ROOM = uuid4()
PLACES = {
    "": lines.Place("Europe/Paris", {"salle 2": ROOM}),
    "saint-denis": lines.Place("Indian/Reunion", {}),
}
CELLS = {"title": "Souris", "date": "12/01/2027", "start": "14h"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Titre", "title"), ("Intitulé de l'atelier", "title"), ("Nom de l'atelier", "title"), ("DATE", "date"),
     ("Jour", "date"), ("Heure de début", "start"), ("Horaire", "start"), ("Horaires :", "start"), ("Fin", "end"),
     ("Durée (min)", "minutes"), ("Nb de places", "capacity"), ("Places en liste d'attente", "waiting"),
     ("Liste d'attente", "waiting"), ("Lieu", "library"), ("Médiathèque", "library"), ("Salle", "room"),
     ("Niveau requis", "level"), ("Compétences Pix", "competences"), ("Animateur·rice", "presenter"),
     ("Intervenante", "presenter"),
     ("Couleur", ""), ("", ""), ("a", "end"), ("Auteur", "")],
)  # fmt: skip
def test_what_a_heading_names(heading, field):
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "people"),
    [("Nom", True), ("Prénom du participant", True), ("E-mail", True), ("Courriel", True), ("Téléphone", True),
     ("N° de carte", True), ("Inscrits", True), ("Date de naissance", True), ("Nom de l'atelier", False),
     ("Nom de l'intervenant", True), ("Intervenant", False), ("Date", False), ("Nombre de places", False),
     ("Bibliothèque", False), ("Images", False)],
)  # fmt: skip
def test_columns_about_people_are_known(heading, people):
    assert about_people(heading) is people


def test_headings_are_found_below_a_title():
    rows = [
        ["Programme du printemps"],
        ["", "Médiathèque"],
        ["Atelier", "Jour", "Heure", "Places"],
        ["Souris", "", "", ""],
    ]
    assert headings_at(rows) == 2
    assert headings_at([["un", "deux"], ["trois"]]) == 0


def test_what_was_chosen_last_time_wins():
    headings = ["Ce qu'on fait", "Titre", "Date", "E-mail", "Date"]
    assert guess(headings, {}) == {"title": 1, "date": 2}
    assert guess(headings, {"ce qu'on fait": "title", "titre": ""}) == {"title": 0, "date": 2}
    assert kept(headings) == [0, 1, 2, 4]


@pytest.mark.parametrize(
    ("text", "day"),
    [("12/01/2027", date(2027, 1, 12)), ("12.1.27", date(2027, 1, 12)), ("2027-01-12", date(2027, 1, 12)),
     ("mardi 12 janvier 2027", date(2027, 1, 12)), ("Mar. 12 janv. 2027", date(2027, 1, 12)),
     ("le 1er mai 2027", date(2027, 5, 1)), ("15 août 2027", date(2027, 8, 15)), ("12 jui 2027", None),
     ("31/02/2027", None), ("mardi", None), ("12 janvier", None), ("", None)],
)  # fmt: skip
def test_days(text, day):
    assert lines.written_day(text) == day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("14h", (14, 0), None), ("14:00", (14, 0), None), ("de 14h à 16h30", (14, 0), (16, 30)),
     ("14 h – 16 h", (14, 0), (16, 0)), ("10h-12h", (10, 0), (12, 0)), ("le matin", None, None), ("", None, None)],
)  # fmt: skip
def test_hours(text, first, last):
    assert lines.hours(text) == (first and time(*first), last and time(*last))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h30", 90),
        ("90", 90),
        ("90 min", 90),
        ("2 h", 120),
        ("1:30", 90),
        ("1 h 30 min", 90),
        ("2 heures", 120),
        ("", 0),
    ],
)
def test_lasting(text, minutes):
    assert lines.lasting(text) == (timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize("text", ["longtemps", "0", "h"])
def test_what_does_not_last(text):
    with pytest.raises(Invalid):
        lines.lasting(text)


def row(**cells):
    return lines.row_of("ligne 2", {**CELLS, **cells}, PLACES, (8, 5))


@pytest.mark.parametrize(
    ("cells", "starts", "ends"),
    [
        ({}, "2027-01-12T13:00", "2027-01-12T15:00"),
        ({"end": "15h30"}, "2027-01-12T13:00", "2027-01-12T14:30"),
        ({"minutes": "90"}, "2027-01-12T13:00", "2027-01-12T14:30"),
        ({"start": "14h-17h"}, "2027-01-12T13:00", "2027-01-12T16:00"),
        ({"date": "2027-01-12 14:00", "start": ""}, "2027-01-12T13:00", "2027-01-12T15:00"),
        ({"date": "12/01/2027 9h", "start": ""}, "2027-01-12T08:00", "2027-01-12T10:00"),
        ({"library": "Saint-Denis"}, "2027-01-12T10:00", "2027-01-12T12:00"),
    ],
)
def test_when_a_row_is(cells, starts, ends):
    made = row(**cells)
    assert (made.starts_at.isoformat()[:16], made.ends_at.isoformat()[:16]) == (starts, ends)


def test_the_other_cells():
    made = row(
        capacity="10 places", waiting="", level="Débutants", room="SALLE 2", presenter=" Inès  B. ", bring="Rien"
    )
    assert (made.capacity, made.waiting_places, made.level, made.room) == (10, None, "beginner", ROOM)
    assert (made.presenter, made.bring, made.ends_known) == ("Inès B.", "Rien", False)


@pytest.mark.parametrize(
    ("text", "level", "competences"),
    [
        ("2.1 : 3, 4.1", "Débutants", [("2.1", 3), ("4.1", 1)]),
        ("5.2=8 ; 1.1 (niveau 4)", "", [("5.2", 8), ("1.1", 4)]),
        ("Pix 2.4 / 2.4", "Avancé", [("2.4", 5)]),
        ("1.4, 12.1, 2.11, 6.1", "", []),
        ("", "Débutants", []),
    ],
)
def test_the_competences_of_a_row(text, level, competences):
    made = row(competences=text, level=level)
    assert list(made.competences) == competences
    assert dict(zip(outline_of(made).competences, outline_of(made).competence_levels, strict=True)) == dict(competences)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"date": "demain"}, "bad_date"),
        ({"date": ""}, "bad_date"),
        ({"start": ""}, "bad_date"),
        ({"end": "tard"}, "bad_date"),
        ({"date": "12/01/0027"}, "bad_date"),
        ({"date": "28/03/2027", "start": "2h30"}, "hour_skipped"),
        ({"capacity": "beaucoup"}, "bad_number"),
        ({"minutes": "longtemps"}, "bad_number"),
        ({"room": "Salle 9"}, "unknown_room"),
    ],
)
def test_lines_that_cannot_be_read_say_why(cells, reason):
    assert row(**cells) == lines.Unreadable("ligne 2", "Souris", reason)
