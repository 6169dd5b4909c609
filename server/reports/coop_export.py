"""What La Coop is told, as files: objects of its published format, and rows of its own spreadsheet; and as a sheet.

`activite` is the JSON:API object of its API v1, whose 22 attributes are all there; that API takes nothing in. Its
people and places have ids there that we do not know: `mediateur_id` is the id of who presents here, or one of this
instance; `structure_id` is that of our library.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from server.foundation.settings import settings
from server.reports import coop_words as words
from server.reports.coop import Activity

Line = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A field of the form of La Coop: its label there, and what is to be written; empty while that is not known."""

    label: str
    value: str


def sheet(told: Activity) -> list[Field]:
    """Return the fields of its form for a collective workshop, in its order."""
    one = told.session
    fields = [
        Field("Date", f"{one.day:%d/%m/%Y}"),
        Field("Durée (min)", str(one.minutes)),
        Field("Type de lieu", words.PLACES[told.place]),
        Field("Structure", one.library_name) if told.place == "lieu_activite" else Field("Commune", _commune(told)),
        Field("Thématiques", _list(told.themes, words.THEMES)),
        Field("Matériel", _list(told.materials, words.MATERIALS)),
        Field("Titre de l’atelier", one.title),
        Field("Niveau", words.LEVELS.get(told.level, "")),
        Field("Participants suivis", ""),  # by name: there are none here
        Field("Nombre de participants anonymes", _number(one.present)),
        Field("Déjà accompagnés", _number(one.known)),
    ]
    for group, labels in (("Genre", words.GENDERS), ("Tranche d’âge", words.AGES), ("Statut", words.STATUSES)):
        fields += [Field(f"{group} : {label}", _number(_counted(told, name))) for name, label in labels.items()]
    return [*fields, Field("Tags", ""), Field("Notes", "")]


def as_object(told: Activity) -> Line:
    """Return the session as an `activite` of the published format."""
    one, at_home = told.session, told.place == "lieu_activite"
    collective = told.kind == "collectif"
    attributes = {
        "type": told.kind,
        "mediateur_id": str(one.mediators[0] if one.mediators else uuid5(NAMESPACE_URL, settings().url)),
        "accompagnements": one.present,
        "date": one.day.isoformat(),
        "duree": one.minutes,
        "type_lieu": told.place,
        "structure_id": str(one.library) if at_home else None,
        "lieu_code_postal": None if at_home else one.postal_code or None,
        "lieu_commune": None if at_home else one.city or None,
        "lieu_code_insee": None if at_home else one.insee or None,
        "creation": _instant(one.created_at),
        "modification": _instant(one.changed_at),
        "suppression": None,
        "autonomie": None,
        "oriente_vers_structure": None,
        "structure_de_redirection": None,
        "materiel": list(told.materials),
        "thematiques": list(told.themes),
        "tags": [],
        "precisions_demarche": None,
        "titre_atelier": one.title if collective else None,
        "niveau_atelier": told.level or None if collective else None,
    }
    return {"type": "activite", "id": str(one.id), "attributes": attributes}


def as_json(told: Sequence[Activity]) -> bytes:
    """Return those sessions that can be told, as the published format lists them."""
    return json.dumps({"data": [as_object(one) for one in told if not one.lacks]}, ensure_ascii=False).encode()


def as_rows(told: Sequence[Activity]) -> list[list[str | int | float]]:
    """Return those sessions that can be told as rows of its spreadsheet, under its headings."""
    return [list(words.HEADINGS), *(_row(one) for one in told if not one.lacks)]


def _row(told: Activity) -> list[str | int | float]:
    one = told.session
    known: Mapping[str, str | int | None] = {
        "Date": f"{one.day:%d/%m/%Y}",
        "Enregistré le": f"{one.created_at:%d/%m/%Y}",
        "Dernière modification le": f"{one.changed_at:%d/%m/%Y}",
        "Type": words.KINDS[told.kind],
        "Participants": one.present,
        "Canaux d’accompagnement": words.PLACES[told.place],
        "Nom du lieu": one.library_name if told.place == "lieu_activite" else one.place,
        "Commune": one.city,
        "Code postal": one.postal_code,
        "Code Insee": one.insee,
        "Durée (min)": one.minutes,
        "Nom de l’atelier": one.title,
        "Matériel numérique utilisé": _list(told.materials, words.MATERIALS),
        "Thématique(s) d’accompagnement": _list(told.themes, words.THEMES),
        "Niveau d’autonomie (ou de l’atelier)": words.LEVELS.get(told.level, ""),
        "Genre": _group(told, words.GENDERS),
        "Tranche d’âge": _group(told, words.AGES),
        "Statut du bénéficiaire": _group(told, words.STATUSES),
        "Source de la donnée": settings().name,
        "ID CRA": str(one.id),
    }
    return [known.get(heading) or "" for heading in words.HEADINGS]


def _group(told: Activity, labels: Mapping[str, str]) -> str:
    """Return what was counted of a group: "Féminin : 4, Masculin : 2"."""
    counted = ((label, _counted(told, name)) for name, label in labels.items())
    return ", ".join(f"{label} : {number}" for label, number in counted if number is not None)


def _counted(told: Activity, name: str) -> int | None:
    found: int | None = told.ages.get(name) if name in words.AGES else getattr(told.session, name)
    return found


def _commune(told: Activity) -> str:
    return " ".join(part for part in (told.session.postal_code, told.session.city) if part)


def _list(values: Sequence[str], labels: Mapping[str, str]) -> str:
    return ", ".join(labels[value] for value in values)


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
