"""The words of this room: states of a booking, ways of being told, and refusals."""

from server.foundation.languages import N_

STATES = {
    "confirmed": N_("Place réservée"),
    "offered": N_("Place proposée"),
    "waiting": N_("Sur la liste d'attente"),
    "cancelled": N_("Inscription annulée"),
}
CHANNELS = {
    "email": N_("Par e-mail"),
    "call": N_("Par téléphone"),
    "none": N_("Rien, je garde le papier"),
}
REASONS = {
    "trap_filled": N_("Une case cachée a été remplie. Recommencez sans le remplissage automatique, ou appelez-nous."),
    "session_full": N_("Il n'y a plus de place. La liste d'attente est pleine aussi."),
    "no_seat_left": N_("Il n'y a plus de place."),
    "seats_kept": N_("Il n'y a plus de place par Internet. Il reste des places gardées : appelez-nous."),
    "no_laptop_left": N_("Il n'y a plus d'ordinateur à prêter. Vous pouvez venir avec le vôtre, ou nous appeler."),
    "too_many_laptops": N_("C'est trop d'ordinateurs à prêter. Au plus : %(most)s."),
    "more_than_people": N_("C'est plus que le nombre de personnes."),
    "session_not_open": N_("On ne peut pas s'inscrire à cette séance."),
    "session_cancelled": N_("Cette séance est annulée."),
    "session_past": N_("Cette séance a déjà commencé."),
    "opens_later": N_("Les inscriptions par Internet ne sont pas encore ouvertes. Vous pouvez nous appeler."),
    "closed_on_line": N_("On ne s'inscrit plus par Internet à cette séance. Vous pouvez nous appeler."),
    "too_many_people": N_("C'est trop de personnes pour une seule inscription. Au plus : %(most)s."),
    "host_quota": N_("Les places que nous gardons pour les inscriptions de votre agenda sont prises. Appelez-nous."),
    "too_many_for_contact": N_("Il y a déjà plusieurs inscriptions avec cette adresse ou ce téléphone. Appelez-nous."),
}
