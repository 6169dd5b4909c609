"""The words of this room: kinds of equipment, days of a week, refusals."""

from server.foundation.languages import N_

KINDS = {
    "laptop": N_("Ordinateurs portables"),
    "tablet": N_("Tablettes"),
    "phone": N_("Téléphones"),
    "projector": N_("Vidéoprojecteurs"),
    "camera": N_("Appareils photo et caméras"),
    "headphones": N_("Casques"),
    "robot": N_("Robots et cartes à programmer"),
    "other": N_("Autre matériel"),
}
WEEK = (N_("Lundi"), N_("Mardi"), N_("Mercredi"), N_("Jeudi"), N_("Vendredi"), N_("Samedi"), N_("Dimanche"))
STATUSES = {
    "salaried": N_("Salarié ou agent de la bibliothèque"),
    "volunteer": N_("Bénévole"),
    "civic_service": N_("En service civique"),
    "trainee": N_("Stagiaire"),
    "elected": N_("Élu"),
    "guardian": N_("Mandataire judiciaire"),
}
PROGRAMMES = {"aidants_connect": N_("Aidants Connect")}
REASONS = {
    "habilitation_ends_before": N_("Le dernier jour doit être après le premier."),
    "aidant_nobody": N_(
        "Dites qui anime : un rendez-vous Aidants Connect se tient avec une personne habilitée, qui a sa fiche dans"
        " « Qui anime »."
    ),
    "aidant_status_unknown": N_(
        "La fiche de la personne qui anime ne dit pas si elle est salariée. Seuls les salariés habilités tiennent un"
        " rendez-vous Aidants Connect."
    ),
    "aidant_volunteer": N_(
        "La personne qui anime est bénévole. Seuls les salariés habilités tiennent un rendez-vous Aidants Connect."
    ),
    "aidant_civic_service": N_(
        "La personne qui anime est en service civique. Seuls les salariés habilités tiennent un rendez-vous Aidants"
        " Connect."
    ),
    "aidant_trainee": N_(
        "La personne qui anime est stagiaire. Seuls les salariés habilités tiennent un rendez-vous Aidants Connect."
    ),
    "aidant_elected": N_(
        "La personne qui anime est un élu. Seuls les salariés habilités tiennent un rendez-vous Aidants Connect."
    ),
    "aidant_guardian": N_(
        "La personne qui anime est mandataire judiciaire. Seuls les salariés habilités tiennent un rendez-vous Aidants"
        " Connect."
    ),
    "aidant_not_habilitated": N_("La personne qui anime n'a pas d'habilitation Aidants Connect dans sa fiche."),
    "aidant_not_yet": N_("L'habilitation Aidants Connect de la personne qui anime ne commence qu'après ce jour-là."),
    "aidant_expired": N_("L'habilitation Aidants Connect de la personne qui anime ne va pas jusqu'à ce jour-là."),
    "aidant_other_structure": N_(
        "L'habilitation Aidants Connect de la personne qui anime n'est pas pour cette bibliothèque."
    ),
    "bad_hours": N_("Écrivez des heures comme 9:00-12:30, 14:00-18:00. Vide : pas ce jour-là."),
    "mediator_known": N_("Une autre personne porte déjà ce nom ici. Ajoutez de quoi les distinguer."),
    "mediator_several": N_("Écrivez le nom d'une seule personne."),
    "mediator_libraries": N_("Choisissez au moins une bibliothèque dont vous avez la charge."),
    "staff_taken": N_("Ce compte est déjà celui d'une autre personne."),
    "leave_ends_before": N_("Le dernier jour doit être après le premier."),
    "leave_too_long": N_("Un congé dure un an au plus ici."),
    "stock_known": N_("Cette bibliothèque a déjà du matériel de ce nom."),
    "stock_used": N_("Des séances à venir en ont besoin. Changez-les d'abord."),
    "bad_road": N_("Écrivez un nombre de minutes, de 0 à 480."),
    "same_library": N_("Choisissez deux bibliothèques différentes."),
    "busy_ours": N_("Cette adresse est d'ici. Demandez celle que l'autre réseau a faite."),
    "busy_address": N_("L'adresse doit commencer par https://."),
    "busy_known": N_("Cette adresse est déjà suivie."),
}
