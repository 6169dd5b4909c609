"""The words of this room: what is counted, and what is said of a figure that is not known or too small."""

from server.foundation.languages import N_

NOT_COUNTED = "NC"
INDICATORS = {
    "actions": N_("Actions différentes"),
    "occurrences": N_("Séances tenues (occurrences)"),
    "participants": N_("Personnes venues"),
    "digital_occurrences": N_("Dont numérique : séances"),
    "digital_participants": N_("Dont numérique : personnes venues"),
    "youth_occurrences": N_("Dont jeunesse : séances"),
    "youth_participants": N_("Dont jeunesse : personnes venues"),
    "off_site_occurrences": N_("Dont hors les murs : séances"),
    "off_site_participants": N_("Dont hors les murs : personnes venues"),
    "classes": N_("Classes différentes"),
    "visits": N_("Visites de classes"),
    "pupils": N_("Élèves venus avec leur classe"),
    "remote": N_("Personnes éloignées de la lecture"),
    "cents": N_("Dépenses, en euros"),
    "staff_minutes": N_("Heures de travail des agents"),
    "volunteers": N_("Bénévoles présents, séance par séance"),
}
# How a number is written, by the parts of its unit that are counted; the others are whole.
PARTS = {"cents": 100, "staff_minutes": 60}
REASONS = {
    "openagenda_no_place": N_("OpenAgenda ne connaît pas ce lieu : écrivez son numéro plus bas."),
    "openagenda_too_long": N_("OpenAgenda ne prend pas de séance de plus de 24 heures."),
    "openagenda_number": N_("Un numéro d'OpenAgenda n'a que des chiffres."),
    "coop_material_or_none": N_("Choisissez « Pas de matériel », ou du matériel, pas les deux."),
}
