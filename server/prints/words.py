"""The words of this room: kinds of paper, what is said of them, refusals."""

from server.foundation.languages import N_

KINDS = {
    "poster": N_("Affiche"),
    "flyer": N_("Affiche à languettes"),
    "brochure": N_("Brochure du mois"),
    "large_print": N_("Programme en gros caractères"),
    "sign": N_("Affichette « Aujourd'hui »"),
}
EXPLAINED = {
    "poster": N_("Une page, à lire de loin."),
    "flyer": N_("En bas, huit languettes à détacher : le téléphone et la date."),
    "brochure": N_("Les séances du mois, jour par jour, sur des demi-feuilles (A5)."),
    "large_print": N_("Les séances du mois en lettres de 20 points, sur une colonne."),
    "sign": N_("Les séances d'un jour, à mettre sur la porte."),
}
PAPERS = {"a3": N_("A3, grande feuille"), "a4": N_("A4, feuille ordinaire"), "a5": N_("A5, demi-feuille")}
# How many papers of a kind must be replaced, or taken down: one, several.
TO_REPLACE = {
    "poster": (N_("%(num)s affiche à remplacer"), N_("%(num)s affiches à remplacer")),
    "flyer": (N_("%(num)s affiche à languettes à remplacer"), N_("%(num)s affiches à languettes à remplacer")),
    "brochure": (N_("%(num)s dépôt de brochures à remplacer"), N_("%(num)s dépôts de brochures à remplacer")),
    "large_print": (N_("%(num)s programme à remplacer"), N_("%(num)s programmes à remplacer")),
    "sign": (N_("%(num)s affichette à remplacer"), N_("%(num)s affichettes à remplacer")),
}
TO_TAKE_DOWN = {
    "poster": (N_("%(num)s affiche à retirer"), N_("%(num)s affiches à retirer")),
    "flyer": (N_("%(num)s affiche à languettes à retirer"), N_("%(num)s affiches à languettes à retirer")),
    "brochure": (N_("%(num)s dépôt de brochures à retirer"), N_("%(num)s dépôts de brochures à retirer")),
    "large_print": (N_("%(num)s programme à retirer"), N_("%(num)s programmes à retirer")),
    "sign": (N_("%(num)s affichette à retirer"), N_("%(num)s affichettes à retirer")),
}
CHANGED = {
    "cancelled": N_("La séance est annulée."),
    "withdrawn": N_("La séance n'est plus dans l'agenda."),
    "restored": N_("La séance a lieu, finalement."),
    "added": N_("La séance est nouvelle."),
    "left": N_("La séance ne fait plus partie du cycle."),
    "title": N_("Le titre change : %(after)s au lieu de %(before)s."),
    "phone": N_("Le téléphone change : %(after)s au lieu de %(before)s."),
    "address": N_("L'adresse change : %(after)s au lieu de %(before)s."),
    "bring": N_("Ce qu'il faut apporter change."),
    "level": N_("Le niveau change."),
    "summary": N_("Le texte de présentation change."),
    "access": N_("La façon d'entrer change."),
}
REASONS = {
    "print_draft": N_("Cette séance est un brouillon. Publiez-la avant de l'imprimer."),
    "print_nothing": N_("Il n'y a aucune séance à imprimer."),
    "print_too_many": N_(
        "Il y a plus de %(most)s séances dans ce mois : c'est trop pour un seul papier. Faites-en un par bibliothèque."
    ),
    "print_no_ticket": N_("Personne n'a de place : il n'y a pas de billet à imprimer."),
    "print_places": N_("C'est trop de lieux, ou un nom est trop long. Au plus : 40 lieux de 80 lettres."),
    "print_removed": N_("Ce papier est déjà retiré."),
    "print_true": N_("Ce papier est à jour : il n'y a rien à remplacer."),
    "print_changed": N_("Une séance a changé depuis : ce papier n'est plus à jour. Imprimez le nouveau."),
}
