"""The sheet of a place as forms: its sections, their fields, what is shown in them and what is read from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.foundation.choosing import TICK
from server.foundation.forms import decimal
from server.foundation.languages import N_, translator
from server.libraries import timetable
from server.libraries.sheet_words import KINDS, LISTS
from server.libraries.sheets import Place


@dataclass(frozen=True)
class Field:
    """A question: `kind` is line, area, lines, ticks, tick or number; `type` and the words are those of the page."""

    name: str
    label: str
    hint: str = ""
    kind: str = "line"
    type: str = "text"
    needed: bool = False


@dataclass(frozen=True)
class Section:
    """A page of the sheet: its name in the address, its title, its fields; the hours have a page of their own."""

    name: str
    title: str
    fields: tuple[Field, ...] = ()


OTHER = Field(
    "other_kinds",
    N_("Autres codes de la liste nationale"),
    N_("Séparés par une espace, comme MJC ou MDS. Vide : aucun."),
)
SECTIONS = (
    Section(
        "qui",
        N_("Qui gère ce lieu"),
        (
            Field(
                "pivot",
                N_("Numéro SIRET ou RNA"),
                N_("14 chiffres. Une bibliothèque municipale donne celui de la mairie, une association son RNA."),
                needed=True,
            ),
            Field("parent", N_("Qui gère ce lieu"), N_("Comme : Ville de Rennes.")),
            Field("kinds", N_("Ce lieu est"), N_("Plusieurs réponses sont possibles."), "ticks"),
            OTHER,
            Field("source", N_("Qui donne ces renseignements"), N_("Vide : le nom de cet agenda.")),
            Field("listed", N_("Montrer ce lieu dans les données ouvertes, quand sa fiche est complète"), kind="tick"),
        ),
    ),
    Section(
        "adresse",
        N_("Nom et adresse"),
        (
            Field("name", N_("Nom"), needed=True),
            Field("address", N_("Numéro et rue"), needed=True),
            Field("complement", N_("Complément d'adresse"), N_("Bâtiment, étage, entrée.")),
            Field("postal_code", N_("Code postal"), needed=True),
            Field("city", N_("Commune"), needed=True),
            Field("insee", N_("Code de la commune (Insee)"), N_("Comme 35238. Ce n'est pas le code postal.")),
            Field("latitude", N_("Latitude"), N_("Comme 48,1055. Sert à la carte."), "number"),
            Field("longitude", N_("Longitude"), N_("Comme -1,6745."), "number"),
            Field("moves", N_("Où est ce lieu"), kind="ticks"),
        ),
    ),
    Section(
        "contact",
        N_("Joindre ce lieu"),
        (
            Field("phone", N_("Téléphone de l'accueil"), type="tel"),
            Field("email", N_("Adresse e-mail"), N_("Celle du lieu, pas celle d'une personne."), type="email"),
            Field("other_emails", N_("Autres adresses e-mail"), N_("Une par ligne."), "lines"),
            Field("website", N_("Site"), N_("Comme https://bibliotheque.exemple.fr"), type="url"),
            Field("other_sites", N_("Autres sites"), N_("Un par ligne."), "lines"),
            Field("ways_in", N_("Comment on vient"), N_("Plusieurs réponses sont possibles."), "ticks"),
            Field(
                "acceslibre",
                N_("Page de ce lieu sur Acceslibre"),
                N_("Elle dit si l'on peut entrer et circuler. Comme https://acceslibre.beta.gouv.fr/…"),
                type="url",
            ),
        ),
    ),
    Section("horaires", N_("Heures d'ouverture")),
    Section(
        "services",
        N_("Ce qu'on peut y faire"),
        (
            Field("services", N_("Ici, on peut"), N_("Au moins une réponse."), "ticks", needed=True),
            Field("support", N_("Comment"), N_("Plusieurs réponses sont possibles."), "ticks"),
            Field("fees", N_("Combien ça coûte"), kind="ticks"),
            Field("audiences", N_("Ce lieu est surtout pour"), N_("Sans réponse : pour tout le monde."), "ticks"),
            Field("care", N_("On sait accueillir"), N_("Ne cochez que ce que l'équipe sait vraiment faire."), "ticks"),
        ),
    ),
    Section(
        "presentation",
        N_("Présentation"),
        (
            Field("summary", N_("En une phrase"), N_("280 signes au plus, espaces compris."), "area"),
            Field("detail", N_("En détail"), kind="area"),
        ),
    ),
    Section(
        "labels",
        N_("Programmes et labels"),
        (
            Field("programmes", N_("Programmes nationaux"), N_("Ceux dont ce lieu fait partie aujourd'hui."), "ticks"),
            Field("labels", N_("Formations et labels"), kind="ticks"),
            Field(
                "other_labels",
                N_("Autres labels"),
                N_("Un par ligne. Comme : Pass numérique, Voyageurs du numérique, Bib'lib."),
                "lines",
            ),
        ),
    ),
)
BY_NAME = {section.name: section for section in SECTIONS}
SECTION_OF = {field.name: section.name for section in SECTIONS for field in section.fields}
SECTION_OF["opening_hours"] = "horaires"
DAYS = (N_("Lundi"), N_("Mardi"), N_("Mercredi"), N_("Jeudi"), N_("Vendredi"), N_("Samedi"), N_("Dimanche"))
HOLIDAYS_OFF = N_("Fermé les jours fériés")
EDGES = (N_("ouvre à"), N_("ferme à"), N_("rouvre à"), N_("referme à"))


def shown(section: Section, place: Place) -> dict[str, str]:
    """Return the fields of a section as a form shows them, one text each; a tick is "1" or empty."""
    if section.name == "horaires":
        return timetable.shown(timetable.read(place.library.opening_hours) or timetable.Timetable())
    fields: dict[str, str] = {}
    for field in section.fields:
        fields |= _shown(field, place.values)
    return fields


def _shown(field: Field, values: Mapping[str, Any]) -> dict[str, str]:
    if field is OTHER:
        return {field.name: " ".join(code for code in values["kinds"] if code not in KINDS)}
    value = values[field.name]
    if field.kind == "ticks":
        return {f"{field.name}_{code}": "1" if code in value else "" for code in LISTS[field.name]}
    if field.kind == "lines":
        return {field.name: "\n".join(value)}
    if field.kind == "tick":
        return {field.name: "1" if value else ""}
    return {field.name: "" if value is None else str(value)}


def told(section: Section, form: Mapping[str, str], place: Place) -> dict[str, Any]:
    """Return what a form says, by the names of what is kept; raises Invalid for hours that cannot be read.

    An empty table leaves hours that no table can hold as they are.
    """
    if section.name == "horaires":
        hours, held = timetable.write(timetable.typed(form)), place.library.opening_hours
        return {"opening_hours": hours} if hours or timetable.read(held) is not None else {}
    values = {field.name: _told(field, form) for field in section.fields if field is not OTHER}
    if OTHER in section.fields:
        values["kinds"] += tuple(form.get(OTHER.name, "").split())
    return values


def _told(field: Field, form: Mapping[str, str]) -> Any:
    text = form.get(field.name, "")
    if field.kind == "ticks":
        return tuple(code for code in LISTS[field.name] if form.get(f"{field.name}_{code}"))
    if field.kind == "lines":
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    if field.kind == "tick":
        return text == "1"
    return decimal(text) if field.kind == "number" else text


def labels(section: Section, language: str) -> dict[str, str]:
    """Return what each field of a section is called where two answers are compared; see `said_as` for their values."""
    if section.name == "horaires":
        return hour_labels(language) | {"holidays_off": HOLIDAYS_OFF}
    plain = {field.name: field.label for field in section.fields if field.kind != "ticks"}
    ticked = [field.name for field in section.fields if field.kind == "ticks"]
    return plain | {f"{name}_{code}": each.words for name in ticked for code, each in LISTS[name].items()}


def hour_labels(language: str) -> dict[str, str]:
    """Return what each time of the table is called: "Lundi, ouvre à"."""
    words = translator(language).gettext
    return {
        timetable.name(day, edge): f"{words(DAYS[day])}, {words(EDGES[place])}"
        for day in range(7)
        for place, edge in enumerate(timetable.EDGES)
    }


def said_as(section: Section) -> dict[str, Mapping[str, str]]:
    """Return the words of the values that are yes or no."""
    ticked = [field.name for field in section.fields if field.kind == "ticks"]
    ticks = [f"{name}_{code}" for name in ticked for code in LISTS[name]]
    return dict.fromkeys([*ticks, "listed", "holidays_off"], TICK)
