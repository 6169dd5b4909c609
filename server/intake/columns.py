"""Which column of a spreadsheet holds what: guessed from its headings, and what must not be kept at all."""

import re
from collections.abc import Mapping, Sequence

from server.foundation.languages import N_
from server.foundation.words import fold

FIELDS = {
    "title": N_("Titre de l'atelier"),
    "date": N_("Date"),
    "start": N_("Heure de début"),
    "end": N_("Heure de fin"),
    "minutes": N_("Durée"),
    "capacity": N_("Nombre de places"),
    "waiting": N_("Places en liste d'attente"),
    "library": N_("Bibliothèque"),
    "room": N_("Salle"),
    "level": N_("Niveau"),
    "competences": N_("Compétences numériques (Pix)"),
    "summary": N_("Résumé"),
    "description": N_("Description"),
    "bring": N_("À apporter"),
    "presenter": N_("Intervenant ou intervenante"),
}
NEEDED = ("title", "date")
# Words that a heading is, or begins with; the first field that has one takes the column.
WORDS = {
    "title": ("titre", "title", "atelier", "intitule", "nom de l'atelier", "activite", "animation"),
    "start": ("debut", "heure de debut", "heure debut", "start", "horaire", "heure", "de"),
    "end": ("fin", "heure de fin", "heure fin", "end", "a"),
    "date": ("date", "jour", "day"),
    "minutes": ("duree", "duration", "minutes"),
    "waiting": ("liste d'attente", "places en liste", "waiting", "attente"),
    "capacity": ("places", "nombre de places", "nb de places", "capacite", "capacity", "jauge", "effectif"),
    "library": ("bibliotheque", "mediatheque", "lieu", "library", "site", "ou"),
    "room": ("salle", "espace", "room"),
    "level": ("niveau", "level"),
    "competences": ("competences", "competence", "pix", "crcn"),
    "summary": ("resume", "summary", "accroche", "sous-titre"),
    "description": ("description", "contenu", "detail", "programme", "presentation"),
    "bring": ("a apporter", "materiel", "apporter", "bring"),
    "presenter": ("intervenant", "animateur", "animatrice", "presenter", "formateur", "formatrice", "anime par"),
}
# Columns about those who come: never kept, not even until the import is over.
PEOPLE = re.compile(
    r"\b(nom|noms|prenom|prenoms|e-?mails?|courriels?|mails?|telephones?|tel|portable|mobile|phone|inscrits?|usagers?|"
    r"usageres?|participants?|participantes?|adherents?|lecteurs?|lectrices?|carte|naissance|age|ages)\b"
)
MOST_LOOKED_AT = 20  # rows above the headings: a title, a logo, the name of the season


def about_people(heading: str) -> bool:
    """Tell whether a heading announces facts about people who come ("E-mail", "Nom du participant")."""
    words = fold(heading)
    if field_of(words) in {"title", "presenter", "capacity"}:
        return False
    return bool(PEOPLE.search(words))


def field_of(heading: str) -> str:
    """Return the field that a heading names, or an empty text."""
    words = fold(heading).strip(" :*.")
    exact = next((name for name, known in WORDS.items() if words in known), "")
    return exact or next((name for name, known in WORDS.items() if words.startswith(_long(known))), "")


def _long(known: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in known if len(word) > 3)


def headings_at(rows: Sequence[Sequence[str]]) -> int:
    """Return which of these rows holds the headings: the first of those that name most fields; 0 where none does."""
    named = [len({field for cell in row if (field := field_of(cell))}) for row in rows[:MOST_LOOKED_AT]]
    best = max(named, default=0)
    return named.index(best) if best > 1 else 0


def guess(headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each field that has one; `remembered` says by folded heading what was chosen last time."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = remembered.get(fold(heading), field_of(heading))
        if field and heading:
            found.setdefault(field, place)
    return found


def kept(headings: Sequence[str]) -> list[int]:
    """Return the columns that may be kept."""
    return [place for place, heading in enumerate(headings) if not about_people(heading)]
