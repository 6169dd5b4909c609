"""The sentences of this room: why an address leads to nobody, and how a peer is doing."""

from server.foundation.languages import N_

REASONS = {
    "peer_not_an_address": N_("Cette adresse ne peut pas être lue. Elle ressemble à agenda.exemple.fr."),
    "peer_not_found": N_("Aucun agenda ne répond à cette adresse. Vérifiez-la, ou essayez plus tard."),
    "peer_blocked": N_("Cet agenda est bloqué."),
    "peer_ourselves": N_("C'est l'adresse de votre propre agenda."),
}
STATES = {
    "asked": N_("Demande envoyée, pas encore de réponse"),
    "accepted": N_("Nous recevons ses séances"),
    "refused": N_("Demande refusée"),
    "proposed": N_("Demande à rejoindre ce hub"),
    "": N_("Nous ne recevons pas ses séances"),
}
