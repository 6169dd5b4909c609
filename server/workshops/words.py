"""The words of this room: levels, themes, audiences and refusals."""

from server.foundation.languages import N_

LEVELS = {
    "beginner": N_("Pour débuter : aucune connaissance nécessaire"),
    "intermediate": N_("Pour continuer : il faut connaître les bases"),
    "advanced": N_("Pour aller plus loin : il faut être à l'aise"),
}
LEVELS_SHORT = {
    "beginner": N_("Pour débuter"),
    "intermediate": N_("Pour continuer"),
    "advanced": N_("Pour aller plus loin"),
}
THEMES = {
    "first_steps": N_("Premiers pas avec l'ordinateur"),
    "email": N_("Courrier électronique"),
    "internet": N_("Chercher sur Internet"),
    "files_photos": N_("Photos et documents"),
    "phone_tablet": N_("Téléphone et tablette"),
    "procedures": N_("Démarches en ligne"),
    "jobs": N_("Emploi et CV"),
    "safety": N_("Sécurité et arnaques"),
    "parenting": N_("Enfants et écrans"),
    "creation": N_("Créer avec le numérique"),
    "culture": N_("Comprendre le numérique"),
    "accessibility": N_("Voir, entendre, lire plus facilement"),
}
AUDIENCES = {
    "everyone": N_("Tout le monde"),
    "seniors": N_("Personnes âgées"),
    "youth": N_("Jeunes"),
    "families": N_("Familles"),
    "jobseekers": N_("Personnes qui cherchent un emploi"),
    "newcomers": N_("Personnes qui apprennent le français"),
}
ALL_AUDIENCES = AUDIENCES | {"professional": N_("Professionnels : l'équipe, et jamais le public")}
MODES = {"on_site": N_("Sur place"), "online": N_("En ligne, par Internet"), "mixed": N_("Sur place ou en ligne")}
LANGUAGES = {
    "fr": N_("En français"),
    "fsl": N_("En langue des signes"),
    "en": N_("En anglais"),
    "ar": N_("En arabe"),
    "zh": N_("En chinois"),
    "es": N_("En espagnol"),
    "pt": N_("En portugais"),
    "ru": N_("En russe"),
    "tr": N_("En turc"),
    "uk": N_("En ukrainien"),
}
KINDS = {
    "": N_("Un atelier, ou un rendez-vous ordinaire"),
    "aidants_connect": N_("Un rendez-vous Aidants Connect : gratuit, pour une personne, avec un salarié habilité"),
}
PASS = N_("Pass numérique")
STATES = {
    "draft": N_("Brouillon"),
    "published": N_("Publiée"),
    "internal": N_("Ouverte à l'équipe"),
    "postponed": N_("Reportée"),
    "cancelled": N_("Annulée"),
    "withdrawn": N_("Retirée"),
}
# Why somebody passes over a conflict: no free text, which could name people.
OVERRULES = {
    "agreed": N_("C'est convenu avec les personnes concernées"),
    "shared": N_("La salle peut accueillir les deux"),
    "replaced": N_("Une autre personne anime, ou vient en renfort"),
    "open": N_("On ouvre exprès ce jour-là"),
    "mistake": N_("L'autre séance, ou la fermeture, va être changée"),
    "imported": N_("Programme importé d'un fichier ou d'un calendrier"),
}
REASONS = {
    "professional_alone": N_("Un atelier pour les professionnels n'est pour personne d'autre."),
    "professional_dated": N_("Cet atelier a déjà des séances ouvertes. Écrivez-en un autre."),
    "room_taken": N_("%(room)s est déjà prise : « %(title)s », %(when)s."),
    "room_held": N_("%(room)s est gardée par un brouillon : « %(title)s », %(when)s. Il la garde jusqu'au %(until)s."),
    "presenter_taken": N_("%(name)s anime déjà « %(title)s », %(library)s, %(when)s."),
    "room_small": N_("%(room)s : on y tient à %(holds)s, et la séance a %(people)s places."),
    "mediator_not_here": N_("%(name)s ne travaille pas dans cette bibliothèque."),
    "mediator_on_leave": N_("%(name)s est en congé %(days)s."),
    "mediator_off_hours": N_("%(name)s travaille %(hours)s."),
    "mediator_off_day": N_("%(name)s ne travaille pas %(hours)s."),
    "mediator_elsewhere": N_("%(name)s : occupé ailleurs, %(when)s."),
    "mediator_from": N_("%(name)s est à %(library)s jusqu'à %(hour)s ; il faut %(minutes)s minutes de route."),
    "mediator_to": N_("%(name)s doit être à %(library)s à %(hour)s ; il faut %(minutes)s minutes de route."),
    "stock_short": N_("« %(stock)s » : il en faut %(asked)s, il en reste %(free)s sur %(total)s."),
    "stock_away": N_("« %(stock)s » est à %(library)s, %(when)s."),
    "stock_from": N_("« %(stock)s » est à %(library)s jusqu'à %(hour)s ; il faut %(minutes)s minutes de route."),
    "stock_to": N_("« %(stock)s » doit être à %(library)s à %(hour)s ; il faut %(minutes)s minutes de route."),
    "stock_elsewhere": N_("Ce matériel reste dans une autre bibliothèque."),
    "laptops_not_brought": N_("C'est plus que les ordinateurs apportés. Apportez-en autant, ou prêtez-en moins."),
    "library_closed": N_("La bibliothèque est fermée %(days)s : %(why)s."),
    "bad_competence": N_("Une compétence a un niveau de 1 à 8."),
    "aidant_one_person": N_("Un rendez-vous Aidants Connect est pour une personne : mettez 1 place."),
    "aidant_free": N_("Un rendez-vous Aidants Connect est gratuit : on n'y prend pas le Pass numérique."),
    "kind_dated": N_("Cet atelier a déjà des dates : il reste ce qu'il est. Écrivez un autre atelier."),
    "columns_missing": N_("Le fichier doit avoir les colonnes titre, date et début."),
    "unknown_library": N_("Cette bibliothèque n'est pas dans le réseau."),
    "ends_before_start": N_("La fin doit être après le début."),
    "too_long_session": N_("Une séance dure un mois au plus."),
    "bad_address": N_("L'adresse doit commencer par https://."),
    "opens_too_late": N_("Les inscriptions doivent ouvrir avant de fermer."),
    "hour_skipped": N_(
        "Cette heure n'existe pas ce jour-là : on avance les montres d'une heure. Écrivez une autre heure."
    ),
    "not_a_draft": N_("Cette séance est déjà publiée."),
    "session_over": N_("Cette séance est déjà passée."),
    "session_closed": N_("Cette séance est annulée ou retirée. On ne peut plus la changer."),
    "seats_taken": N_("Places déjà prises : %(taken)s. Gardez au moins autant de places."),
    "kept_too_many": N_("C'est plus de places gardées que de places en tout."),
    "laptops_lent": N_("Ordinateurs déjà promis : %(lent)s. Gardez au moins autant d'ordinateurs à prêter."),
    "people_waiting": N_("Personnes qui attendent : %(waiting)s. Gardez au moins autant de places d'attente."),
    "image_too_heavy": N_("Cette image pèse plus de 8 Mo. Envoyez-en une plus petite."),
    "image_too_large": N_("Cette image a trop de points pour être lue. Réduisez-la à 4000 points de côté."),
    "image_too_small": N_("Cette image est trop petite : il faut au moins 200 points de côté."),
    "image_wrong_kind": N_("Ce fichier n'est pas une image JPEG, PNG ou WebP."),
    "image_broken": N_("Cette image est abîmée : elle ne peut pas être lue jusqu'au bout."),
    "image_two_things": N_("Ce fichier contient autre chose qu'une image. Enregistrez-la de nouveau."),
    "image_missing": N_("Choisissez une image."),
    "alt_missing": N_("Dites en une phrase ce que l'on voit, ou cochez « image décorative »."),
    "review_needed": N_("Ici, les séances sont relues avant d'être publiées. Demandez une relecture."),
    "review_not_asked": N_("Personne n'a demandé de relire cette séance."),
    "publication_past": N_("Choisissez un jour et une heure à venir."),
    "publication_late": N_("La séance serait déjà finie. Choisissez un moment plus tôt."),
    "publication_not_planned": N_("Cette séance n'attend pas d'être publiée."),
    "not_postponed": N_("Cette séance n'est pas reportée."),
    "not_published": N_("Cette séance n'est pas publiée."),
    "people_booked": N_("Personnes inscrites : %(taken)s. Annulez la séance : elles seront prévenues."),
    "series_mixed": N_("Un cycle réunit des séances d'un seul atelier, dans une seule bibliothèque."),
    "series_taken": N_("Une de ces séances fait déjà partie d'un cycle."),
    "too_few_dates": N_("Il faut au moins deux séances."),
    "too_many_dates": N_("C'est trop de séances pour un cycle. Au plus : 40."),
    "too_few_steps": N_("Choisissez au moins deux ateliers."),
    "too_many_steps": N_("C'est trop d'ateliers pour un parcours. Au plus : 20."),
    "workshop_twice": N_("Un même atelier est choisi deux fois."),
    "workshop_elsewhere_path": N_("Un de ces ateliers n'est proposé que par une autre bibliothèque."),
    "slug_taken_workshop": N_("Un autre atelier a déjà ce nom dans son adresse."),
}
