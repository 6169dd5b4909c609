"""What a library may change of our messages: its own sentences by kind, and what is refused of them."""

from dataclasses import dataclass

from server.foundation.errors import Invalid
from server.notifications import placeholders
from server.notifications.promises import promises
from server.notifications.rules import KINDS, STILL

LONGEST = {"subject": 120, "body": 1500, "sms": 300}
PARTS = tuple(LONGEST)
# Staff write these anew each time.
WRITTEN_EACH_TIME = frozenset({"broadcast"})
# These ask the same of everybody, so that answers can be compared.
ASKED_ALIKE = frozenset({"feedback"})
EDITABLE = tuple(kind for kind in KINDS if kind not in WRITTEN_EACH_TIME | ASKED_ALIKE)
SEATED, WAITING, HELD = "confirmed", "waiting", "offered"


@dataclass(frozen=True)
class Wording:
    """A library's own sentences for one kind of message; an empty part is said in our words."""

    subject: str = ""
    body: str = ""
    sms: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, part) for part in PARTS)


OURS = Wording()


def check(kind: str, wording: Wording) -> None:
    """Raise Invalid, with what is wrong in each part of it, unless these sentences may be sent."""
    wrong: dict[str, str] = {}
    facts: dict[str, str] = {}
    for part in PARTS:
        for reason, told in _faults(kind, part, getattr(wording, part))[:1]:
            wrong[part] = reason
            for name, words in told.items():  # one sentence for all parts with one fault: it names what is in each
                facts[name] = f"{facts[name]} / {words}" if facts.get(name, words) != words else words
    if wrong:
        raise Invalid(wrong, **facts)


def _faults(kind: str, part: str, text: str) -> list[tuple[str, dict[str, str]]]:
    """Return what is wrong in one part, the first thing first, with the words that the sentence about it needs."""
    if not text:
        return []
    found: list[tuple[str, dict[str, str]]] = []
    if placeholders.broken(text):
        found.append(("brace_alone", {}))
    if names := placeholders.unknown(text, kind):
        found.append(("unknown_place", {"unknown": _braced(names), "known": _braced(placeholders.known(kind))}))
    if part != "subject" and (names := placeholders.missing(text, kind, whole=part == "sms")):
        found.append(("missing_place", {"missing": _braced(names)}))
    if part == "sms" and placeholders.among(text, placeholders.NOT_TEXTED):
        found.append(("theme_in_sms", {}))
    if words := said_to_waiting(kind, text):
        found.append(("says_registered", {"said": words}))
    if len(text) > LONGEST[part]:
        found.append(("too_long", {}))
    return found


def _braced(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def said_to_waiting(kind: str, text: str) -> str:
    """Return the words by which a message that only people without a sure seat get would promise one, or nothing."""
    states = STILL[kind][1]
    if SEATED in states or not states & {WAITING, HELD}:
        return ""
    return promised(text, WAITING if WAITING in states else HELD)


def reaches_waiting(kind: str) -> bool:
    """Tell whether a message of this kind goes to people who wait, besides those who have a seat."""
    return {SEATED, WAITING} <= STILL[kind][1]


def promised(text: str, state: str) -> str:
    """Return the words that would promise too much to a party in this state, or an empty text.

    A place that is left empty could join the words around it: the text is also read without its places.
    """
    if state not in (WAITING, HELD):
        return ""
    joined, apart = placeholders.HOLE.sub("", text), placeholders.HOLE.sub(" ", text)
    return next((words for each in (text, joined, apart) if (words := promises(each, held=state == HELD))), "")


def for_state(wording: Wording, state: str) -> Wording:
    """Return the sentences to say to a party in this state: ours in the place of those that would promise a seat."""
    kept = {part: getattr(wording, part) for part in PARTS}
    return Wording(**{part: "" if promised(text, state) else text for part, text in kept.items()})
