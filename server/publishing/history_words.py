"""What happened to a session, a workshop or a library, in words; and its fields inside a sentence."""

from server.foundation.languages import N_

DONE = {
    "session.planned": N_("la séance est écrite"),
    "session.published": N_("la séance est publiée"),
    "session.cancelled": N_("la séance est annulée"),
    "session.withdrawn": N_("la séance est retirée de l'agenda"),
    "session.overruled": N_("on est passé outre ce qui gênait"),
    "session.review_asked": N_("une relecture est demandée"),
    "session.review_taken_back": N_("la relecture n'est plus demandée"),
    "session.review_returned": N_("le brouillon est rendu à son auteur"),
    "session.publication_planned": N_("la publication est prévue pour le %(moment)s"),
    "session.publication_given_up": N_("la publication n'est plus prévue"),
    "session.publication_stopped": N_("la publication prévue n'a pas pu se faire"),
    "session.released": N_("les places gardées sont rendues à tout le monde"),
    "session.written_to": N_("un message est parti aux personnes inscrites"),
    "heads.counted": N_("le bilan est rempli"),
    "workshop.told_to_coop": N_("ce qui est dit à La Coop est choisi"),
    "workshop.written": N_("l'atelier est écrit"),
    "library.opened": N_("la bibliothèque est ajoutée"),
    "library.described": N_("la fiche du lieu est changée"),
    "library.readdressed": N_("l'adresse de sa page est changée"),
    "room.added": N_("une salle est ajoutée"),
    "room.changed": N_("une salle est changée"),
    "sheet.printed": N_("la feuille d'émargement est imprimée"),
}
CHANGED = {"session.changed", "workshop.changed", "library.changed"}
FIELDS = {
    "starts_at": N_("l'heure"),
    "ends_at": N_("la fin"),
    "day": N_("le jour"),
    "capacity": N_("le nombre de places"),
    "waiting_places": N_("la liste d'attente"),
    "room": N_("la salle"),
    "mode": N_("la façon d'y participer"),
    "online_url": N_("l'adresse de la visioconférence"),
    "place": N_("le lieu"),
    "presenter": N_("qui anime"),
    "note": N_("la note"),
    "pass_accepted": N_("le Pass numérique"),
    "opens_at": N_("l'ouverture des inscriptions"),
    "closes_hours": N_("la fermeture des inscriptions (heures avant)"),
    "offer_hours": N_("le temps pour répondre à une place libérée (heures)"),
    "drop_in": N_("la venue sans inscription"),
    "kept_desk": N_("les places gardées pour l'accueil"),
    "kept_partner": N_("les places gardées pour les partenaires"),
    "kept_peer": N_("les places gardées pour les autres agendas"),
    "kept_first": N_("les places gardées pour une première fois"),
    "release_hours": N_("le moment où les places gardées sont rendues (heures avant)"),
    "laptops": N_("les ordinateurs à prêter"),
    "companions_count": N_("la place de qui accompagne"),
    "stocks": N_("le matériel"),
    "needed_kinds": N_("le matériel nécessaire"),
    "competences": N_("les compétences"),
    "competence_levels": N_("le niveau des compétences"),
    "library": N_("la bibliothèque"),
    "series": N_("le cycle"),
    "picture": N_("l'image"),
    "title": N_("le titre"),
    "summary": N_("la phrase qui résume"),
    "description": N_("la description"),
    "level": N_("le niveau"),
    "themes": N_("les thèmes"),
    "audiences": N_("les publics"),
    "language": N_("la langue"),
    "bring": N_("ce qu'il faut apporter"),
    "prerequisites": N_("ce qu'il faut savoir avant"),
    "minutes": N_("la durée habituelle (minutes)"),
    "kind": N_("ce qui est proposé"),
    "name": N_("le nom"),
    "address": N_("l'adresse"),
    "postal_code": N_("le code postal"),
    "city": N_("la commune"),
    "phone": N_("le téléphone"),
    "email": N_("l'adresse e-mail"),
    "website": N_("le site"),
    "access": N_("comment entrer et venir"),
    "opening_hours": N_("les heures d'ouverture"),
    "facilities": N_("ce qui aide à venir"),
    "reminder_hours": N_("le rappel (heures avant)"),
    "school_zone": N_("les vacances scolaires"),
    "reviewed": N_("la relecture avant publication"),
    "timezone": N_("le fuseau horaire"),
    "insee": N_("le code de la commune"),
    "latitude": N_("la latitude"),
    "longitude": N_("la longitude"),
}
# Told along with another field: who presents, what equipment.
BESIDE = frozenset({"mediators", "stock_numbers", "needed_numbers", "competence_levels"})
POSTPONED, HELD = N_("la séance est reportée"), N_("la séance n'est plus reportée")
PASSED = N_("%(field)s : %(was)s, puis %(becomes)s")
HOUR, DAY = N_("l'heure est passée de %(was)s à %(becomes)s"), N_("le jour est passé du %(was)s au %(becomes)s")
END = N_("la fin est passée de %(was)s à %(becomes)s")
TOUCHED = N_("%(field)s : c'est changé")
YES, NO, NOTHING = N_("oui"), N_("non"), N_("rien")
GONE = N_("une salle effacée")
BY_ITSELF, BY_PROGRAM = N_("le programme"), N_("un programme")
