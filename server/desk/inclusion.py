"""The programmes of digital inclusion, as pages of staff: what each is for, one click from the first page.

To add one: a line in `GROUPS`, under what somebody comes to do.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.desk import aidants_routes
from server.foundation.languages import N_
from server.foundation.web import page


@dataclass(frozen=True)
class Entry:
    """A page: who may open it, its address, its title and what it is for, in the words of the catalogues."""

    power: Power
    url: str
    title: str
    words: str


@dataclass(frozen=True)
class Group:
    """What somebody comes to do, and the pages for it."""

    title: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        N_("Accueillir et orienter"),
        (
            Entry(
                Power.BOOK,
                "/bureau/premier-accueil",
                N_("Premier accueil"),
                N_("D'un besoin dit à l'accueil à une séance, un rendez-vous ou un autre lieu."),
            ),
            Entry(
                Power.LOOK,
                "/bureau/aidants-connect",
                N_("Aidants Connect"),
                N_("Qui est habilité, les rendez-vous à venir, ceux qui n'ont plus personne."),
            ),
            Entry(
                Power.LOOK,
                "/bureau/accompagnement",
                N_("Aider sans mandat"),
                N_("Ce qu'on peut faire, ce qu'on ne peut pas faire, et l'attestation à imprimer."),
            ),
            Entry(
                Power.BOOK,
                "/bureau/diagnostics",
                N_("Diagnostics (Pix)"),
                N_("Ce que la personne sait faire, et vers quelles séances l'orienter."),
            ),
            Entry(
                Power.LOOK,
                "/quel-atelier",
                N_("Quel atelier pour moi ?"),
                N_("Quatre questions en images, à poser avec la personne."),
            ),
            Entry(
                Power.LOOK,
                "/competences",
                N_("Que peut-on apprendre ?"),
                N_("Les seize compétences avec des mots simples, et les prochaines dates."),
            ),
        ),
    ),
    Group(
        N_("Préparer les ateliers"),
        (
            Entry(
                Power.PLAN, "/bureau/parcours", N_("Parcours"), N_("Des ateliers qui se suivent, planifiés ensemble.")
            ),
            Entry(
                Power.PLAN,
                "/bureau/parcours/modeles",
                N_("Parcours tout prêts"),
                N_("Des ateliers écrits d'avance, avec le déroulé des séances : adopter, puis planifier."),
            ),
            Entry(
                Power.LOOK,
                "/bureau/ressources",
                N_("Ressources"),
                N_("Ce que l'on conseille pour s'entraîner chez soi, montré avec les ateliers."),
            ),
        ),
    ),
    Group(
        N_("Compter et rendre compte"),
        (
            Entry(
                Power.LOOK,
                "/bureau/donnees",
                N_("Lieux dans les données ouvertes"),
                N_("Les lieux que lit la Cartographie nationale, et les fiches à compléter."),
            ),
            Entry(
                Power.LOOK,
                "/bureau/data-inclusion",
                N_("Qualité des fiches pour les travailleurs sociaux"),
                N_("La note de chaque atelier dans data·inclusion, et ce qui la ferait monter."),
            ),
            Entry(
                Power.LOOK,
                "/bureau/openagenda",
                N_("OpenAgenda"),
                N_("Les séances à donner à l'agenda de la ville, et le numéro de chaque lieu."),
            ),
            Entry(
                Power.LOOK,
                "/bureau/pass",
                N_("Pass numérique"),
                N_("Les carnets acceptés, ce qui a été utilisé, le bordereau du mois."),
            ),
            Entry(
                Power.RUN_NETWORK,
                "/bureau/tableau",
                N_("Tableau de bord du territoire"),
                N_("Ce qui a lieu où, les zones blanches, les demandes, qui peut aider qui."),
            ),
            Entry(
                Power.RUN_NETWORK,
                "/bureau/territoires",
                N_("Territoires"),
                N_("Les communes dont un hub ou un réseau s'occupe."),
            ),
            Entry(
                Power.BOOK,
                "/bureau/coop",
                N_("La Coop de la médiation numérique"),
                N_("La fiche de chaque séance, dans l'ordre de son formulaire, et les fichiers du mois."),
            ),
            Entry(
                Power.LOOK,
                "/bureau/rapport-annuel",
                N_("Rapport annuel"),
                N_("L'enquête du ministère, par bibliothèque et pour le réseau, et la page pour les élus."),
            ),
        ),
    ),
    Group(
        N_("Partenaires et financements"),
        (
            Entry(
                Power.RUN_PARTNERS,
                "/bureau/partenaires",
                N_("Partenaires qui orientent"),
                N_("Ceux qui réservent pour les personnes qu'ils accompagnent."),
            ),
            Entry(
                Power.RUN_PARTNERSHIPS,
                "/bureau/conventions",
                N_("Conventions"),
                N_("Écrire une convention article par article, la signer, la renouveler à temps."),
            ),
            Entry(
                Power.RUN_PARTNERSHIPS,
                "/bureau/financements",
                N_("Financements"),
                N_("CTL, contrat départemental, DGD, BNR, Fabriques, Europe : plan, actions, réunions, pièces, bilan."),
            ),
            Entry(
                Power.RUN_CHARTER,
                "/bureau/charte",
                N_("Charte de l'inclusion numérique"),
                N_("Le texte du réseau, ses versions, les collectivités qui l'ont signé."),
            ),
        ),
    ),
    Group(
        N_("Se former"),
        (
            Entry(
                Power.ENTER,
                "/bureau/formations",
                N_("Formations de l'équipe"),
                N_("Les prochaines dates, ce que j'ai suivi, mes attestations."),
            ),
        ),
    ),
)


def open_to(person: Person) -> list[Group]:
    """Return the groups with the pages that somebody may open; a group without any is left out."""
    found = (
        Group(one.title, tuple(each for each in one.entries if person.may_somewhere(each.power))) for one in GROUPS
    )
    return [group for group in found if group.entries]


@get("/inclusion", opt={"power": Power.ENTER})
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """What there is for digital inclusion, by what somebody comes to do."""
    return page(request, "desk/inclusion.html", groups=open_to(person_of(request)))


HANDLERS = [show, *aidants_routes.HANDLERS]
