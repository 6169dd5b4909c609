"""The paper of somebody who was helped without a mandate: to fill in by hand, with the rule of the helper.

Outside Aidants Connect nobody acts in the place of a person. Nothing of this paper is typed or kept here.
"""

from typing import Any

from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.prints.typesetting import draw, typeset

SOURCE = "attestation.typ"
CAN = (
    N_("Je lis avec la personne ce qui est à l'écran, et je l'explique."),
    N_("Je montre où cliquer. La personne écrit elle-même ses mots de passe."),
    N_("J'aide à remplir, à scanner, à imprimer. La personne relit et valide."),
    N_("Je dis qui peut aider ensuite : un rendez-vous Aidants Connect, France Services, l'administration."),
    N_("Je m'arrête quand je ne sais pas, ou quand la démarche peut faire du tort à la personne."),
)
CANNOT = (
    N_("Je ne demande, ne note et ne garde aucun mot de passe, aucun code, aucun numéro de carte."),
    N_("Je ne me connecte pas à la place de la personne. Je ne signe rien pour elle."),
    N_("Je ne choisis pas à sa place."),
    N_("Je ne garde ni papier ni copie. À la fin, on ferme les comptes et on vide l'ordinateur ensemble."),
    N_("Je ne raconte à personne ce que j'ai vu ou entendu."),
)
LINES = (
    N_("Nom de la personne aidée"),
    N_("Nom de la personne qui aide"),
    N_("Lieu et date"),
    N_("Ce qui a été fait, en quelques mots, sans code ni mot de passe"),
)
SAYS = (
    N_("J'ai demandé de l'aide pour une démarche sur Internet."),
    N_(
        "La personne qui aide est restée à côté de moi. J'ai décidé moi-même, et j'ai écrit moi-même mes mots de passe."
    ),
    N_("Ce papier n'est pas un mandat : personne ne peut s'en servir pour agir à ma place."),
)
CAN_TITLE, CANNOT_TITLE = N_("Ce que je peux faire"), N_("Ce que je ne peux pas faire")
TITLE = N_("Attestation d'accompagnement simple")


async def attestation(language: str) -> bytes:
    """Return the paper as PDF, one page."""
    return await typeset(SOURCE, facts(language))


async def picture(language: str) -> bytes:
    """Return what the paper looks like (PNG)."""
    return await draw(SOURCE, facts(language), 60)


def facts(language: str) -> dict[str, Any]:
    """Return the words of the paper in a language, as the page shows them too."""
    words = translator(language).gettext
    return {
        "lang": language,
        "site": settings().name,
        "title": words(TITLE),
        "says": [words(text) for text in SAYS],
        "lines": [words(text) for text in LINES],
        "signatures": [words(N_("Signature de la personne aidée")), words(N_("Signature de la personne qui aide"))],
        "copies": words(N_("Deux exemplaires : un pour la personne, un pour le lieu, à détruire après un an au plus.")),
        "rule": words(N_("La règle de la personne qui aide")),
        "can_title": words(CAN_TITLE),
        "can": [words(text) for text in CAN],
        "cannot_title": words(CANNOT_TITLE),
        "cannot": [words(text) for text in CANNOT],
    }
