"""The words of the agenda: weeks, choices of its form, and what was chosen, said again."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.agenda.filters import Filters, midnight
from server.foundation.languages import N_, translator
from server.foundation.spoken import day, day_year
from server.libraries.queries import LibraryView
from server.libraries.words import FACILITIES
from server.workshops.competences import COMPETENCES
from server.workshops.words import AUDIENCES, LANGUAGES, LEVELS_SHORT, THEMES

SPANS = {
    "aujourd-hui": N_("Aujourd'hui"),
    "cette-semaine": N_("Cette semaine"),
    "semaine-prochaine": N_("La semaine prochaine"),
    "ce-mois": N_("Ce mois-ci"),
}
REASONS = {
    "nothing_chosen": N_("Choisissez d'abord un lieu, un thème ou un public."),
    "feed_too_large": N_("Cet agenda est trop grand pour un calendrier. Choisissez un lieu, un thème ou un public."),
}
MODES = {"sur-place": N_("Sur place"), "en-ligne": N_("En ligne, par Internet")}


def week_of(at: datetime, zone: str) -> date:
    """Return the Monday of the local week of an instant."""
    local = at.astimezone(ZoneInfo(zone)).date()
    return local - timedelta(days=local.weekday())


def week_label(monday: date, now: datetime, zone: str, language: str) -> str:
    """Return how a week is called: "Cette semaine", "Semaine du lundi 18 janvier" (with its year if it is another)."""
    words = translator(language)
    this = week_of(now, zone)
    if monday == this:
        return words.gettext("Cette semaine")
    if monday == this + timedelta(days=7):
        return words.gettext("La semaine prochaine")
    near = abs(monday - this) < timedelta(days=180)
    said = (day if near else day_year)(midnight(monday, zone), zone, language)
    return words.gettext("Semaine du %(day)s") % {"day": said}


def chosen(filters: Filters, libraries: Iterable[LibraryView], zone: str, language: str) -> list[str]:
    """Return what was chosen, in words, in the order of the form."""
    words = translator(language)
    names = {name: library.name for library in libraries for name in library.page_names}
    tables = (
        (filters.niveau, LEVELS_SHORT),
        (filters.theme, THEMES),
        (filters.competence, {each.code: each.learns for each in COMPETENCES.values()}),
        (filters.public, AUDIENCES),
        (filters.langue, LANGUAGES),
        (filters.acces, FACILITIES),
        (filters.mode, MODES),
    )
    said = [
        names.get(filters.bibliotheque, ""),
        filters.source,
        _as_said(filters.salle),
        filters.commune or filters.centre,
        within(filters.rayon, language) if filters.rayon else "",
        words.gettext("département %(code)s") % {"code": filters.departement} if filters.departement else "",
        words.gettext(SPANS[filters.quand]) if filters.quand else "",
        _from_to(filters, zone, language),
        *(words.gettext(table[key]) for key, table in tables if key),
        words.gettext("avec %(name)s") % {"name": _as_said(filters.mediateur)} if filters.mediateur else "",
        words.gettext("« %(text)s »") % {"text": filters.q} if filters.q else "",
        words.gettext("avec des places") if filters.places else "",
        words.gettext("Pass numérique accepté") if filters.pass_numerique else "",
        words.gettext("sans les séances annulées") if filters.annules else "",
    ]
    return [text for text in said if text]


def _as_said(name: str) -> str:
    """Return a name that was a piece of an address with its capitals: "Yann Kermarrec", "Salle 2"."""
    return " ".join(part.capitalize() for part in name.split("-"))


def within(kilometres: int, language: str) -> str:
    """Return a radius in words."""
    return translator(language).gettext("à %(far)s km au plus") % {"far": kilometres}


def _from_to(filters: Filters, zone: str, language: str) -> str:
    words = translator(language)
    first = day_year(midnight(filters.du, zone), zone, language) if filters.du else ""
    last = day_year(midnight(filters.au, zone), zone, language) if filters.au else ""
    if first and last:
        return words.gettext("du %(first)s au %(last)s") % {"first": first, "last": last}
    if first:
        return words.gettext("à partir du %(day)s") % {"day": first}
    return words.gettext("jusqu'au %(day)s") % {"day": last} if last else ""


def choices_of(table: dict[str, str], language: str) -> list[dict[str, str]]:
    """Return the answers of a list of choices: {value, label}."""
    return [{"value": key, "label": translator(language).gettext(text)} for key, text in table.items()]
