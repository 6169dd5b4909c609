"""The page on which one chooses between what somebody else has kept meanwhile and what was typed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Request, Response

from server.foundation.languages import N_, translator
from server.foundation.meanwhile import ASKED, KEEP, THEIRS, VERSION, Difference, Form, unchosen
from server.foundation.reasons import sentence
from server.foundation.spoken import weekday_date
from server.foundation.web import language_of, page

NOTHING = N_("(rien)")
TICK = {"1": N_("Oui"), "": N_("Non")}


@dataclass(frozen=True)
class Asked:
    """The page where one chooses: what it is about, where it is sent and where one goes back to, how values are said.

    `labels` names each field; `says` gives the words of a value, for fields with choices; `who` changed it.
    """

    title: str
    action: str
    back: tuple[str, str]
    labels: Mapping[str, str]
    says: Mapping[str, Mapping[str, str]]
    version: int
    who: str = ""


def ask(request: Request[Any, Any, Any], about: Asked, form: Form, found: list[Difference]) -> Response[str]:
    """Show what somebody else changed, field by field, to choose from; 409, as nothing was kept."""
    language = language_of(request)
    rows = [_row(each, about, form, language) for each in found]
    own = {"csrf", VERSION, ASKED}
    carried = {name: value for name, value in form.items() if name not in own and not name.startswith((THEIRS, KEEP))}
    errors = {KEEP + name: sentence("bad_choice", language) for name in unchosen(form)}
    return page(
        request,
        "layout/meanwhile.html",
        status=409,
        private=True,
        about=about,
        rows=rows,
        carried=carried,
        errors=errors,
    )


def _row(each: Difference, about: Asked, form: Form, language: str) -> Form:
    words = translator(language).gettext
    told = {name: _said(each.name, getattr(each, name), about, language) for name in ("was", "theirs", "mine")}
    kept = form.get(KEEP + each.name) or ("" if each.both else "theirs")
    label = words(about.labels.get(each.name, each.name))
    return {"name": each.name, "label": label, "kept": kept, "both": each.both, "value": each.theirs, **told}


def _said(name: str, value: str, about: Asked, language: str) -> str:
    """Return a value in words: the label of a choice, yes or no, a day."""
    words = translator(language).gettext
    known = about.says.get(name, {})
    if value in known:
        return words(known[value])
    if not value:
        return words(NOTHING)
    if name.endswith("day"):
        try:
            return weekday_date(date.fromisoformat(value), language)
        except ValueError:
            return value
    return value
