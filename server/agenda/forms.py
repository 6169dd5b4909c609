"""What the form of the agenda shows again, and the addresses with which calendars subscribe."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from server.agenda.filters import Filters
from server.agenda.queries import Choices
from server.agenda.words import MODES, SPANS, choices_of, chosen, within
from server.calendars.forms import FORMS
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.words import slug
from server.libraries.words import FACILITIES
from server.subscribers.addresses import subscribed
from server.workshops.competences import COMPETENCES
from server.workshops.words import AUDIENCES, LANGUAGES, LEVELS_SHORT, THEMES

FORMATS = {
    "ical": "iCalendar",
    "rich": "iCalendar, RFC 9073",
    "atom": "Atom",
    "json": "JSON Feed",
    "jcal": "jCal",
}
RADII = (5, 10, 20, 50)


def form_of_filters(filters: Filters, choices: Choices, zone: str, language: str) -> dict[str, Any]:
    """Return the values of the form, its choices, and what was chosen in words."""
    values = {
        name: value.isoformat() if hasattr(value, "isoformat") else "" if value is None else value
        for name, value in asdict(filters).items()
    }
    values["rayon"] = str(filters.rayon or "")
    easy = {facility for each in choices.libraries for facility in each.facilities}
    said = chosen(filters, choices.libraries, zone, language)
    offered = {
        "bibliotheque": [{"value": each.slug, "label": each.name} for each in choices.libraries],
        "source": [{"value": each.value, "label": each.label} for each in choices.sources],
        "commune": [{"value": name, "label": name} for name in choices.communes],
        "departement": [{"value": code, "label": code} for code in choices.departments],
        "rayon": [{"value": str(far), "label": within(far, language)} for far in RADII],
        "salle": _named(choices.rooms),
        "mediateur": _named(choices.presenters),
        "langue": choices_of({key: text for key, text in LANGUAGES.items() if key in choices.languages}, language),
        "acces": choices_of({key: text for key, text in FACILITIES.items() if key in easy}, language),
        "quand": choices_of(SPANS, language),
        "niveau": choices_of(LEVELS_SHORT, language),
        "theme": choices_of(THEMES, language),
        "competence": choices_of({each.code: each.learns for each in COMPETENCES.values()}, language),
        "public": choices_of(AUDIENCES, language),
        "mode": choices_of(MODES, language),
    }
    return {**values, "choices": offered, "chosen": bool(filters.said()), "words": said}


def _named(names: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": slug(name), "label": name} for name in names]


def feed_addresses(filters: Filters, said: list[str], language: str, *, short: str = "") -> dict[str, Any]:
    """Return the addresses of the feed that `filters` choose, one for each kind of calendar, and its name in words.

    With the id of a saved search they are short. `formats` are the other forms of the same: {name, url}.
    """
    stem, query = (f"/f/{short}", "") if short else ("/agenda", filters.query())
    path = FORMS["ical"].address(stem, query)
    return {
        **subscribed(f"{settings().url}{path}", " · ".join([settings().name, *said])),
        "what": " · ".join(said) or translator(language).gettext("tous les ateliers"),
        "path": path,
        "formats": [
            {"name": label, "url": settings().url + FORMS[form].address(stem, query)} for form, label in FORMATS.items()
        ],
    }
