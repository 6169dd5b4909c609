"""What a manager types about an issuer, and what the form shows of it."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from server.foundation.errors import Invalid
from server.foundation.forms import whole
from server.foundation.words import one_line
from server.vouchers.rules import Terms
from server.vouchers.statement import euros
from server.workshops import local_time

Form = dict[str, Any]
DAYS = ("valid_from", "valid_until", "late_until")


def cents(text: str) -> int:
    """Return an amount typed in euros ("10", "7,50 €") in cents; -1, which no rule accepts, for what is none."""
    found = re.fullmatch(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))?\s*€?", text.strip())
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else -1


def read_terms(form: Form) -> Terms:
    """Return the terms typed; without a last day for saying who came it is the last day of validity. Raises Invalid."""
    typed = {name: form.get(name, "") for name in DAYS}
    typed["late_until"] = typed["late_until"] or typed["valid_until"]
    read = {name: local_time.day(text) for name, text in typed.items()}
    if wrong := {name: "bad_date" if typed[name] else "missing" for name, day in read.items() if not _known(day)}:
        if (
            wrong.get("late_until") == "missing"
        ):  # nobody has to answer there: the last day of validity is what is missing
            del wrong["late_until"]
        raise Invalid(wrong)
    return Terms(
        name=one_line(form.get("name", "")),
        value=cents(form.get("value", "")),
        pattern=one_line(form.get("pattern", "")).upper(),
        per_person=whole(form.get("per_person", ""), 1),
        absent=form.get("absent") or "given_back",
        **{name: day for name, day in read.items() if day is not None},
    )


def _known(day: date | None) -> bool:
    return day is not None and 2000 <= day.year <= 2100


def show_terms(terms: Terms) -> Form:
    """Return the terms as the form holds them."""
    days = {name: getattr(terms, name).isoformat() for name in DAYS}
    shown = {"name": terms.name, "pattern": terms.pattern, "absent": terms.absent}
    return shown | days | {"value": euros(terms.value), "per_person": str(terms.per_person)}


def read_library(form: Form, managed: set[UUID], administrator: bool) -> UUID | None:
    """Return the library chosen, or None for all of them; raises Invalid."""
    text = form.get("library", "")
    if not text and administrator:
        return None
    if not text and len(managed) == 1:
        return next(iter(managed))
    found = next((library for library in managed if str(library) == text), None)
    if found is None:
        raise Invalid({"library": "bad_choice"})
    return found
