"""Resources as pages say them: what is looked for in the address, and the sheet as a form holds it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from server.foundation.forms import choices
from server.foundation.languages import translator
from server.foundation.words import one_line
from server.materials.queries import MaterialView, Wanted
from server.materials.rules import CATEGORIES, KINDS, Sheet
from server.materials.words import AUDIENCES
from server.materials.words import CATEGORIES as CATEGORY_WORDS
from server.materials.words import KINDS as KIND_WORDS
from server.workshops.competences import COMPETENCES
from server.workshops.words import THEMES

Form = dict[str, str]
PAGE = 50
NAMES = {"q": "words", "categorie": "category", "type": "kind", "theme": "theme", "competence": "competence"}
KNOWN: dict[str, Any] = {"category": CATEGORIES, "kind": KINDS, "theme": THEMES, "competence": COMPETENCES}


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """Return what an address looks for; what is not known is left out."""
    told = {name: one_line(query.get(said, ""))[:100] for said, name in NAMES.items()}
    return Wanted(**{name: text if text in KNOWN.get(name, [text]) else "" for name, text in told.items()})


def page_number(query: Mapping[str, str]) -> int:
    """Return the page of the list that an address asks for, from 1."""
    text = query.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def address(path: str, wanted: Wanted, number: int = 1) -> str:
    """Return the address of a page of the list."""
    asked = {said: getattr(wanted, name) for said, name in NAMES.items() if getattr(wanted, name)}
    asked |= {"page": str(number)} if number > 1 else {}
    return f"{path}?{urlencode(asked)}" if asked else path


def offered(language: str) -> dict[str, list[dict[str, str]]]:
    """Return what can be chosen, {value, label}, by field."""
    words = translator(language)
    return {
        "categories": choices(CATEGORY_WORDS, language),
        "kinds": choices(KIND_WORDS, language),
        "themes": choices(THEMES, language),
        "competences": [
            {"value": one.field, "label": f"{one.code} {words.gettext(one.title)}"} for one in COMPETENCES.values()
        ],
        "audiences": choices(AUDIENCES, language),
    }


def _labelled(table: Mapping[str, str], language: str) -> dict[str, dict[str, str]]:
    return {found["value"]: found for found in choices(table, language)}


def said(one: MaterialView, language: str) -> list[str]:
    """Return in words what a resource is classed under: its type, its category, its themes."""
    tables = ((KIND_WORDS, [one.kind]), (CATEGORY_WORDS, [one.category]), (THEMES, one.themes))
    return [
        labelled[value]["label"]
        for table, values in tables
        for labelled in [_labelled(table, language)]
        for value in values
        if value in labelled
    ]


def trained(one: MaterialView, language: str) -> list[str]:
    """Return what one learns with a resource, in plain words."""
    words = translator(language)
    return [words.gettext(each.learns) for code, each in COMPETENCES.items() if code in one.competences]


def read_sheet(form: Form) -> Sheet:
    """Return the resource typed."""
    ticked = {name for name, value in form.items() if value == "1"}
    return Sheet(
        title=one_line(form.get("title", "")),
        url=form.get("url", "").strip(),
        summary=one_line(form.get("summary", "")),
        category=form.get("category", ""),
        kind=form.get("kind", ""),
        themes=tuple(theme for theme in THEMES if f"theme_{theme}" in ticked),
        competences=tuple(code for code, one in COMPETENCES.items() if one.field in ticked),
        audience=form.get("audience", "everyone"),
    )


def show_sheet(one: MaterialView) -> Form:
    """Return a resource as its form holds it."""
    told = {name: getattr(one, name) for name in ("title", "url", "summary", "category", "kind", "audience")}
    ticks = [*(f"theme_{theme}" for theme in one.themes), *(COMPETENCES[code].field for code in one.competences)]
    return told | dict.fromkeys(ticks, "1") | {"shown": "1" if one.shown else ""}
