"""The words of this room: why something was not done, and what happened to things."""

from server.foundation.languages import N_
from server.planning.words import IN_THE_WAY

REVIEWS = {
    "asked": N_("À relire"),
    "returned": N_("À reprendre par son auteur"),
    "stopped": N_("N'a pas pu être publiée"),
}
# Why a draft that was to be published by itself was not, in a few words.
STOPPED = IN_THE_WAY | {"session_over": N_("la séance était déjà finie")}
OTHERWISE = N_("quelque chose s'y oppose")
ACTIONS = {
    "publish": N_("Publier"),
    "ask_review": N_("Demander une relecture"),
    "change": N_("Changer la salle, qui anime ou le nombre de places"),
    "cancel": N_("Annuler, avec un motif"),
    "withdraw": N_("Effacer les brouillons"),
}
# What happens to each, and what has happened.
WILL = {
    "publish": N_("elle est publiée tout de suite"),
    "ask_review": N_("elle est donnée à relire"),
    "change": N_("elle change"),
    "cancel": N_("elle est annulée"),
    "withdraw": N_("le brouillon est effacé"),
}
PASSED, NOTHING = N_("%(field)s : %(was)s, puis %(becomes)s"), N_("rien")
FIELDS = {"room": N_("la salle"), "presenter": N_("qui anime"), "capacity": N_("le nombre de places")}
SESSION_STATES = {"draft": N_("Brouillon"), "published": N_("Publiée"), "postponed": N_("Reportée")}
STATES = {
    "draft": N_("Brouillons"),
    "asked": N_("À relire"),
    "published": N_("Publiées"),
    "postponed": N_("Reportées"),
}
REASONS = {
    "only_drafts": N_("Ce n'est pas un brouillon : retirez-la depuis sa page."),
    "too_many_ticked": N_("C'est trop de séances en une fois. Au plus : 300."),
    "nothing_ticked": N_("Cochez au moins une séance."),
    "not_yours": N_("Vous ne pouvez pas changer cette séance, ou elle n'existe plus."),
    "not_reached": N_("Le travail s'est arrêté avant elle."),
    "undo_too_late": N_("On ne peut plus revenir en arrière : on le peut pendant un jour, sauf pour une annulation."),
    "undo_course": N_("Elle fait partie d'un cycle : retirez-la depuis sa page."),
}
