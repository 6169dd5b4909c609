"""The words of this room: states and contacts in a few letters, for tables; why a waiting list does not move."""

from server.bookings.waiting import Why
from server.foundation.languages import N_

PARTIES = {
    "confirmed": N_("Inscrit"),
    "offered": N_("Place proposée"),
    "waiting": N_("Attend"),
    "cancelled": N_("Annulé"),
}
OUTCOMES = {
    "yes": N_("Vient"),
    "no": N_("Ne vient pas"),
    "told": N_("C'est dit"),
    "left": N_("Message laissé"),
    "later": N_("À rappeler"),
    "enough": N_("Ne plus appeler"),
}
ANSWERS = {
    "yes": N_("vient"),
    "no": N_("ne vient pas"),
    "silence": N_("n'a pas répondu"),
    "": N_("n'a pas encore répondu"),
}
CONTACTS = {
    "": N_("Par ce qui est donné"),
    "sms": N_("SMS"),
    "call": N_("Téléphone (nous appelons)"),
    "email": N_("E-mail"),
    "none": N_("Rien, la personne garde le papier"),
}
POOLS = {
    "desk": N_("l'accueil et le téléphone"),
    "partner": N_("les partenaires"),
    "peer": N_("les autres agendas"),
    "first": N_("les personnes qui viennent pour la première fois"),
}
STOPS = {
    Why.NOT_PUBLISHED: N_("La liste d'attente est arrêtée : la séance n'est pas publiée."),
    Why.STARTED: N_("La liste d'attente est arrêtée : la séance a commencé."),
    Why.SOON: N_("Des places sont libres : elles vont aux personnes qui attendent dans un instant."),
    Why.NO_LAPTOP: N_("La première inscription attend un ordinateur prêté : il n'y en a plus."),
    Why.OFFERED: N_(
        "Une place est proposée à une personne qui attendait. Sa réponse est attendue jusqu'au %(day)s à %(hour)s."
    ),
    Why.FULL: N_("Toutes les places sont prises. La première qui se libère ira à la première inscription de la liste."),
    Why.KEPT: N_("Les places libres sont gardées pour %(whom)s, jusqu'au %(day)s à %(hour)s."),
    Why.COURSE: N_("Un cycle attend : il lui manque une place à une autre de ses dates."),
    Why.TOO_LARGE: N_(
        "La première inscription est pour %(people)s personnes, et il y a moins de places libres (%(free)s). "
        "Personne ne passe devant elle."
    ),
}
