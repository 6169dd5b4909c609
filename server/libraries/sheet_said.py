"""The sheet of a place in words: for the public on the page of the library, for staff section by section."""

from dataclasses import dataclass

from server.foundation.languages import N_, translator
from server.libraries.opening import sentences
from server.libraries.sheet_form import OTHER, Field, Section
from server.libraries.sheet_rules import wrong
from server.libraries.sheet_words import LISTS
from server.libraries.sheets import Place

# What the public reads, in this order.
PUBLIC = {
    "services": N_("Ce qu'on peut y faire"),
    "support": N_("Comment"),
    "fees": N_("Combien ça coûte ?"),
    "audiences": N_("Surtout pour"),
    "care": N_("On sait accueillir"),
    "ways_in": N_("Pour venir"),
}


@dataclass(frozen=True)
class Said:
    """A question and its answers, in one language."""

    label: str
    answers: tuple[str, ...]


def for_the_public(place: Place, language: str) -> list[Said]:
    """Return what the sheet says to those who come, without what is not said."""
    words = translator(language).gettext
    told = [Said(words(label), _answers(name, place, language)) for name, label in PUBLIC.items()]
    labels = tuple(answer for name in ("programmes", "labels") for answer in _answers(name, place, language))
    told.append(Said(words(N_("Programmes et labels")), labels + place.sheet.other_labels))
    return [each for each in told if each.answers]


def of_section(section: Section, place: Place, language: str) -> list[Said]:
    """Return what a section of the sheet says, for staff; a question without an answer has none."""
    if section.name == "horaires":
        hours = tuple(sentences(place.library.opening_hours, language))
        return [Said(translator(language).gettext(section.title), hours)]
    words = translator(language).gettext
    asked = [field for field in section.fields if field is not OTHER]
    return [Said(words(field.label), _of_field(field, place, language)) for field in asked]


def _of_field(field: Field, place: Place, language: str) -> tuple[str, ...]:
    value = place.values[field.name]
    if field.kind == "tick":
        return (translator(language).gettext(N_("Oui") if value else N_("Non")),)
    if field.kind == "ticks":
        return _answers(field.name, place, language)
    if field.kind == "lines":
        return tuple(value)
    return () if value in (None, "") else (str(value),)


def _answers(name: str, place: Place, language: str) -> tuple[str, ...]:
    words = translator(language).gettext
    return tuple(words(LISTS[name][code].words) if code in LISTS[name] else code for code in getattr(place.sheet, name))


def accessibility(place: Place) -> str:
    """Return the address of the page on Acceslibre, or an empty text."""
    return "" if "acceslibre" in wrong(place.values) else place.sheet.acceslibre
