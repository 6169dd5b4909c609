"""The sentences of this room: why an address leads to nobody, and how a peer is doing."""

from server.foundation.languages import N_

REASONS = {
    "peer_not_an_address": N_("Cette adresse ne peut pas être lue. Elle ressemble à agenda.exemple.fr."),
    "peer_not_found": N_("Aucun agenda ne répond à cette adresse. Vérifiez-la, ou essayez plus tard."),
    "peer_blocked": N_("Cet agenda est bloqué."),
    "peer_without_feed": N_("Nous ne lisons pas le fil des changements de cet agenda : rien à comparer."),
    "peer_ourselves": N_("C'est l'adresse de votre propre agenda."),
}
# What a joiner is answered, as the summary of a Reject or TentativeAccept.
FULL = N_("Complet : il n'y a plus de place.")
WAITING = N_("Liste d'attente : vous êtes en position %(rank)s.")
CALLED_OFF = N_("Cette séance est annulée. %(why)s")
CANCELLED = N_("La bibliothèque a annulé cette inscription. Appelez-la si c'est une erreur.")
WITHDRAWN = N_("Cette séance n'est plus dans notre agenda.")
GUEST = N_("Usager·ère d'une bibliothèque partenaire")
STATES = {
    "asked": N_("Demande envoyée, pas encore de réponse"),
    "accepted": N_("Nous recevons ses séances"),
    "refused": N_("Demande refusée"),
    "proposed": N_("Attend votre réponse"),
    "": N_("Nous ne recevons pas ses séances"),
}
HEALTH = {
    "well": N_("Tout va bien"),
    "late": N_("En retard"),
    "silent": N_("Ne répond pas"),
    "unreachable": N_("Injoignable"),
    "refusing": N_("Refuse"),
    "waited_for": N_("Pas encore de réponse"),
    "different": N_("Écarts trouvés"),
    "skewed": N_("Horloge à régler"),
    "blocked": N_("Bloqué"),
}
SCHEMES = {
    "cavage": N_("ancienne (draft-cavage)"),
    "rfc9421": N_("actuelle (RFC 9421)"),
    "": N_("pas encore connue"),
}
PARKED = {
    "received": N_("Message reçu"),
    "delivery": N_("Message à envoyer"),
    "lookup": N_("Lecture"),
}
