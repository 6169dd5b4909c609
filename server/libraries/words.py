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
}
