"""What pages with a form share: choices in words, numbers as typed, and what is wrong beside each field."""

import re
from collections.abc import Mapping

from server.foundation.errors import Invalid, Refused
from server.foundation.languages import translator
from server.foundation.reasons import sentence


def choices(labels: Mapping[str, str], language: str) -> list[dict[str, str]]:
    """Return the choices of a list, {value, label}, their labels in `language`."""
    words = translator(language)
    return [{"value": value, "label": words.gettext(label)} for value, label in labels.items()]


def faults(error: Refused, language: str, *, otherwise: str) -> dict[str, str]:
    """Return a sentence for each field at fault; what is about no field is said at `otherwise`."""
    if isinstance(error, Invalid):
        return {name: sentence(reason, language, **error.facts) for name, reason in error.fields.items()}
    return {otherwise: sentence(error.reason, language, **error.facts)}


def whole(text: str, otherwise: int) -> int:
    """Return the number typed, `otherwise` for an empty text; -1, which no rule accepts, for what is no number."""
    plain = text.strip()
    if not plain:
        return otherwise
    return int(plain) if re.fullmatch(r"[0-9]{1,6}", plain) else -1


def decimal(text: str) -> float | None:
    """Return the number typed, with a point or a comma; None for an empty text, infinity for no number."""
    plain = text.strip().replace(",", ".")
    if not plain:
        return None
    return float(plain) if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", plain) else float("inf")
