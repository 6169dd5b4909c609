"""The words of this room: why a network in a file is not taken."""

from server.foundation.languages import N_

REASONS = {
    "agenda_version": N_("Ce fichier est d'une version que nous ne lisons pas."),
    "agenda_not_empty": N_("Il y a déjà quelque chose ici. Ce fichier va dans une instance vide."),
    "agenda_unreadable": N_("Ce fichier d'agenda est abîmé. Exportez-le de nouveau."),
}
