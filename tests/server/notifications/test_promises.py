"""What may not be said to somebody who only waits (e5), and what may."""

import pytest

from server.notifications.promises import denies, promises

PROMISES = [
    ("Vous êtes inscrit.", "inscrit"),
    ("VOUS ÊTES INSCRITE !", "INSCRITE"),
    ("Vous êtes bien inscrit·e à l'atelier", "inscrit"),
    ("vous etes inscrits", "inscrits"),
    ("Vous êtes pré-inscrit", "inscrit"),
    ("ins\u00adcrit, ins\u200bcrit", "ins\u00adcrit"),
    ("Vous n'êtes pas seulement sur la liste, vous êtes inscrit.", "inscrit"),
    ("Ne vous inquiétez pas vous êtes inscrit", "inscrit"),
    ("Vous n'êtes pas seulement inscrit", "inscrit"),
    ("Vous n'êtes pas en retard. Inscrit depuis lundi !", "Inscrit"),
    ("Inscription confirmée", "Inscription confirmée"),
    ("L'inscription de {prénom} est validée", "inscription de {prénom} est validée"),
    ("Merci pour votre inscription", "votre inscription"),
    ("Votre inscription n'est pas annulée", "Votre inscription"),
    ("Nous avons enregistré l'inscription", "enregistré l'inscription"),
    ("Votre inscription n'est pas confirmée, si, elle est confirmée", "est confirmée"),
    ("Votre place est réservée", "Votre place est réservée"),
    ("Votre\nplace   est\u00a0réservée", "Votre place est réservée"),
    ("Une place vous est réservée", "Une place vous est réservée"),
    ("Place réservée", "Place réservée"),
    ("Vous avez une place", "Vous avez une place"),
    ("Vous aurez votre place", "Vous aurez votre place"),
    ("Nous vous gardons une place", "gardons une place"),
    ("Nous avons réservé 2 places", "Nous avons réservé 2 places"),
    ("La place est pour vous", "place est pour vous"),
    ("Votre réservation", "Votre réservation"),
    ("C'est bon, à mardi", "C'est bon"),
    ("Vous êtes attendu mardi", "êtes attendu"),
    ("Nous vous attendons mardi", "Nous vous attendons"),
    ("Vous pouvez venir", "Vous pouvez venir"),
    ("You are registered", "registered"),
    ("You're REGISTERED!", "REGISTERED"),
    ("You are not only registered", "registered"),
    ("Your booking is confirmed", "Your booking"),
    ("Booking confirmed", "Booking confirmed"),
    ("Your seat is reserved", "Your seat is reserved"),
    ("We have saved you a seat", "saved you a seat"),
    ("You now have a place", "You now have a place"),
    ("You are in!", "You are in"),
    ("See you on {date}", "See you on"),
    ("We look forward to seeing you", "look forward to seeing"),
    ("You are signed up", "signed up"),
]
ALLOWED = [
    "Vous n'êtes PAS inscrit.",
    "vous n’êtes pas inscrit",
    "Vous n'êtes pas encore inscrite",
    "PAS INSCRIT : liste d'attente",
    "Vous n'êtes plus inscrit",
    "Vous n'êtes donc pas inscrit",
    "Ne venez pas sans être inscrit",
    "Vous n'êtes pas « inscrit »",
    "Votre inscription n'est pas confirmée",
    "Votre inscription n'est pas encore faite",
    "Les inscriptions sont closes",
    "Vous êtes {rang}e sur la liste d'attente.",
    "Nous vous prévenons si une place se libère. Ne venez pas sans nouvelles de nous.",
    "Il n'y a plus de place.",
    "Vous n'avez pas de place.",
    "Aucune place n'est réservée",
    "Votre place n'est pas réservée",
    "Vous voulez vous désinscrire ? Appelez le {téléphone}.",
    "You are NOT registered.",
    "You aren't registered yet",
    "The session is fully booked",
    "Your registration is not confirmed",
    "You are 3rd in the queue",
    "You are in third place on the waiting list",
    "We tell you if a seat becomes free.",
    "No seat is reserved",
    "",
]


@pytest.mark.parametrize(("text", "said"), PROMISES)
def test_what_promises_a_seat(text, said):
    assert promises(text) == said


@pytest.mark.parametrize("text", ALLOWED)
def test_what_promises_nothing(text):
    assert promises(text) == ""


@pytest.mark.parametrize(("text", "said"), [*PROMISES, *((text, "") for text in ALLOWED)])
def test_a_seat_that_is_held_may_be_told_of_but_nobody_is_registered(text, said):
    seat = any(word in said.casefold() for word in ("place", "seat"))
    assert promises(text, held=True) == ("" if seat else said)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Vous n'êtes PAS inscrit.", True),
        ("You are NOT yet registered", True),
        ("You are NOT booked in", True),
        ("Vous êtes inscrit", False),
        ("Vous attendez une place", False),
    ],
)
def test_what_denies(text, told):
    assert denies(text) == told
