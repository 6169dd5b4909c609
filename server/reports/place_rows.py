"""A place as a line of the national list: the 32 columns of "lieux de médiation numérique" 1.0.2, in its order."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from server.libraries.sheet_rules import LINK, blocking, international, wrong
from server.libraries.sheet_words import LISTS
from server.libraries.sheets import Place

Row = dict[str, str | float]
COLUMNS = (
    "id",
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
    "typologie",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "itinerance",
    "structure_parente",
    "date_maj",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "fiche_acces_libre",
    "prise_rdv",
)
PLAIN = {
    "pivot": "pivot",
    "nom": "name",
    "commune": "city",
    "code_postal": "postal_code",
    "code_insee": "insee",
    "adresse": "address",
    "complement_adresse": "complement",
    "horaires": "opening_hours",
    "presentation_resume": "summary",
    "presentation_detail": "detail",
    "structure_parente": "parent",
    "fiche_acces_libre": "acceslibre",
}
LISTED = {
    "typologie": "kinds",
    "itinerance": "moves",
    "services": "services",
    "publics_specifiquement_adresses": "audiences",
    "prise_en_charge_specifique": "care",
    "frais_a_charge": "fees",
    "dispositif_programmes_nationaux": "programmes",
    "formations_labels": "labels",
    "modalites_acces": "ways_in",
    "modalites_accompagnement": "support",
}
BAR = "|"


def listed(places: Iterable[Place], *, site: str, source: str) -> list[Row]:
    """Return a line for each place that the national list can take."""
    return [row(place, site=site, source=source) for place in places if not blocking(place.values)]


def row(place: Place, *, site: str, source: str) -> Row:
    """Return a place by column, without empty ones: the Cartographie takes an empty text for a fault.

    `site` is the public address of this instance, `source` its name. A value that the list would refuse is left out.
    """
    faults = wrong(place.values)
    values = {name: value for name, value in place.values.items() if name not in faults}
    made: dict[str, Any] = {column: _text(values.get(name) or "") for column, name in PLAIN.items()}
    made |= {column: _official(name, values.get(name) or ()) for column, name in LISTED.items()}
    made |= {
        "id": str(place.library.id),
        "telephone": international(values.get("phone") or ""),
        "courriels": _joined(values, "email", "other_emails"),
        "site_web": _joined(values, "website", "other_sites"),
        "source": _text(place.sheet.source or source),
        "date_maj": place.updated_at.astimezone(ZoneInfo(place.library.timezone)).date().isoformat(),
        "autres_formations_labels": BAR.join(_text(label) for label in values.get("other_labels") or ()),
        "prise_rdv": agenda_of(place, site),
    }
    if not {"latitude", "longitude"} & set(faults):
        made |= {name: values[name] for name in ("latitude", "longitude")}
    return {column: made[column] for column in COLUMNS if made.get(column) not in ("", None)}


def agenda_of(place: Place, site: str) -> str:
    """Return the address where one books at a place, or an empty text for one that the Cartographie would refuse.

    It takes none with a port, which only an instance on trial has.
    """
    address = f"{site}/bibliotheques/{place.library.page_name}"
    return address if LINK.fullmatch(address) else ""


def _official(name: str, codes: Iterable[str]) -> str:
    answers = LISTS[name]
    return BAR.join(answers[code].official if code in answers else code for code in codes)


def _joined(values: dict[str, Any], first: str, others: str) -> str:
    told = [values.get(first) or "", *(values.get(others) or ())]
    return BAR.join(dict.fromkeys(one for one in told if one))


def _text(text: str) -> str:
    """Return a text as the national list keeps it: on one line, without straight double quotes."""
    return " ".join(text.split()).replace('"', "＂")


def as_csv(rows: Iterable[Row]) -> bytes:
    """Return lines as CSV: UTF-8, commas, all columns named on the first line, whatever they hold."""
    text = io.StringIO()
    written = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    written.writeheader()
    written.writerows(rows)
    return text.getvalue().encode()


def as_json(rows: Iterable[Row]) -> bytes:
    """Return lines as a JSON list of objects."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1).encode()


def departements(rows: Iterable[Row]) -> list[str]:
    """Return the codes of the départements of these lines, in order: "2A", "35", "974"."""
    return sorted({_departement(str(line.get("code_insee") or line["code_postal"])) for line in rows})


def _departement(code: str) -> str:
    return code[:3] if code.startswith(("97", "98")) else code[:2]
