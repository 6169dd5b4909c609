"""What the fields of a library are called where they are compared, and how their values are said."""

from server.foundation.choosing import TICK
from server.foundation.languages import N_
from server.libraries.words import FACILITIES, SCHOOL_ZONES

FIELDS = {
    "name": N_("Nom"),
    "address": N_("Numéro et rue"),
    "postal_code": N_("Code postal"),
    "city": N_("Commune"),
    "phone": N_("Téléphone de l'accueil"),
    "email": N_("Adresse e-mail"),
    "website": N_("Site"),
    "access": N_("Comment entrer et venir"),
    "opening_hours": N_("Heures d'ouverture"),
    "school_zone": N_("Vacances scolaires"),
    "reminder_hours": N_("Rappel, combien d'heures avant la séance"),
    "reviewed": N_("Les séances sont relues par qui gère la bibliothèque avant d'être publiées"),
    "timezone": N_("Fuseau horaire"),
    "insee": N_("Code de la commune (Insee)"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    **{f"facility_{name}": words for name, words in FACILITIES.items()},
}
SAYS = {
    "school_zone": SCHOOL_ZONES,
    "reviewed": TICK,
    **{f"facility_{name}": TICK for name in FACILITIES},
}
