"""Read the sentences that staff write: the places in braces that we fill in, and nothing else ("{date}")."""

import re
from collections.abc import Collection, Mapping

from server.foundation.words import fold

# As staff write them; accents and capitals may be left out.
GENERAL = (
    "prénom", "nom", "atelier", "date", "heure", "fin", "lieu", "adresse", "téléphone", "référence", "places",
    "bibliothèque", "lien",
)  # fmt: skip
OF_KIND = {
    "waiting": ("rang",),
    "expired": ("rang",),
    "called_off": ("motif",),
    "changed": ("changement",),
    "offered": ("limite",),
}
# What no message may lack. In mails it stands below the sentences of staff, which cannot take it away.
NEEDED = ("date", "heure", "lieu", "téléphone")
# What a kind of message is there to say.
NEEDED_OF_KIND = {"changed": ("changement",), "offered": ("limite",)}
NEEDED_IN_SMS_OF_KIND = {"reconfirm": ("lien",)}
# An SMS may be read over a shoulder, or on a shared telephone: it does not say what the workshop is about.
NOT_TEXTED = ("atelier",)
HOLE = re.compile(r"\{([^{}]{0,60})\}")


def known(kind: str) -> tuple[str, ...]:
    """Return the places that a message of this kind may hold."""
    return GENERAL + OF_KIND.get(kind, ())


def held(text: str) -> list[str]:
    """Return the places of a text, as they were written, in order."""
    return [found.strip() for found in HOLE.findall(text)]


def broken(text: str) -> bool:
    """Tell whether a brace is alone: opened and not closed, closed and not opened, or doubled."""
    rest = HOLE.sub("", text)
    return "{" in rest or "}" in rest


def among(text: str, names: Collection[str]) -> list[str]:
    """Return the places of a text that are among `names`, as they were written."""
    folded = {fold(name) for name in names}
    return [name for name in held(text) if fold(name) in folded]


def unknown(text: str, kind: str) -> list[str]:
    """Return the places of a text that a message of this kind cannot fill, as they were written."""
    folded = {fold(name) for name in known(kind)}
    return [name for name in dict.fromkeys(held(text)) if fold(name) not in folded]


def missing(text: str, kind: str, *, whole: bool) -> list[str]:
    """Return what a text must say and does not; `whole` when nothing is added to it (an SMS)."""
    there = {fold(name) for name in held(text)}
    needed: tuple[str, ...] = NEEDED_OF_KIND.get(kind, ())
    if whole:
        needed = NEEDED + needed + NEEDED_IN_SMS_OF_KIND.get(kind, ())
    return [name for name in needed if fold(name) not in there]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its places filled, once: what a value holds is never read. `values` have plain names.

    What has no value is left out, with the space before it.
    """

    def put(found: re.Match[str]) -> str:
        value = values.get(fold(found[2]), "")
        return f"{found[1]}{value}" if value else ""

    return re.sub(r"( ?)" + HOLE.pattern, put, text)


def emptied(text: str, values: Mapping[str, str]) -> str:
    """Return a text with places in the place of these values: how our own sentences are given to be changed."""
    for name, value in sorted(values.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(value, f"{{{WRITTEN.get(name, name)}}}") if value else text
    return text


WRITTEN = {fold(name): name for name in (*GENERAL, *(name for more in OF_KIND.values() for name in more))}
