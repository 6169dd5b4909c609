"""The words of this room: refusals, what an address may be told of, and how it is doing."""

from server.foundation.languages import N_

REASONS = {
    "hook_url_refused": N_("Nous n'écrivons pas à cette adresse : il faut https:// et un nom public."),
    "too_many_hooks": N_("Il y a déjà 50 webhooks. Enlevez-en un d'abord."),
    "hook_secret_seen": N_("Cette clé a déjà été montrée. Si elle est perdue, changez-la."),
    "hook_stopped": N_("Ce webhook est arrêté. Remettez-le en route d'abord."),
}
KINDS = {
    "session.published": N_("Une séance est publiée"),
    "session.changed": N_("Une séance change : date, lieu, atelier…"),
    "session.cancelled": N_("Une séance est annulée"),
    "session.withdrawn": N_("Une séance est retirée de l'agenda"),
    "session.seats_changed": N_("Le nombre d'inscriptions change (jamais les noms)"),
    "hook.tested": N_("Essai"),
}
STATES = {"owed": N_("À envoyer"), "sent": N_("Reçu"), "dead": N_("Abandonné")}
WHY = {
    "staff": N_("Vous l'avez arrêté."),
    "gone": N_("Cette adresse a répondu qu'elle n'existe plus (410)."),
    "failing": N_("Cette adresse ne répond plus depuis cinq jours."),
}
