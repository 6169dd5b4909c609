"""The words of this room: states of a request to another agenda, and refusals."""

from server.foundation.languages import N_

STATES = {
    "asked": N_("Pas encore confirmé"),
    "silent": N_("Sans réponse"),
    "confirmed": N_("Place réservée"),
    "waiting": N_("Sur la liste d'attente"),
    "refused": N_("Refusé"),
    "external": N_("À faire sur le site de l'organisateur"),
    "cancelled": N_("Inscription annulée"),
}
WHOM = ("self", "other")
REASONS = {
    "not_from_here": N_("On ne peut plus demander de place d'ici pour cette séance."),
    "asked_already": N_(
        "Une demande est déjà faite pour cette personne. Retrouvez-la avec votre numéro d'inscription, ou appelez-nous."
    ),
}
