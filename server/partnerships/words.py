"""The words of this room: kinds of communities, refusals."""

from server.foundation.languages import N_

COMMUNITIES = {
    "commune": N_("Commune"),
    "epci": N_("Groupement de communes"),
    "departement": N_("Département"),
    "region": N_("Région"),
    "other": N_("Autre"),
}
REASONS = {
    "charter_without_articles": N_(
        "Écrivez le texte avec ses articles : une ligne comme « Article 1. Accueillir », puis ce qu'il dit."
    ),
    "charter_same": N_("C'est déjà le texte d'aujourd'hui. Changez-le pour publier une nouvelle version."),
    "no_charter": N_("Il n'y a pas encore de charte à signer. Publiez-la d'abord."),
    "already_signatory": N_("Cette collectivité est déjà dans la liste."),
    "signed_already": N_("Cette collectivité a déjà signé cette version."),
    "signed_later": N_("Ce jour n'est pas encore venu."),
    "signed_before_published": N_("Ce jour est avant la publication de cette version de la charte."),
}
