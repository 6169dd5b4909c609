"""The sentences of this room's refusals."""

from server.foundation.languages import N_

REASONS = {
    "password_short": N_("Le mot de passe doit avoir au moins %(shortest)s caractères."),
    "password_weak": N_("Ce mot de passe est trop facile à deviner. Choisissez une phrase de plusieurs mots."),
    "email_taken": N_("Cette adresse e-mail a déjà un compte."),
    "not_yourself": N_("Vous ne pouvez pas fermer votre propre compte. Demandez à une autre personne."),
    "last_administrator": N_("C'est la dernière personne qui administre l'agenda. Nommez-en une autre d'abord."),
    "account_closed": N_("Ce compte est fermé. La personne qui administre l'agenda peut le rouvrir."),
    "password_wrong": N_("Ce n'est pas votre mot de passe actuel."),
    "role_too_small": N_("Votre rôle ne permet pas de faire cela. Demandez à la personne qui administre l'agenda."),
    "sign_in_failed": N_("L'adresse e-mail ou le mot de passe n'est pas le bon."),
}
