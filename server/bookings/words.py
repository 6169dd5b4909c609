"""The words of this room: states of a booking, ways of being told, and refusals."""

from server.foundation.languages import N_

STATES = {
    "confirmed": N_("Place réservée"),
    "waiting": N_("Sur la liste d'attente"),
    "cancelled": N_("Réservation annulée"),
}
CHANNELS = {
    "email": N_("Par e-mail"),
    "call": N_("Par téléphone"),
    "none": N_("Rien, je garde le papier"),
}
REASONS = {
    "trap_filled": N_("Une case cachée a été remplie. Recommencez sans le remplissage automatique, ou appelez-nous."),
    "session_full": N_("Cette séance est complète, et il n'y a plus de place sur la liste d'attente."),
    "session_not_open": N_("On ne peut pas réserver cette séance."),
    "session_cancelled": N_("Cette séance est annulée."),
    "session_past": N_("Cette séance a déjà commencé."),
    "too_many_people": N_("C'est trop de personnes pour une seule réservation. Au plus : %(most)s."),
    "too_many_for_contact": N_(
        "Il y a déjà plusieurs réservations avec cette adresse ou ce numéro pour cette séance. Appelez-nous."
    ),
}
