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
RECEIPTS = {
    "owed": N_("À envoyer"),
    "sent": N_("Fait"),
    "dropped": N_("Plus utile, pas envoyé"),
    "dead": N_("Pas parti"),
    "unsure": N_("Peut-être parti"),
}
DONE = {
    "booking.confirmed": N_("Inscrit"),
    "booking.waited": N_("Mis sur la liste d'attente"),
    "booking.promoted": N_("Une place s'est libérée : inscrit"),
    "booking.offered": N_("Une place est proposée"),
    "booking.accepted": N_("La place est acceptée"),
    "booking.declined": N_("La place est refusée"),
    "booking.expired": N_("La place proposée n'a pas eu de réponse"),
    "booking.changed": N_("Nom ou contact changé"),
    "booking.resized": N_("%(people)s personnes au lieu de %(before)s"),
    "booking.moved": N_("Déplacé d'une autre séance"),
    "booking.date_added": N_("Une séance s'ajoute à son cycle"),
    "booking.date_removed": N_("La séance ne fait plus partie de son cycle"),
    "booking.overridden": N_("Une règle est passée outre : %(why)s"),
    "booking.cancelled": N_("Annulé"),
}
DOORS = {
    "desk": N_("à l'accueil, par %(name)s"),
    "staff": N_("par %(name)s"),
    "token": N_("par un programme de %(name)s"),
    "patron": N_("par la personne, sur Internet"),
    "partner": N_("par un partenaire"),
    "peer": N_("par l'agenda %(host)s"),
    "system": N_("tout seul"),
}
# What a line of the journal says of a session; another kind of line says that something changed.
CHANGES = {
    "": N_("changée"),
    "session.planned": N_("nouveau brouillon"),
    "session.published": N_("publiée"),
    "session.opened_to_staff": N_("ouverte à l'équipe"),
    "session.closed_to_staff": N_("n'est plus ouverte à l'équipe"),
    "session.changed": N_("changée"),
    "session.cancelled": N_("annulée"),
    "session.withdrawn": N_("retirée"),
    "session.overruled": N_("un empêchement est passé outre"),
}
FIELDS = {
    "starts_at": N_("le jour ou l'heure"),
    "ends_at": N_("la fin"),
    "mode": N_("sur place ou en ligne"),
    "online_url": N_("l'adresse en ligne"),
    "place": N_("le lieu"),
}
# How many, in one word and in several.
COUNTS = {
    "booking.confirmed": (N_("%(num)s nouvelle inscription"), N_("%(num)s nouvelles inscriptions")),
    "booking.waited": (N_("%(num)s personne de plus attend"), N_("%(num)s personnes de plus attendent")),
    "booking.promoted": (N_("%(num)s place donnée à qui attendait"), N_("%(num)s places données à qui attendait")),
    "booking.cancelled": (N_("%(num)s inscription annulée"), N_("%(num)s inscriptions annulées")),
}
REASONS = {"too_late_to_undo": N_("C'était il y a plus d'une minute, ou quelqu'un l'a changé depuis.")}
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
    Why.COURSE: N_("Un cycle attend : il lui faut une place à chacune de ses dates, et il en manque."),
    Why.TOO_LARGE: N_(
        "La première inscription est pour %(people)s personnes, et il y a moins de places libres (%(free)s). "
        "Personne ne passe devant elle."
    ),
}
# Of the first course that waits, where no date lacks a seat.
COURSE_SOON = N_("Toutes les dates du premier cycle qui attend ont une place : elles lui sont données dans un instant.")
COURSE_BEHIND = N_(
    "Toutes les dates ont une place libre. Elle est gardée pour d'autres, ou une inscription plus ancienne l'attend."
)
