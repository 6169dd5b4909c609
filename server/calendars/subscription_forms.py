"""What staff type about a subscription or an event of one, and what a form shows of them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from server.calendars.edits import Change
from server.calendars.health import Labels
from server.calendars.imported import ImportedView
from server.calendars.subscribing import Wish, chosen
from server.foundation.errors import Invalid
from server.foundation.words import one_line
from server.workshops.words import AUDIENCES, THEMES

Form = Mapping[str, Any]


def read_wish(form: Form) -> Wish:
    """Return the wish typed; raises Invalid."""
    choice = chosen(*(form.get(name, "") for name in ("words_in", "words_out", "categories")))
    labels = Labels(one_line(form.get("label", "")), _library(form), *_kinds(form), form.get("level", ""))
    return Wish(choice, labels)


def show_wish(wish: Wish) -> dict[str, Any]:
    """Return the fields of a wish as its form holds them."""
    words = {name: ", ".join(getattr(wish.choice, name)) for name in ("words_in", "words_out", "categories")}
    return {**words, "label": wish.labels.label, **_shown(wish.labels.library, wish.labels.level)} | _ticks(
        wish.labels.themes, wish.labels.audiences
    )


def read_change(form: Form) -> Change:
    """Return the change of an event that was typed; "own" labels are ticked, others are the subscription's."""
    own = form.get("own") == "1"
    themes, audiences = _kinds(form)
    return Change(
        hidden=form.get("hidden") == "1",
        title=one_line(form.get("title", "")),
        library=_library(form),
        themes=themes if own else None,
        audiences=audiences if own else None,
        level=form.get("level", "") if own else "",
    )


def show_change(event: ImportedView, change: Change) -> dict[str, Any]:
    """Return the fields of an event as its form holds them."""
    own = change.themes is not None or change.audiences is not None or bool(change.level)
    shown = {"hidden": "1" if change.hidden else "", "title": change.title, "own": "1" if own else ""}
    return {**shown, **_shown(change.library, event.level), **_ticks(event.themes, event.audiences)}


def _shown(library: UUID | None, level: str) -> dict[str, str]:
    return {"library": str(library) if library else "", "level": level}


def _ticks(themes: Iterable[str], audiences: Iterable[str]) -> dict[str, str]:
    return {f"theme_{theme}": "1" for theme in themes} | {f"audience_{each}": "1" for each in audiences}


def _kinds(form: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    themes = tuple(theme for theme in THEMES if form.get(f"theme_{theme}"))
    return themes, tuple(each for each in AUDIENCES if form.get(f"audience_{each}"))


def _library(form: Form) -> UUID | None:
    typed = form.get("library", "")
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Invalid({"library": "bad_choice"}) from None
