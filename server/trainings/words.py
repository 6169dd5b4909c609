"""The words of this room: what one's seat is, and refusals."""

from server.foundation.languages import N_

SEATS = {
    "enrolled": N_("Votre place est gardée"),
    "present": N_("Votre présence est notée"),
    "absent": N_("Votre absence est notée"),
}
REASONS = {
    "training_closed": N_("Cette formation n'est pas ouverte à l'équipe."),
    "training_begun": N_("Cette formation a déjà commencé."),
    "training_full": N_("Il n'y a plus de place dans cette formation."),
    "training_not_begun": N_("Notez qui est venu quand la formation a commencé."),
    "training_people": N_("Des personnes y sont inscrites. Demandez-leur d'abord de rendre leur place."),
    "training_not_attended": N_("L'attestation est faite quand la présence est notée."),
    "too_many_modules": N_("Le référentiel a déjà cent lignes. Retirez-en avant d'en ajouter."),
}
