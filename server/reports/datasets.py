"""The files of open data: what each is, in words."""

from dataclasses import dataclass

from server.foundation.languages import N_


@dataclass(frozen=True)
class Dataset:
    """A file that anybody may take: its name under /donnees, what it is, who reads it."""

    file: str
    title: str
    words: str


DATASETS = (
    Dataset(
        "lieux.csv",
        N_("Les lieux, en tableau"),
        N_("Une ligne par lieu, à ouvrir avec un tableur. Au format national des lieux de médiation numérique (CSV)."),
    ),
    Dataset(
        "lieux.json",
        N_("Les lieux, pour un programme"),
        N_("Les mêmes lieux, au même format, en JSON."),
    ),
    Dataset(
        "data-inclusion.json",
        N_("Les lieux et les ateliers, pour ceux qui accompagnent"),
        N_("Au format de data·inclusion, que lisent les travailleurs sociaux, France Travail et les départements."),
    ),
    Dataset(
        "openagenda.json",
        N_("Les séances à venir, pour OpenAgenda"),
        N_("Une séance par événement, comme OpenAgenda les prend."),
    ),
    Dataset(
        "frequentation.json",
        N_("Les chiffres, mois par mois"),
        N_("Séances, places et personnes venues, par bibliothèque. Moins de 5 personnes : le nombre est tu."),
    ),
    Dataset(
        "publier.json",
        N_("La présentation de ces fichiers"),
        N_("Ce que lit un catalogue comme data.gouv.fr : titre, licence, rythme."),
    ),
)
