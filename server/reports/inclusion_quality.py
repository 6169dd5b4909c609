"""How good a sheet of data·inclusion is: the score of its publisher, and what would make it better, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from data_inclusion.schema import v1
from data_inclusion.schema.v1.score_qualite import score

from server.foundation.languages import N_

# What the publisher looks at, and what to do where it is not whole.
ADVICE = {
    "adresse_bien_definie": N_("Écrivez l'adresse de la bibliothèque."),
    "modes_mobilisation_bien_definis": N_("Dites comment s'inscrire."),
    "au_moins_un_public": N_("Dites à qui l'atelier s'adresse."),
    "au_moins_une_thematique": N_("Choisissez un thème."),
    "au_moins_un_moyen_de_contact": N_("Écrivez le téléphone ou l'adresse e-mail de la bibliothèque."),
    "courriel_bien_defini": N_("Écrivez l'adresse e-mail de la bibliothèque."),
    "date_maj_recente": N_("Relisez la fiche : elle n'a pas changé depuis plus de six mois."),
    "frais_bien_definis": N_("Dites combien cela coûte."),
    "description_bien_definie": N_("Écrivez une description de 200 à 2 000 caractères."),
    "telephone_bien_defini": N_("Écrivez le téléphone de la bibliothèque."),
}


@dataclass(frozen=True)
class Quality:
    """A score from 0 to 1, and names in ADVICE of what would raise it, the heaviest first."""

    score: float
    wanting: tuple[str, ...]


def quality(service: v1.Service) -> Quality:
    """Return the quality of a service as the schema made it."""
    found, criteria = score(service)
    return Quality(found, _wanting(criteria))


def _wanting(criteria: Mapping[str, float | None]) -> tuple[str, ...]:
    missing = sorted((value, name) for name, value in criteria.items() if value is not None and value < 1)
    return tuple(name for _, name in missing if name in ADVICE)
