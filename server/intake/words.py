"""The words of this room: refusals, and what differs from a session that is there."""

from server.foundation.languages import N_

REASONS = {
    "file_empty": N_("Ce fichier est vide, ou n'a qu'une ligne."),
    "file_too_heavy": N_("Ce fichier est trop lourd : 4 Mo au plus. Enlevez les images, ou faites plusieurs fichiers."),
    "file_too_dear": N_("Ce fichier est trop gros pour être ouvert. Gardez seulement la feuille du programme."),
    "file_damaged": N_("Ce fichier est abîmé, ou protégé par un mot de passe. Enregistrez-le de nouveau."),
    "file_unknown": N_("Ce n'est ni un tableau (.xlsx, .ods ou .csv), ni un calendrier (.ics)."),
    "file_missing": N_("Choisissez un fichier."),
    "series_refused": N_("Cette série se répète d'une façon que nous ne lisons pas. Écrivez ses dates une à une."),
    "all_day": N_("Elle dure toute la journée : donnez-lui une heure."),
    "cancelled_there": N_("Elle est annulée dans ce calendrier."),
    "private_there": N_("Elle est marquée comme privée dans ce calendrier."),
    "column_needed": N_("Dites dans quelle colonne cela se trouve."),
    "unknown_room": N_("Cette salle n'existe pas dans cette bibliothèque."),
    "twice_in_file": N_("La même séance est deux fois dans le fichier."),
    "import_under_way": N_("Cet import n'est pas fini. Attendez un peu."),
    "import_fault": N_("Cette ligne n'a pas pu être prise, par notre faute. Écrivez-la à la main."),
    "import_not_yours": N_("Cette séance est dans une bibliothèque où vous n'avez plus de rôle."),
}
DIFFERS = {
    "starts_at": N_("la date ou l'heure"),
    "ends_at": N_("la fin"),
    "capacity": N_("le nombre de places"),
    "waiting_places": N_("les places en liste d'attente"),
    "presenter": N_("l'intervenant ou l'intervenante"),
}
KINDS = {"table": N_("Tableau"), "calendar": N_("Calendrier")}
