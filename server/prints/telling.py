"""Say in words which papers must be replaced, where they hang, and what changed."""

from dataclasses import dataclass

from server.foundation import spoken
from server.foundation.languages import translator
from server.prints.posted import Outdated, Wrong
from server.prints.rules import Shown, other_changes
from server.prints.words import CHANGED, KINDS, TO_REPLACE, TO_TAKE_DOWN
from server.workshops.changes import Place, changes

MOST = 3


@dataclass(frozen=True)
class Told:
    """What the desk reads of papers to replace.

    `heading` counts them (« 3 affiches à remplacer »), `what` names them, `changes` are (session, sentences), and
    `more` sessions changed besides.
    """

    group: Outdated
    heading: str
    what: str
    places: str
    changes: list[tuple[str, list[str]]]
    more: int


def told(group: Outdated, language: str, most: int = MOST) -> Told:
    """Return what is said of prints that are no longer true, and of `most` sessions at most."""
    words, asked = translator(language), group.first.asked
    one, several = (TO_TAKE_DOWN if group.gone and not group.fresh else TO_REPLACE)[asked.kind]
    kind = f"{words.gettext(KINDS[asked.kind])} {asked.paper.upper()}"
    of = f", {spoken.month_of(asked.day, language)}" if asked.day and asked.kind != "sign" else ""
    return Told(
        group,
        heading=words.gettext(one if group.papers == 1 else several) % {"num": group.papers},
        what=words.gettext("%(kind)s : %(title)s") % {"kind": kind, "title": group.first.title} + of,
        places=", ".join(group.places),
        changes=[(_session(wrong, language), sentences(wrong, language)) for wrong in group.wrong[:most]],
        more=max(0, len(group.wrong) - most),
    )


def _session(wrong: Wrong, language: str) -> str:
    """Return which session it is, as it was printed."""
    said = wrong.before or wrong.now
    return f"{said.title}, {spoken.when(said.starts_at, said.ends_at, wrong.session.timezone, language)}"


def sentences(wrong: Wrong, language: str) -> list[str]:
    """Return what changed since it was printed, the gravest first."""
    words = translator(language)
    if wrong.before is None:
        new = CHANGED["added"]
        return [words.gettext(new)]
    others = [("left", "", "")] if wrong.left else other_changes(wrong.before, wrong.now)
    facts = [(CHANGED[key], {"before": before, "after": after}) for key, before, after in others]
    said = [words.gettext(text) % values for text, values in facts]
    gone = wrong.left or wrong.now.state in {"cancelled", "withdrawn"}
    moved = changes(_place(wrong.before), _place(wrong.now), wrong.session.timezone, language)
    return said if gone else [change.sentence for change in moved] + said


def _place(said: Shown) -> Place:
    kept = {name: getattr(said, name) for name in Place.__dataclass_fields__ if name != "postponed"}
    return Place(**kept, postponed=said.state == "postponed")
