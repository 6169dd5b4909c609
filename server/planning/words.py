"""The words of this room: rhythms, days of the week, why a day is skipped."""

from server.foundation.languages import N_

# How often: what the form sends, and its words.
RHYTHMS = {
    "w1": N_("Chaque semaine"),
    "w2": N_("Une semaine sur deux"),
    "w3": N_("Une semaine sur trois"),
    "w4": N_("Une semaine sur quatre"),
    "w5": N_("Une semaine sur cinq"),
    "w6": N_("Une semaine sur six"),
    "w7": N_("Une semaine sur sept"),
    "w8": N_("Une semaine sur huit"),
    "m1": N_("Le 1er du mois (1er mardi, par exemple)"),
    "m2": N_("Le 2e du mois"),
    "m3": N_("Le 3e du mois"),
    "m4": N_("Le 4e du mois"),
    "m5": N_("Le 5e du mois, quand il y en a un"),
    "m0": N_("Le dernier du mois"),
    "m13": N_("Le 1er et le 3e du mois"),
    "m24": N_("Le 2e et le 4e du mois"),
    "chosen": N_("Des dates que je choisis"),
}
DAYS = {
    "0": N_("lundi"),
    "1": N_("mardi"),
    "2": N_("mercredi"),
    "3": N_("jeudi"),
    "4": N_("vendredi"),
    "5": N_("samedi"),
    "6": N_("dimanche"),
}
BOOKED = {
    "each": N_("Chaque séance à part"),
    "singles": N_("Toutes ensemble, ou une seule"),
    "whole": N_("Toutes ensemble : c'est un cycle"),
}
VIEWS = {"semaine": N_("Semaine"), "mois": N_("Mois"), "conflits": N_("Ce qui se gêne")}
GROUPINGS = {"bibliotheque": N_("Par bibliothèque"), "salle": N_("Par salle"), "mediateur": N_("Par médiateur")}
IN_THE_WAY = {
    "room_taken": N_("salle déjà prise"),
    "room_held": N_("salle gardée par un brouillon"),
    "presenter_taken": N_("personne déjà occupée"),
    "library_closed": N_("bibliothèque fermée"),
    "room_small": N_("salle trop petite"),
    "mediator_not_here": N_("personne qui ne travaille pas là"),
    "mediator_on_leave": N_("personne en congé"),
    "mediator_off_hours": N_("hors des heures de travail"),
    "mediator_off_day": N_("hors des jours de travail"),
    "mediator_elsewhere": N_("personne occupée ailleurs"),
    "mediator_from": N_("trop peu de temps pour la route"),
    "mediator_to": N_("trop peu de temps pour la route"),
    "stock_short": N_("pas assez de matériel"),
    "stock_away": N_("chariot ailleurs"),
    "stock_from": N_("trop peu de temps pour déplacer le chariot"),
    "stock_to": N_("trop peu de temps pour déplacer le chariot"),
}
PASSED, NOTHING = N_("%(field)s : %(was)s, puis %(becomes)s"), N_("rien")
FIELDS = {
    "room": N_("la salle"),
    "capacity": N_("le nombre de places"),
    "waiting_places": N_("la liste d'attente"),
    "presenter": N_("qui anime"),
    "note": N_("la note"),
}
REASONS = {
    "room_of_one": N_("Une salle est dans une seule bibliothèque : laissez la question sans réponse."),
    "skipped_public": N_("Jour férié : %(name)s."),
    "skipped_school": N_("Vacances scolaires de la zone %(zone)s."),
    "skipped_not_open": N_("D'habitude, la bibliothèque n'ouvre pas ce jour-là."),
    "skipped_past": N_("C'est déjà passé."),
    "series_without_end": N_("Écrivez un nombre de séances, ou un dernier jour."),
    "series_ends_before": N_("Le dernier jour doit être après le premier."),
    "too_many_planned": N_("C'est trop de séances en une fois. Au plus : 60."),
    "workshop_elsewhere": N_("Cet atelier n'est proposé que par sa bibliothèque."),
    "room_elsewhere": N_("Cette salle n'est pas dans cette bibliothèque."),
    "nothing_to_change": N_("Rien n'est changé. Changez au moins une réponse."),
    "path_dates": N_("Cochez une date pour chaque atelier. Ce parcours en a %(steps)s."),
    "no_dates_ticked": N_("Cochez au moins une date."),
    "no_dates_found": N_("Cette règle ne donne aucune date. Changez le premier jour, le dernier ou le rythme."),
}
