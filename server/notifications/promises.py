"""Does a text tell somebody who only waits that they have a seat? In French and English, whatever accents and case.

What could be misread so counts: a false alarm costs staff another word, a false promise costs somebody a journey.
"""

import re
import unicodedata

from server.foundation.words import LIGATURES

CLAUSE = r"[^.,;:!?…\n]"
WORD = r"(?:(?!(?:pas|plus|jamais|non|not|never)\b)\w+ )?"  # perhaps one word more, that denies nothing
# What says that the person is registered.
REGISTERED = (
    r"(?<!des)inscrit\w*",
    r"\b(?:votre|vos|ton|ta) (?:pre-?|re-?)?(?:inscription|reservation|participation)s?\b",
    rf"\b(?:inscription|reservation|participation|demande)s?\b{CLAUSE}{{0,40}}?"
    r"\b(?:confirme|valide|enregistre|accepte|acquise|reussie|faite|prise en compte|effectue|bien note)\w*",
    r"\b(?:confirm|valid|enregistr|accept)\w* (?:bien )?(?:une |l')?(?:inscription|reservation)\w*",
    rf"\b(?:est|etes|es|sont|sera|serez) {WORD}(?:confirme|accepte|enregistre|retenu|admis|attendu|valide)\w*",
    r"\bc'est (?:tout )?(?:bon|ok|reserve|valide)\b",
    r"\bvous participe(?:z|rez)\b",
    r"\b(?:nous|on) vous attend(?:ons|rons|ra|)\b",
    r"\bvous (?:pouvez|devez) (?:donc )?venir\b",
    r"\b(?:registered|enrolled|signed[- ]up|(?<!fully )booked)\b",
    r"\byour (?:registration|booking|reservation|enrol+ment)\b",
    rf"\b(?:registration|booking|reservation|enrol+ment)s?\b{CLAUSE}{{0,40}}?"
    r"\b(?:confirmed|complete|completed|accepted|successful|valid)\b",
    r"\b(?:confirm|accept)(?:ed|s|ing)? (?:a |the )?(?:registration|booking|reservation)\b",
    rf"\b(?:is|are|you're|be) {WORD}(?:confirmed|accepted|expected)\b",
    r"\byou(?:'re| are) (?:all set\b|going\b|in(?=$| ?[.!,]))",
    r"\b(?:see you (?:on|there|then|at)|look forward to (?:seeing|welcoming)|expect you|you (?:can|may|must) come)\b",
)
# What says that a seat is the person's: true of a seat that is held for them, not of a place on the waiting list.
SEATED = (
    r"\b(?:votre|vos|une|la|les|des|deux|trois|[0-9]+) places?\b(?: [\w']+){0,4}? "
    r"(?:reserve|garde|confirme|assure|retenu|acquise|attribue|bloque)\w*",
    r"\bplaces? (?:bien )?(?:reserve|garde|confirme|assure|attribue)e?s?\b",
    r"\bplaces? (?:est|reste|sont) (?:pour|a) vous\b",
    rf"\b(?:vous|tu|nous|on|j') ?(?:avez|aurez|as|auras|avons|a|ai) {WORD}"
    r"(?:une|votre|vos|deux|trois|[0-9]+) places?\b",
    r"\b(?:gard|reserv|reten|tien|teno|bloqu)\w* (?:bien )?(?:une|votre|vos|la|deux|trois|[0-9]+) places?\b",
    r"\b(?:your|a|one|the|two|three|[0-9]+) (?:seat|place|spot)s?\b(?: [\w']+){0,4}? "
    r"(?:reserved|confirmed|secured|saved|kept|held|booked|guaranteed|yours)\b",
    r"\b(?:is|are) a (?:seat|place|spot) for you\b",
    rf"\b(?:you|we) {WORD}have (?:a|your|one|two|three|[0-9]+) (?:seat|place|spot)s?\b",
    r"\b(?:save|kept|keep|reserve|hold|held|book)[ds]? (?:you )?(?:a|your|one|two|[0-9]+) (?:seat|place|spot)s?\b",
)
LATER = r"(?: (?:encore|toujours|du tout|pour l'instant|pour le moment|etre|yet|currently|been|be))*"
DENIED_BEFORE = re.compile(
    rf"(?:\bpas|\bn(?:'|e )[\w']+ (?:plus|jamais)|\bnon|\bsans (?:etre|avoir)|\bnot|n't|\bnever){LATER}[ -]*[«\"(]?\s*$"
)
DENIED_INSIDE = re.compile(r"\bn(?:'|e )[\w']+(?: [\w']+){0,2}? (?:pas|plus)\b|\bnot\b|n't\b")
DENIED_AFTER = re.compile(
    r"\s*(?:n'est|n'a|ne sera) (?:[\w']+ ){0,2}?(?:pas|plus) (?:ete )?(?:encore )?"
    r"(?:confirm|valid|fait|accept|definitiv|enregistr|acquis|complet)"
    r"|\s*(?:is not|isn't|has not been|hasn't been) (?:yet )?(?:confirm|complet|accept|final|valid)"
)
BOUNDARY = re.compile(r"[.,;:!?…\n]")


def promises(text: str, *, held: bool = False) -> str:
    """Return the words of `text` that say that the reader is registered or has a seat, as written, or an empty text.

    `held` is for somebody for whom a seat is held: they may be told of it, not that they are registered. What is
    denied in the same breath ("vous n'êtes PAS inscrit") is allowed.
    """
    flat, places = _flat(text)
    for pattern in REGISTERED if held else REGISTERED + SEATED:
        for found in re.finditer(pattern, flat):
            if not _denied(flat, found):
                return " ".join(text[places[found.start()] : places[found.end() - 1] + 1].split())
    return ""


def denies(text: str) -> bool:
    """Tell whether a text says that its reader is not registered."""
    flat, _ = _flat(text)
    return bool(re.search(r"\bpas (?:encore )?inscrit|\bnot (?:yet )?(?:registered|booked)", flat))


def _denied(flat: str, found: re.Match[str]) -> bool:
    """Tell whether what was found is denied: just before it in its clause, inside it, or just after."""
    before = BOUNDARY.split(flat[: found.start()])[-1]
    after = DENIED_AFTER.match(flat, found.end())
    return bool(DENIED_BEFORE.search(before) or DENIED_INSIDE.search(found[0]) or after)


def _flat(text: str) -> tuple[str, list[int]]:
    """Return the text in plain small letters and single spaces, with where each of its letters stands in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        for letter in unicodedata.normalize("NFKD", written.translate(LIGATURES)).casefold():
            if unicodedata.category(letter) in ("Mn", "Cf"):  # accents, and what cannot be seen
                continue
            plain = " " if letter.isspace() else letter
            if plain != " " or (letters and letters[-1] != " "):
                letters.append(plain)
                places.append(place)
    return "".join(letters), places
