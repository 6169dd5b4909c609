"""What the form of the agenda shows again, and the addresses with which calendars subscribe."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlsplit

from server.agenda.filters import Filters
from server.agenda.queries import Choices
from server.agenda.words import MODES, SPANS, choices_of, chosen
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.workshops.words import AUDIENCES, LEVELS_SHORT, THEMES


def form_of_filters(filters: Filters, choices: Choices, zone: str, language: str) -> dict[str, Any]:
    """Return the values of the form, its choices, and what was chosen in words."""
    values = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in asdict(filters).items()
    }
    said = chosen(filters, choices.libraries, zone, language)
    offered = {
        "bibliotheque": [{"value": each.slug, "label": each.name} for each in choices.libraries],
        "source": [{"value": each.value, "label": each.label} for each in choices.sources],
        "commune": [{"value": name, "label": name} for name in choices.communes],
        "quand": choices_of(SPANS, language),
        "niveau": choices_of(LEVELS_SHORT, language),
        "theme": choices_of(THEMES, language),
        "public": choices_of(AUDIENCES, language),
        "mode": choices_of(MODES, language),
    }
    return {**values, "choices": offered, "chosen": bool(filters.said()), "words": said}


def feed_addresses(filters: Filters, said: list[str], language: str) -> dict[str, str]:
    """Return the addresses of the feed that `filters` choose, one for each kind of calendar, and its name in words."""
    path = f"/agenda.ics{filters.query()}"
    url = f"{settings().url}{path}"
    subscribed = f"webcal://{urlsplit(url).netloc}{path}"
    name = " · ".join([settings().name, *said])
    return {
        "name": name,
        "what": " · ".join(said) or translator(language).gettext("tous les ateliers"),
        "url": url,
        "webcal_url": subscribed,
        "google_url": f"https://calendar.google.com/calendar/r?cid={quote(subscribed, safe='')}",
        "outlook_url": "https://outlook.live.com/calendar/0/addfromweb"
        f"?url={quote(url, safe='')}&name={quote(name, safe='')}",
    }
