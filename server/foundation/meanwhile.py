"""Two people have one form open: what the second sees of what the first has kept meanwhile, field by field.

A form carries the version of what it shows and, as `was_…`, each field as it was. Who keeps it after somebody else is
shown both answers and chooses; nothing is overwritten unseen, nothing typed is lost.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from server.foundation.errors import Stale

Form = dict[str, Any]
VERSION, WAS, THEIRS, KEEP, ASKED = "version", "was_", "theirs_", "keep_", "asked"


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed: as the form showed it, as it is now, as it was typed here."""

    name: str
    was: str
    theirs: str
    mine: str

    @property
    def both(self) -> bool:
        """Whether both changed it: then nobody can choose but the person."""
        return self.mine != self.was


def opened(shown: Mapping[str, Any], version: int) -> Form:
    """Return what a form carries along of the thing that it shows."""
    return {VERSION: str(version)} | {WAS + name: value for name, value in shown.items()}


def seen(form: Form) -> Collection[int] | None:
    """Return the version that the form was made from; None for one that does not say."""
    text = str(form.get(VERSION, ""))
    if not text:
        return None
    return (int(text),) if text.isascii() and text.isdigit() and len(text) < 10 else ()


def check(held: int, versions: Collection[int] | None) -> None:
    """Raise Stale unless the thing still has one of the versions that the change was made from."""
    if versions is not None and held not in versions:
        raise Stale


def differences(form: Form, shown: Mapping[str, Any]) -> list[Difference]:
    """Return the fields that somebody else changed to something else than what is typed; `shown` is what is true."""
    names = {name.removeprefix(WAS) for name in form if name.startswith(WAS)} | set(shown)
    texts = ((name, *(str(of.get(key, "")) for of, key in _three(name, form, shown))) for name in names)
    found = [Difference(*each) for each in texts]
    order = list(shown)
    return sorted(
        (each for each in found if each.theirs not in (each.was, each.mine)),
        key=lambda each: order.index(each.name) if each.name in order else len(order),
    )


def _three(name: str, form: Form, shown: Mapping[str, Any]) -> tuple[tuple[Mapping[str, Any], str], ...]:
    return (form, WAS + name), (shown, name), (form, name)


def unchosen(form: Form) -> list[str]:
    """Return the names of the fields that were asked about and not chosen."""
    asked = str(form.get(ASKED, "")).split()
    return [name for name in asked if form.get(KEEP + name) not in ("theirs", "mine")]


def undecided(form: Form) -> list[Difference]:
    """Return all fields that were asked about, to be asked again, where one of them is not chosen; else none."""
    asked = str(form.get(ASKED, "")).split() if unchosen(form) else []
    return [Difference(name, *(str(form.get(of + name, "")) for of in (WAS, THEIRS, ""))) for name in asked]


def settled(form: Form) -> Form:
    """Return the form with what was chosen in the place of each field, ready to be kept or compared once more."""
    asked = str(form.get(ASKED, "")).split()
    chosen = {name: form.get(THEIRS + name, "") for name in asked if form.get(KEEP + name) == "theirs"}
    base = {WAS + name: form.get(THEIRS + name, "") for name in asked}
    plain = {name: value for name, value in form.items() if name != ASKED and not name.startswith((THEIRS, KEEP))}
    return plain | chosen | base
