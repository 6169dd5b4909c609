"""Our places and workshops as data·inclusion takes them: structures and services of its schema v1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from data_inclusion.schema import v1
from pydantic import BaseModel, ValidationError

from server.foundation import spoken
from server.foundation.languages import translator
from server.libraries.sheet_rules import international
from server.libraries.sheets import Place
from server.workshops.queries import SessionView
from server.workshops.words import AUDIENCES, LEVELS

Row = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)
LANGUAGE = "fr"
NAME, DESCRIPTION = 150, 2000
MOST_DATES = 6
BASICS = "numerique--maitriser-les-fondamentaux-du-numerique"
ONLINE = "numerique--acceder-a-des-services-en-ligne"
# What a theme of ours is among the topics of the schema; those that are not named here are the basics.
TOPICS = {
    "procedures": (ONLINE, "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"),
    "jobs": (ONLINE, "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation"),
    "parenting": (BASICS, "famille--soutien-a-la-parentalite-et-a-leducation"),
    "creation": (BASICS, "remobilisation--activites-sportives-et-culturelles"),
}
PEOPLE = {"seniors": "seniors", "youth": "jeunes", "families": "familles", "jobseekers": "demandeurs-emploi"}
EVERYBODY = "tous-publics"
MODES = {"on_site": ("en-presentiel",), "online": ("a-distance",), "mixed": ("a-distance", "en-presentiel")}
# Networks that carry a place, by what its sheet says: a kind of place or a national programme.
NETWORKS = {
    "MUNI": "communes",
    "DEPT": "departements",
    "FABRIQUE": "fabrique-de-territoire",
    "EPN": "espaces-publics-numeriques",
    "RFS": "france-service",
    "aidants_connect": "aidants-connect",
    "france_services": "france-service",
    "advisers": "conseillers-numeriques",
}


@dataclass(frozen=True, slots=True)
class OfferedSession:
    """As much of a session as data·inclusion is told, by the names that it has in a SessionView."""

    id: UUID
    starts_at: datetime
    timezone: str
    mode: str
    pass_accepted: bool
    changed_at: datetime
    library: str
    workshop_id: UUID
    workshop_slug: str
    title: str
    summary: str
    description: str
    level: str
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    bring: str
    prerequisites: str


@dataclass(frozen=True)
class Offer:
    """A workshop in a library, with its sessions to come, by start: whole ones, or as much of them as is read here."""

    place: Place
    sessions: Sequence[SessionView | OfferedSession]


def structure(place: Place, *, site: str, source: str, today: date) -> Row:
    """Return a place as a structure; `site` is our public address, `source` the name of who produces the data."""
    values = place.values
    told = {
        "id": structure_id(place, source),
        "source": source,
        "nom": _name(values["name"]),
        "date_maj": _day(place.updated_at, place.library.timezone, today),
        "description": values["detail"] or values["summary"],
        "lien_source": f"{site}/bibliotheques/{place.library.page_name}",
        "siret": values["pivot"],
        "site_web": values["website"],
        "horaires_accueil": values["opening_hours"],
        "accessibilite_lieu": values["acceslibre"],
        "reseaux_porteurs": sorted(
            {NETWORKS[one] for one in (*values["kinds"], *values["programmes"]) if one in NETWORKS}
        ),
        **_address(place),
        **_contact(place),
    }
    return accepted(v1.Structure, told)


def service(offer: Offer, *, site: str, source: str, today: date) -> tuple[Row, v1.Service]:
    """Return a workshop in a library as a service, and what the schema made of it."""
    return taken(v1.Service, _service(offer, site=site, source=source, today=today))


def _service(offer: Offer, *, site: str, source: str, today: date) -> Row:
    place, first = offer.place, offer.sessions[0]
    modes = {mode for session in offer.sessions for mode in MODES[session.mode]}
    link = f"{site}/ateliers/{first.workshop_slug}"
    contact = _contact(place)
    return {
        "id": f"{source}--{first.workshop_id}.{place.library.id}",
        "structure_id": structure_id(place, source),
        "source": source,
        "nom": _name(first.title),
        "description": _description(offer),
        "lien_source": link,
        "date_maj": _day(max(session.changed_at for session in offer.sessions), first.timezone, today),
        "type": "atelier",
        "thematiques": sorted({topic for theme in first.themes or ("",) for topic in TOPICS.get(theme, (BASICS,))}),
        **_fees(offer),
        "publics": _people(first.audiences),
        "publics_precisions": _people_in_words(first.audiences),
        "conditions_acces": first.prerequisites,
        "modes_accueil": sorted(modes),
        "lien_mobilisation": link,
        "modes_mobilisation": [
            "se-presenter",
            *(["telephoner"] if contact["telephone"] else []),
            "utiliser-lien-mobilisation",
        ],
        "mobilisable_par": ["usagers", "professionnels"],
        "mobilisation_precisions": "Réservation en ligne, par téléphone ou à l'accueil, sans compte ni adresse e-mail.",
        **_address(place),
        **contact,
    }


def structure_id(place: Place, source: str) -> str:
    """Return the name of a place in the export."""
    return f"{source}--{place.library.id}"


def accepted(model: type[BaseModel], told: Row) -> Row:
    """Return what the schema takes of a row: empty values, and values of optional fields that it refuses, are left out.

    Raises ValidationError where a field that must be there is refused.
    """
    return taken(model, told)[0]


def taken(model: type[Model], told: Row) -> tuple[Row, Model]:
    """Return what `accepted` returns, and what the schema made of it."""
    row = {name: value for name, value in told.items() if value not in ("", None, [])}
    try:
        return row, model(**row)
    except ValidationError as error:
        wrong = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
        if not wrong or any(model.model_fields[name].is_required() for name in wrong):
            raise
        return taken(model, {name: value for name, value in row.items() if name not in wrong})


def _name(text: str) -> str:
    return text[:NAME].rstrip(". ")


def _day(moment: datetime, zone: str, today: date) -> str:
    """Return a local day; the schema refuses one to come, which a zone east of ours may be in already."""
    return min(moment.astimezone(ZoneInfo(zone)).date(), today).isoformat()


def _fees(offer: Offer) -> Row:
    """Return whether it costs something: what the sheet of the place says, and free where it says nothing."""
    told = offer.place.values["fees"]
    said = {
        "paid": "Demandez le prix à la bibliothèque." if "paid" in told else "",
        "conditions": "Gratuit pour certaines personnes : demandez à la bibliothèque." if "conditions" in told else "",
        "pass": "Le Pass numérique est accepté." if any(one.pass_accepted for one in offer.sessions) else "",
    }
    paid = "paid" in told and "free" not in told
    return {
        "frais": "payant" if paid else "gratuit",
        "frais_precisions": " ".join(text for text in said.values() if text),
    }


def _address(place: Place) -> Row:
    library = place.library
    return {
        "commune": library.city,
        "code_postal": library.postal_code,
        "code_insee": place.values["insee"],
        "adresse": library.address,
        "complement_adresse": place.values["complement"],
        "longitude": library.longitude,
        "latitude": library.latitude,
    }


def _contact(place: Place) -> Row:
    return {"telephone": international(place.values["phone"] or ""), "courriel": place.values["email"]}


def _people(audiences: Iterable[str]) -> list[str]:
    found = sorted({PEOPLE[one] for one in audiences if one in PEOPLE})
    return [EVERYBODY] if "everyone" in audiences or not found else found


def _people_in_words(audiences: Sequence[str]) -> str:
    words = translator(LANGUAGE).gettext
    return ", ".join(words(AUDIENCES[one]) for one in audiences if one in AUDIENCES and one != "everyone")


def _description(offer: Offer) -> str:
    """Return what the workshop is, what to know and bring, its next dates: whole paragraphs, within the limit."""
    first, words = offer.sessions[0], translator(LANGUAGE).gettext
    days = [_when(session) for session in offer.sessions[:MOST_DATES]]
    parts = [
        first.summary,
        first.description,
        words(LEVELS[first.level]) + "." if first.level in LEVELS else "",
        f"Il faut déjà savoir : {first.prerequisites}" if first.prerequisites else "",
        f"À apporter : {first.bring}" if first.bring else "",
        f"Prochaines séances à {first.library} : {' ; '.join(days)}.",
        "Réservation en ligne, par téléphone ou à l'accueil, sans compte ni adresse e-mail.",
    ]
    said = ""
    for part in dict.fromkeys(part.strip() for part in parts if part.strip()):
        longer = f"{said}\n\n{part}" if said else part
        said = longer if len(longer) <= DESCRIPTION else said
    return said or first.title


def _when(session: SessionView | OfferedSession) -> str:
    day = spoken.day(session.starts_at, session.timezone, LANGUAGE)
    return f"{day} à {spoken.hour(session.starts_at, session.timezone, LANGUAGE)}"
