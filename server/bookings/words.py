"""The words of this room: states of a booking, ways of being told, ages, opinions, and refusals."""

from server.foundation.languages import N_

STATES = {
    "confirmed": N_("Place réservée"),
    "offered": N_("Place proposée"),
    "waiting": N_("Sur la liste d'attente"),
    "cancelled": N_("Inscription annulée"),
}
OVERRIDES = {
    "room": N_("Il y a une place de plus dans la salle"),
    "need": N_("Besoin urgent (démarche, échéance)"),
    "mistake": N_("Erreur de notre part"),
    "agreed": N_("Une personne inscrite a dit qu'elle ne viendra pas"),
    "shared": N_("Téléphone ou adresse à plusieurs (famille, foyer)"),
}
CHANNELS = {
    "sms": N_("Par SMS"),
    "email": N_("Par e-mail"),
    "call": N_("Par téléphone"),
    "none": N_("Rien, je garde le papier"),
}
AGES = {
    "moins_de_douze": N_("Moins de 12 ans"),
    "douze_dix_huit": N_("12 à 17 ans"),
    "dix_huit_vingt_quatre": N_("18 à 24 ans"),
    "vingt_cinq_trente_neuf": N_("25 à 39 ans"),
    "quarante_cinquante_neuf": N_("40 à 59 ans"),
    "soixante_soixante_neuf": N_("60 à 69 ans"),
    "soixante_dix_plus": N_("70 ans et plus"),
    "non_communique": N_("Âge non communiqué"),
}
GENDERS = {
    "feminin": N_("Femmes"),
    "masculin": N_("Hommes"),
    "genre_non_communique": N_("Genre non communiqué"),
}
STATUSES = {
    "scolarise": N_("À l'école ou en formation"),
    "sans_emploi": N_("Sans emploi"),
    "en_emploi": N_("En emploi"),
    "retraite": N_("À la retraite"),
    "statut_non_communique": N_("Situation non communiquée"),
}
OPINIONS = {"good": N_("Bien"), "fair": N_("Moyen"), "bad": N_("Pas bien")}
DEMANDS = {
    "no_place": N_("Il n'y a plus de place"),
    "hours": N_("Le jour ou l'heure ne vont pas"),
    "other": N_("Autre chose"),
}
REASONS = {
    "contact_missing": N_("Écrivez une adresse e-mail ou un numéro de téléphone."),
    "already_open": N_("Les inscriptions sont déjà ouvertes."),
    "subject_missing": N_("Choisissez un atelier ou un thème."),
    "session_not_public": N_("Les présences se notent quand la séance est publiée."),
    "too_early_to_record": N_("Les présences se notent à partir de deux heures avant le début."),
    "no_seat_booked": N_("Cette inscription n'a pas de place dans cette séance."),
    "seat_given": N_("Sa place a été donnée à une personne venue sans inscription. Notez-la avec les arrivées."),
    "too_early_to_give": N_("Les places se donnent à partir du début de la séance."),
    "not_first_there": N_("Une autre personne attend depuis plus longtemps."),
    "no_seat_to_give": N_("Aucune place n'est libre. Notez d'abord les absents."),
    "bad_count": N_("Écrivez un nombre, ou laissez vide si vous n'avez pas compté."),
    "more_than_came": N_("C'est plus que les personnes venues : %(most)s."),
    "say_how_many_came": N_("C'est plus que les places : %(most)s. Écrivez d'abord combien de personnes sont venues."),
    "no_opinion_now": N_("On donne son avis après la séance, si on y est venu."),
    "course_over": N_("Toutes les séances de ce cycle ont commencé ou sont annulées."),
    "course_whole": N_("On s'inscrit à toutes les séances de ce cycle en même temps, pas à une seule."),
    "trap_filled": N_("Une case cachée a été remplie. Recommencez sans le remplissage automatique, ou appelez-nous."),
    "session_full": N_("Il n'y a plus de place. La liste d'attente est pleine aussi."),
    "no_seat_left": N_("Il n'y a plus de place."),
    "seats_kept": N_("Il n'y a plus de place par Internet. Il reste des places gardées : appelez-nous."),
    "no_laptop_left": N_("Il n'y a plus d'ordinateur à prêter. Vous pouvez venir avec le vôtre, ou nous appeler."),
    "too_many_laptops": N_("C'est trop d'ordinateurs à prêter. Au plus : %(most)s."),
    "more_than_people": N_("C'est plus que le nombre de personnes."),
    "no_room_to_grow": N_("Il ne reste pas assez de places pour ajouter des personnes."),
    "full_there": N_("Il n'y a plus de place à cette séance. La personne peut y attendre une place."),
    "already_there": N_("Cette inscription est déjà à cette séance."),
    "moved_meanwhile": N_("Cette inscription vient de changer. Regardez-la de nouveau."),
    "booking_cancelled": N_("Cette inscription est annulée."),
    "booked_elsewhere": N_("Cette inscription vient d'un autre agenda. Annulez-la, puis faites-en une autre ici."),
    "too_many_ahead": N_("Il y a déjà %(most)s inscriptions à venir avec cette adresse ou ce téléphone."),
    "session_not_open": N_("On ne peut pas s'inscrire à cette séance."),
    "session_cancelled": N_("Cette séance est annulée."),
    "session_postponed": N_("Cette séance est reportée : sa nouvelle date n'est pas encore connue."),
    "session_past": N_("Cette séance a déjà commencé."),
    "offer_over": N_("Cette place n'est plus gardée : le temps pour répondre est passé. Appelez-nous."),
    "opens_later": N_("Les inscriptions par Internet ne sont pas encore ouvertes. Vous pouvez nous appeler."),
    "closed_on_line": N_("On ne s'inscrit plus par Internet à cette séance. Vous pouvez nous appeler."),
    "too_many_people": N_("C'est trop de personnes pour une seule inscription. Au plus : %(most)s."),
    "host_quota": N_("Les places que nous gardons pour les inscriptions de votre agenda sont prises. Appelez-nous."),
    "too_many_for_contact": N_("Il y a déjà plusieurs inscriptions avec cette adresse ou ce téléphone. Appelez-nous."),
}
