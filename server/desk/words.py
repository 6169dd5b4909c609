"""The words of this room: states and contacts in a few letters, for tables."""

from server.foundation.languages import N_

PARTIES = {"confirmed": N_("Inscrit"), "waiting": N_("Attend"), "cancelled": N_("Annulé")}
CONTACTS = {
    "": N_("Par ce qui est donné"),
    "call": N_("Téléphone (nous appelons)"),
    "email": N_("E-mail"),
    "none": N_("Rien, la personne garde le papier"),
}
