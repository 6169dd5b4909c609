"""What the fields of a session and of a workshop are called where they are compared, and how their values are said."""

from server.foundation.choosing import TICK
from server.foundation.languages import N_
from server.workshops.competences import COMPETENCES
from server.workshops.competences import LEVELS as OF_EIGHT
from server.workshops.words import ALL_AUDIENCES, KINDS, LANGUAGES, LEVELS, MODES, THEMES

SESSION_FIELDS = {
    "day": N_("Jour"),
    "start": N_("Début"),
    "end": N_("Fin"),
    "last_day": N_("Jour de la fin, si ce n'est pas le même"),
    "capacity": N_("Nombre de places"),
    "waiting_places": N_("Places sur la liste d'attente"),
    "kept_desk": N_("Places gardées pour l'accueil et le téléphone"),
    "kept_partner": N_("Places gardées pour les partenaires"),
    "kept_peer": N_("Places gardées pour les autres agendas"),
    "kept_first": N_("Places gardées pour une première fois"),
    "release_days": N_("Combien de jours avant la séance n'est-ce plus gardé ?"),
    "laptops": N_("Combien d'ordinateurs peut-on prêter ?"),
    "companions_free": N_("Qui accompagne ou traduit ne prend pas de place"),
    "opens_day": N_("Jour où les inscriptions par Internet ouvrent"),
    "opens_hour": N_("Heure d'ouverture des inscriptions"),
    "closes_hours": N_("Fermer les inscriptions par Internet combien d'heures avant ?"),
    "offer_hours": N_("Combien d'heures garder une place libérée pour la personne qui attend ?"),
    "drop_in": N_("On peut venir sans s'inscrire : les places réservées sont gardées dix minutes après le début"),
    "pass_accepted": N_("On accepte le Pass numérique"),
    "room": N_("Salle"),
    "place": N_("Lieu, si ce n'est pas à la bibliothèque"),
    "mode": N_("Comment y participe-t-on ?"),
    "online_url": N_("Adresse de la visioconférence"),
    "presenter": N_("Qui anime ?"),
    "note": N_("Ce qui est particulier à cette date"),
}
SESSION_SAYS = {
    "mode": MODES,
    "companions_free": TICK,
    "drop_in": TICK,
    "pass_accepted": TICK,
    "laptops": {"0": N_("Aucun")},
}
WORKSHOP_FIELDS = {
    "title": N_("Titre"),
    "summary": N_("En une phrase"),
    "description": N_("Ce qu'on y fait"),
    "level": N_("Niveau"),
    "language": N_("Dans quelle langue ?"),
    "prerequisites": N_("Ce qu'il faut savoir avant"),
    "bring": N_("Ce qu'il faut apporter"),
    "minutes": N_("Durée habituelle, en minutes"),
    "kind": N_("Que propose-t-on ?"),
    **{f"theme_{theme}": words for theme, words in THEMES.items()},
    **{f"audience_{audience}": words for audience, words in ALL_AUDIENCES.items()},
    **{each.field: each.title for each in COMPETENCES.values()},
}
WORKSHOP_SAYS = {
    "level": LEVELS | {"": N_("Pour tous")},
    "language": LANGUAGES,
    "kind": KINDS,
    **{name: TICK for name in WORKSHOP_FIELDS if name.startswith(("theme_", "audience_"))},
    **{each.field: {str(level): str(level) for level in OF_EIGHT} for each in COMPETENCES.values()},
}
