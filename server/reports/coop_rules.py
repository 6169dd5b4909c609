"""How one of our sessions is told to La Coop de la médiation numérique: themes, equipment, place, level.

The correspondence of our themes is ours: La Coop publishes none. It is adjusted workshop by workshop (`CoopChoice`).
"""

from collections.abc import Iterable, Sequence

from server.reports.coop_words import MATERIALS, THEMES

FROM_THEMES = {
    "first_steps": ("prendre_en_main_du_materiel",),
    "email": ("email",),
    "internet": ("navigation_sur_internet",),
    "files_photos": ("bureautique",),
    "phone_tablet": ("prendre_en_main_du_materiel",),
    "procedures": ("aide_aux_demarches_administratives",),
    "jobs": ("insertion_professionnelle",),
    "safety": ("securite_numerique",),
    "parenting": ("parentalite", "scolarite_et_numerique"),
    "creation": ("creer_avec_le_numerique",),
    "culture": ("culture_numerique",),
    "accessibility": ("prendre_en_main_du_materiel",),
}
FROM_KINDS = {"laptop": "ordinateur", "tablet": "tablette", "phone": "telephone"}
LEVELS = {"beginner": "debutant", "intermediate": "intermediaire", "advanced": "avance"}


def themes(own: Iterable[str], chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the themes of La Coop, in its order: those chosen for the workshop, else those its own lead to."""
    found = set(chosen) or {told for theme in own for told in FROM_THEMES.get(theme, ())}
    return tuple(theme for theme in THEMES if theme in found)


def materials(kinds: Iterable[str], lent: bool, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the equipment in La Coop's words: what was chosen, else what the session had; nothing when not known."""
    found = set(chosen) or {FROM_KINDS.get(kind, "autre") for kind in kinds} | ({"ordinateur"} if lent else set())
    return tuple(material for material in MATERIALS if material in found)


def place(mode: str, outside: str, off_site: bool | None) -> str:
    """Return the type of place: an activity of the structure's own place, on line, or at another place."""
    if mode == "online":
        return "a_distance"
    return "autre" if off_site or (outside and off_site is None) else "lieu_activite"


def kind(capacity: int) -> str:
    """Return the type of activity: a session for one person is no collective workshop."""
    return "individuel" if capacity == 1 else "collectif"


def lacks(present: int | None, found: Sequence[str]) -> str:
    """Return why a session cannot be told yet: not_recorded, nobody, no_theme, or an empty text."""
    if present is None:
        return "not_recorded"
    if not present:
        return "nobody"
    return "" if found else "no_theme"
