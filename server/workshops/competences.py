"""The sixteen digital competences of the French framework (CRCN: decree 2019-919, article D. 121-1 of the code of
education), which Pix measures on eight levels; what each is in plain words, and which ones a theme suggests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from server.foundation.errors import Invalid
from server.foundation.languages import N_

LEVELS = range(1, 9)
FRAMEWORK = "Cadre de référence des compétences numériques (CRCN)"


@dataclass(frozen=True)
class Competence:
    """One of the sixteen: its code, its official title, and what one learns to do, after "Vous apprendrez à".

    `digcomp` are the competences of DigComp 2.2 that are closest to it: nobody has published that table, so it is only
    indicative.
    """

    code: str
    title: str
    learns: str
    digcomp: tuple[str, ...]

    @property
    def domain(self) -> str:
        """The number of its domain: "1" to "5"."""
        return self.code[0]

    @property
    def field(self) -> str:
        """The name of its field in forms."""
        return "competence_" + self.code.replace(".", "_")


DOMAINS = {
    "1": N_("Information et données"),
    "2": N_("Communication et collaboration"),
    "3": N_("Création de contenu"),
    "4": N_("Protection et sécurité"),
    "5": N_("Environnement numérique"),
}
_ALL = (
    ("1.1", N_("Mener une recherche et une veille d'information"),
     N_("chercher sur Internet et voir si c'est fiable"), "1.1 1.2"),
    ("1.2", N_("Gérer des données"), N_("ranger et retrouver vos photos et vos documents"), "1.3"),
    ("1.3", N_("Traiter des données"), N_("faire des listes et des calculs dans un tableau"), "1.3"),
    ("2.1", N_("Interagir"), N_("écrire et recevoir des messages"), "2.1"),
    ("2.2", N_("Partager et publier"), N_("partager des photos et des documents"), "2.2"),
    ("2.3", N_("Collaborer"), N_("travailler à plusieurs sur le même document"), "2.4"),
    ("2.4", N_("S'insérer dans le monde numérique"), N_("faire vos démarches en ligne"), "2.3 2.5 2.6"),
    ("3.1", N_("Développer des documents textuels"), N_("écrire une lettre ou un CV à l'ordinateur"), "3.1"),
    ("3.2", N_("Développer des documents multimédia"), N_("créer des images, des sons et des vidéos"), "3.1"),
    ("3.3", N_("Adapter les documents à leur finalité"), N_("faire des documents clairs, que tous peuvent lire"),
     "3.2 3.3"),
    ("3.4", N_("Programmer"), N_("comprendre un programme et en écrire un petit"), "3.4"),
    ("4.1", N_("Sécuriser l'environnement numérique"), N_("protéger vos appareils et reconnaître une arnaque"), "4.1"),
    ("4.2", N_("Protéger les données personnelles et la vie privée"),
     N_("protéger votre vie privée et vos mots de passe"), "4.2"),
    ("4.3", N_("Protéger la santé, le bien-être et l'environnement"),
     N_("utiliser les écrans sans nuire à votre santé ni à la nature"), "4.3 4.4"),
    ("5.1", N_("Résoudre des problèmes techniques"), N_("vous débrouiller quand quelque chose ne marche pas"), "5.1"),
    ("5.2", N_("Évoluer dans un environnement numérique"),
     N_("vous servir d'un ordinateur, d'une tablette ou d'un téléphone"), "5.2 5.3 5.4"),
)  # fmt: skip
COMPETENCES = {code: Competence(code, title, learns, tuple(near.split())) for code, title, learns, near in _ALL}
CODES = tuple(COMPETENCES)
BANDS = {
    "novice": N_("Novice"),
    "independent": N_("Indépendant"),
    "advanced": N_("Avancé"),
    "expert": N_("Expert"),
}
# A proposal of ours: what most workshops of a theme work on. Who writes the workshop decides.
SUGGESTED: dict[str, tuple[str, ...]] = {
    "first_steps": ("5.2", "5.1"),
    "email": ("2.1",),
    "internet": ("1.1",),
    "files_photos": ("1.2",),
    "phone_tablet": ("5.2",),
    "procedures": ("2.4",),
    "jobs": ("3.1", "2.4"),
    "safety": ("4.1", "4.2"),
    "parenting": ("4.3",),
    "creation": ("3.2", "3.4"),
    "culture": ("1.1", "2.4"),
}
USUAL = {"beginner": 1, "intermediate": 3, "advanced": 5, "": 2}


def check_competences(codes: Sequence[str], levels: Sequence[int]) -> None:
    """Raise Invalid unless each code is one of the sixteen, named once, with a level from 1 to 8."""
    if len(codes) != len(levels) or len(set(codes)) < len(codes) or set(codes) - set(CODES):
        raise Invalid({"competences": "bad_competence"})
    wrong = [code for code, level in zip(codes, levels, strict=True) if level not in LEVELS]
    if wrong:
        raise Invalid({COMPETENCES[code].field: "bad_competence" for code in wrong})


def pix(code: str) -> str:
    """Return how a competence is called where words must be short and known to others: "Pix 2.1"."""
    return f"Pix {code}"


def band(level: int) -> str:
    """Return the key of BANDS that a level from 0 to 8 is in; who has no level yet is a novice."""
    return tuple(BANDS)[max(0, level - 1) // 2]


def suggested(themes: Iterable[str], level: str) -> dict[str, int]:
    """Return the competences that themes suggest, each with the usual level of a workshop of that level."""
    found = {code for theme in themes for code in SUGGESTED.get(theme, ())}
    return {code: USUAL.get(level, USUAL[""]) for code in CODES if code in found}


def by_domain() -> list[tuple[str, list[Competence]]]:
    """Return the competences of each domain, under its title."""
    return [(DOMAINS[key], list(found)) for key, found in groupby(COMPETENCES.values(), key=lambda each: each.domain)]
