"""Which role may do what: the one table of powers, for the guard, for each room, and for the page that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from server.foundation.languages import N_


class Role(IntEnum):
    """What a member of staff is in a library; an administrator is one in the whole network, and is no one's there."""

    NONE = 0
    READING = 1
    DESK = 2
    PROGRAMMING = 3
    MANAGER = 4
    ADMINISTRATOR = 5


# The roles that are given library by library, by the names under which they are kept.
ROLES = {"reading": Role.READING, "desk": Role.DESK, "programming": Role.PROGRAMMING, "manager": Role.MANAGER}


class Power(StrEnum):
    """Something that may be done or not: in a library, in the whole network, or by anybody who has an account."""

    ENTER = "enter"
    LOOK = "look"
    BOOK = "book"
    PRACTISE = "practise"
    PLAN = "plan"
    PUBLISH = "publish"
    FOLLOW = "follow"
    RUN_LIBRARY = "run_library"
    WORD_MESSAGES = "word_messages"
    RUN_PASS = "run_pass"  # noqa: S105 - the Pass numérique
    RUN_PARTNERS = "run_partners"
    RUN_PARTNERSHIPS = "run_partnerships"
    RUN_CHARTER = "run_charter"
    RUN_TEAM = "run_team"
    OPEN_LIBRARY = "open_library"
    RUN_NETWORK = "run_network"
    RUN_HOOKS = "run_hooks"
    RUN_ACCOUNTS = "run_accounts"
    READ_REGISTER = "read_register"
    RUN_SURVEY = "run_survey"
    RUN_TRAININGS = "run_trainings"


@dataclass(frozen=True)
class Grant:
    """Who has a power, and what it is in plain words."""

    roles: frozenset[Role]
    words: str


def _at_least(role: Role) -> frozenset[Role]:
    return frozenset(each for each in Role if each >= role)


POWERS: dict[Power, Grant] = {
    Power.ENTER: Grant(_at_least(Role.NONE), N_("Entrer, changer son compte, suivre ses calendriers")),
    Power.LOOK: Grant(_at_least(Role.READING), N_("Voir le programme et les ateliers, sans les noms des personnes")),
    Power.BOOK: Grant(
        _at_least(Role.DESK),
        N_("Inscrire les personnes, les appeler, leur écrire, noter qui est venu, imprimer les feuilles"),
    ),
    Power.PRACTISE: Grant(_at_least(Role.DESK), N_("S'entraîner avec des séances d'essai")),
    Power.PLAN: Grant(
        _at_least(Role.PROGRAMMING),
        N_("Écrire des ateliers, choisir leurs dates, changer ou annuler une séance, importer un programme"),
    ),
    Power.PUBLISH: Grant(_at_least(Role.PROGRAMMING), N_("Publier une séance")),
    Power.FOLLOW: Grant(_at_least(Role.PROGRAMMING), N_("Ajouter les calendriers d'autres lieux à l'agenda")),
    Power.RUN_LIBRARY: Grant(
        _at_least(Role.MANAGER), N_("Changer la fiche de la bibliothèque, ses salles et ses fermetures")
    ),
    Power.WORD_MESSAGES: Grant(_at_least(Role.MANAGER), N_("Choisir les mots des messages envoyés aux personnes")),
    Power.RUN_PASS: Grant(_at_least(Role.MANAGER), N_("Dire quels Pass numériques sont acceptés")),
    Power.RUN_PARTNERS: Grant(_at_least(Role.MANAGER), N_("Ouvrir l'agenda à des partenaires qui orientent")),
    Power.RUN_PARTNERSHIPS: Grant(
        _at_least(Role.MANAGER), N_("Écrire des conventions, tenir les dossiers de financement")
    ),
    Power.RUN_CHARTER: Grant(_at_least(Role.ADMINISTRATOR), N_("Publier la charte du réseau, noter qui l'a signée")),
    Power.RUN_TEAM: Grant(
        _at_least(Role.MANAGER), N_("Inviter une personne dans sa bibliothèque, et y choisir le rôle de chacun")
    ),
    Power.OPEN_LIBRARY: Grant(_at_least(Role.ADMINISTRATOR), N_("Ajouter une bibliothèque")),
    Power.RUN_NETWORK: Grant(
        _at_least(Role.ADMINISTRATOR), N_("Relier l'agenda à d'autres agendas, choisir ce qui en est montré")
    ),
    Power.RUN_HOOKS: Grant(
        _at_least(Role.ADMINISTRATOR), N_("Prévenir d'autres programmes de ce qui change (webhooks)")
    ),
    Power.RUN_ACCOUNTS: Grant(
        _at_least(Role.ADMINISTRATOR), N_("Inviter dans tout le réseau, nommer qui administre, fermer un compte")
    ),
    Power.RUN_SURVEY: Grant(_at_least(Role.ADMINISTRATOR), N_("Écrire les codes de l'enquête annuelle")),
    Power.RUN_TRAININGS: Grant(_at_least(Role.ADMINISTRATOR), N_("Écrire le référentiel de formation de l'équipe")),
    Power.READ_REGISTER: Grant(_at_least(Role.ADMINISTRATOR), N_("Lire le registre des données personnelles")),
}


def allows(role: Role, power: Power) -> bool:
    """Tell whether a role has a power where it is held."""
    return role in POWERS[power].roles


def allows_any(roles: Iterable[Role], power: Power) -> bool:
    """Tell whether one of these roles has a power."""
    return any(allows(role, power) for role in roles)
