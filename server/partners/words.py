"""The words of this room: what a return slip says, and refusals."""

from server.foundation.languages import N_

SLIPS = {
    "confirmed": N_("Inscrit"),
    "waiting": N_("Sur la liste d'attente"),
    "came": N_("Venu"),
    "missed": N_("Pas venu"),
    "cancelled": N_("Annulé"),
    "": N_("Rien : la personne n'a pas donné son accord"),
}
REASONS = {
    "no_library": N_("Choisissez au moins une bibliothèque."),
    "bad_until": N_("Choisissez un jour à venir, dans moins d'un an."),
    "not_all_yours": N_("Ce partenaire s'adresse aussi à des bibliothèques que vous ne gérez pas."),
}
