"""The words of this room: reminders, kinds of calendars, what is read, refusals."""

from server.foundation.languages import N_

ALARMS = {
    "0": N_("Pas de rappel"),
    "60": N_("Une heure avant"),
    "1440": N_("La veille, à la même heure"),
}
KINDS = {
    "full": N_("Tout"),
    "busy": N_("Seulement « occupé »"),
}
FEEDS = {
    "agenda": N_("Tout l'agenda"),
    "/p/*/mes-ateliers.ics": N_("Calendriers d'usagers, tous ensemble"),
    "/p/*/mes-seances.ics": N_("Calendriers de médiateurs, tous ensemble"),
    "/p/*/salle.ics": N_("Calendriers de salles, tous ensemble"),
    "/reservations/*.ics": N_("Calendriers d'une inscription, tous ensemble"),
    "/demandes/*.ics": N_("Calendriers d'une demande, tous ensemble"),
    "/seances/*.ics": N_("Calendriers d'une séance, tous ensemble"),
}
REASONS = {
    "calendar_unknown": N_(
        "Cette adresse n'est pas celle d'un de nos calendriers. Copiez-la en entier, ou faites un nouveau calendrier."
    ),
    "calendar_full": N_("Ce calendrier a déjà %(most)s inscriptions. Faites-en un nouveau."),
    "too_many_calendars": N_("Vous avez déjà %(most)s calendriers. Arrêtez-en un d'abord."),
    "booking_not_found": N_("Nous ne trouvons pas cette inscription. Vérifiez le numéro et le nom."),
}
