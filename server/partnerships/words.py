"""The words of this room: communities, where conventions and files stand, what they lack, programmes, refusals."""

from server.foundation.languages import N_

COMMUNITIES = {
    "commune": N_("Commune"),
    "epci": N_("Groupement de communes"),
    "departement": N_("Département"),
    "region": N_("Région"),
    "other": N_("Autre"),
}
STANDINGS = {
    "draft": N_("Brouillon"),
    "coming": N_("Signée, pas encore commencée"),
    "running": N_("En cours"),
    "to_renew": N_("À renouveler"),
    "over": N_("Finie, à clore ou à renouveler"),
    "ended": N_("Close"),
    "renewed": N_("Renouvelée"),
}
# The articles of a convention, by the name of their text.
ARTICLES = {
    "objectives": N_("Objectifs"),
    "calendar": N_("Calendrier"),
    "specifics": N_("Éléments propres au projet"),
    "communication": N_("Communication"),
    "personal_data": N_("Données personnelles"),
    "termination": N_("Fin anticipée"),
    "disputes": N_("Désaccords et recours"),
}
MISSING = {
    **ARTICLES,
    "parties": N_("Au moins deux parties"),
    "representatives": N_("Qui signe pour chaque partie, et en quelle qualité"),
    "dates": N_("Le premier et le dernier jour"),
    "contributions": N_("Au moins une contribution"),
}
PROGRAMMES = {
    "ctl": N_("Contrat territoire-lecture"),
    "county": N_("Contrat départemental"),
    "dgd": N_("Concours particulier (DGD)"),
    "bnr": N_("Bibliothèque numérique de référence"),
    "factory": N_("Fabriques de territoire"),
    "europe": N_("Fonds européens"),
    "other": N_("Autre"),
}
FUNDERS = {
    "state": N_("État"),
    "region": N_("Région"),
    "county": N_("Département"),
    "group": N_("Groupement de communes"),
    "commune": N_("Commune"),
    "europe": N_("Europe"),
    "own": N_("Fonds propres"),
    "other": N_("Autre"),
}
STATES = {
    "preparing": N_("En préparation"),
    "submitted": N_("Déposé"),
    "granted": N_("Accordé"),
    "refused": N_("Refusé"),
    "closed": N_("Clos"),
}
LACKING = {
    "plan": N_("Un plan dont les parts font 100 %% du budget"),
    "actions": N_("Au moins une action"),
    "ties": N_("Un atelier lié à chaque action"),
    "diagnostic": N_("Le diagnostic"),
    "meetings": N_("Une réunion de pilotage avec son compte rendu"),
    "evaluation": N_("L'évaluation"),
}
PARTS = {
    "action": N_("Retirer cette action ?"),
    "meeting": N_("Retirer cette réunion ?"),
    "piece": N_("Retirer cette pièce ?"),
}
REASONS = {
    "plan_short": N_("Le plan ne tombe pas juste : il manque %(gap)s pour faire le budget."),
    "plan_over": N_("Le plan ne tombe pas juste : les parts dépassent le budget de %(gap)s."),
    "ctl_three_years": N_("Un contrat territoire-lecture dure trois ans, jour pour jour."),
    "file_too_long": N_("Un dossier dure dix ans au plus."),
    "file_lacks": N_("Il manque encore quelque chose à ce dossier. Sa page dit quoi."),
    "file_renewed_already": N_("Le dossier qui suit celui-ci est déjà ouvert."),
    "ctl_renewed_once": N_("Un contrat territoire-lecture se renouvelle une seule fois."),
    "workshop_tied_already": N_("Un de ces ateliers compte déjà pour une autre action du dossier."),
    "ends_before_it_starts": N_("Le dernier jour est avant le premier."),
    "bad_alert": N_("Écrivez un nombre de jours, 365 au plus."),
    "no_such_party": N_("Choisissez une des parties écrites plus haut."),
    "bad_cents": N_("Écrivez un montant en euros, comme 1 500 ou 7,50."),
    "amount_or_volume": N_("Écrivez un montant, ou combien en mots : deux salles, trois heures par semaine."),
    "funding_submitted": N_("Ce dossier n'est plus en préparation : il reste dans la liste."),
    "convention_signed": N_(
        "Cette convention est signée : son texte ne change plus. Copiez-la pour en écrire une autre."
    ),
    "convention_incomplete": N_("Il manque encore quelque chose à cette convention avant de la signer."),
    "signed_after_end": N_("Ce jour est après la fin de la convention."),
    "only_signed_ended": N_("Seule une convention signée peut être close."),
    "only_signed_renewed": N_("Seule une convention signée peut être renouvelée."),
    "ended_before_signed": N_("Ce jour est avant la signature."),
    "renewal_written": N_("La convention qui suit celle-ci est déjà écrite."),
    "charter_without_articles": N_(
        "Écrivez le texte avec ses articles : une ligne comme « Article 1. Accueillir », puis ce qu'il dit."
    ),
    "charter_same": N_("C'est déjà le texte d'aujourd'hui. Changez-le pour publier une nouvelle version."),
    "no_charter": N_("Il n'y a pas encore de charte à signer. Publiez-la d'abord."),
    "publish_for_good": N_("Relisez le texte, puis cochez cette case : une fois publié, il ne change plus."),
    "already_signatory": N_("Cette collectivité est déjà dans la liste."),
    "signed_already": N_("Cette collectivité a déjà signé cette version."),
    "signed_later": N_("Ce jour n'est pas encore venu."),
    "signed_before_published": N_("Ce jour est avant la publication de cette version de la charte."),
}
