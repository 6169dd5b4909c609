"""The words of this room: roles, what eases coming, refusals."""

from server.accounts.powers import Role
from server.foundation.languages import N_

ROLES = {
    "reading": N_("Lecture : regarder"),
    "desk": N_("Accueil : inscrire les personnes"),
    "programming": N_("Programmation : inscrire et préparer le programme"),
    "manager": N_("Responsable : tout, avec la fiche de la bibliothèque et l'équipe"),
}
ADMINISTERS = N_("Administration : tout, dans tout le réseau")
# How the table of powers calls them.
SHORT_ROLES = {
    Role.READING: N_("Lecture"),
    Role.DESK: N_("Accueil"),
    Role.PROGRAMMING: N_("Programmation"),
    Role.MANAGER: N_("Responsable"),
    Role.ADMINISTRATOR: N_("Administration"),
}
FACILITIES = {
    "wheelchair": N_("Accessible en fauteuil roulant"),
    "hearing_loop": N_("Boucle magnétique"),
    "sign_language": N_("Accueil en langue des signes"),
    "sight": N_("Matériel pour mieux voir"),
}
SCHOOL_ZONES = {
    "": N_("Celle de son département"),
    "A": N_("Zone A"),
    "B": N_("Zone B"),
    "C": N_("Zone C"),
    "none": N_("Aucune : ne pas regarder les vacances scolaires"),
}
REASONS = {
    "bad_setup": N_("Écrivez un nombre de minutes, de 0 à 480."),
    "room_name_taken": N_("Une autre salle de cette bibliothèque a déjà ce nom."),
    "closing_ends_before": N_("Le dernier jour de la fermeture doit être après le premier."),
    "closing_too_long": N_("Une fermeture dure un an au plus."),
    "bad_timezone": N_("Ce fuseau horaire n'existe pas. En métropole, c'est Europe/Paris."),
    "slug_taken": N_("Une autre bibliothèque a déjà ce nom dans son adresse."),
    "bad_slug": N_("L'adresse ne peut avoir que des lettres sans accent, des chiffres et des traits d'union."),
    "bad_website": N_("L'adresse d'un site commence par https:// ou http://."),
    "bad_reminder_hours": N_("Écrivez 0 pour aucun rappel, ou un nombre d'heures de 6 à 336 (deux semaines)."),
    "own_role": N_("Vous ne pouvez pas changer votre propre rôle. Demandez à une autre personne."),
    "bad_role": N_("Ce rôle n'existe pas."),
    "bad_pivot": N_(
        "Ce numéro n'est pas bon. Un SIRET a 14 chiffres, un RNA commence par W. Relisez-le sur un papier officiel."
    ),
    "no_pivot": N_("Il manque le SIRET de qui gère ce lieu. Une bibliothèque municipale donne celui de la mairie."),
    "no_services": N_("Dites au moins une chose que l'on peut faire ici."),
    "bad_street": N_("L'adresse a des lettres, des chiffres et des signes simples : pas de @, de _ ni de guillemets."),
    "bad_city": N_("La commune a des lettres, des traits d'union, des apostrophes : pas de parenthèses."),
    "bad_postal_code": N_("Un code postal a cinq chiffres, comme 35000."),
    "bad_insee": N_("Le code Insee a cinq signes, comme 35238 ou 2A004. Ce n'est pas le code postal."),
    "half_position": N_("Écrivez les deux nombres, ou aucun : latitude et longitude vont ensemble."),
    "phone_not_french": N_("Ce n'est pas un numéro de France ou d'outre-mer que la Cartographie accepte."),
    "bad_acceslibre": N_("L'adresse de la fiche commence par https://acceslibre.beta.gouv.fr/"),
    "summary_too_long": N_("Le résumé a 280 signes au plus, espaces compris. Le reste va dans la présentation."),
    "no_bar": N_("Le signe | n'est pas accepté ici."),
    "no_public_alone": N_("Si le lieu n'accueille pas de public, ne cochez pas d'autre réponse."),
    "closed_to_public": N_("La Cartographie ne montre que les lieux qui accueillent du public."),
    "held_back": N_("Vous avez choisi de ne pas montrer ce lieu dans les données ouvertes."),
    "bad_kind": N_("Un de ces codes n'est pas dans la liste nationale."),
    "bad_hour": N_("Écrivez une heure d'ouverture et une heure de fermeture, comme 9:30."),
    "closes_before": N_("La fermeture vient après l'ouverture."),
    "opens_too_early": N_("La deuxième ouverture vient après la première fermeture."),
    "hours_not_read": N_(
        "Les heures d'ouverture ne tiennent pas dans le tableau : elles ne sont pas dans les données ouvertes."
    ),
    "better_with_insee": N_("Le code Insee de la commune aide à compter les lieux d'un territoire."),
    "better_with_latitude": N_("Sans position, le lieu n'est pas sur la carte."),
    "better_with_phone": N_("Un numéro de téléphone : c'est ce que les gens cherchent d'abord."),
    "better_with_opening_hours": N_("Les heures d'ouverture ne sont pas dites."),
    "better_with_summary": N_("Une phrase qui présente le lieu donne envie de venir."),
    "better_with_fees": N_("Dites si c'est gratuit."),
    "better_with_ways_in": N_("Dites comment on vient : en poussant la porte, en téléphonant…"),
    "better_with_support": N_("Dites comment les personnes sont aidées."),
}
