"""Show what a message becomes, for an invented person; and our own sentences as sentences to change."""

from dataclasses import dataclass, replace
from datetime import datetime

from server.bookings.queries import BookingView
from server.foundation.words import fold
from server.libraries.queries import LibraryView
from server.notifications import gsm7, placeholders, texts, words
from server.notifications.news import News
from server.notifications.rules import STILL
from server.notifications.values import example, values
from server.notifications.wording import PARTS, WAITING, Wording, promised, reaches_waiting

# Those whose invented value cannot stand in our sentences by chance.
MARKED = ("prénom", "atelier", "date", "heure", "lieu", "téléphone", "référence", "rang", "motif", "limite", "lien")
STATES = ("confirmed", "offered", "waiting", "cancelled")


@dataclass(frozen=True)
class Preview:
    """A message as an invented person in this state gets it. `refused`: words of the library that they do not get."""

    state: str
    subject: str
    plain: str
    sms: str
    refused: str

    @property
    def segments(self) -> int:
        return gsm7.segments(self.sms)

    @property
    def septets(self) -> int:
        return gsm7.septets(self.sms)


def previews(library: LibraryView, kind: str, language: str, wording: Wording, now: datetime) -> list[Preview]:
    """Return the message as it is sent, once for those with a seat and once for those who wait, where both get it."""
    states = [_state(kind), *([WAITING] if reaches_waiting(kind) else [])]
    return [_preview(kind, example(library, language, now, state), wording) for state in states]


def _state(kind: str) -> str:
    return next(state for state in STATES if state in STILL[kind][1])


def _preview(kind: str, view: BookingView, wording: Wording) -> Preview:
    news = News(own=wording)
    said = [found for part in PARTS if (found := promised(getattr(wording, part), view.party.state))]
    subject, plain = words.subject(kind, view, news), words.mail(kind, view, news)[0]
    return Preview(view.party.state, subject, plain, texts.of_booking(kind, view, news), said[0] if said else "")


def ours(library: LibraryView, kind: str, language: str, now: datetime) -> Wording:
    """Return our own sentences with places in braces, to begin from."""
    plain = replace(library, name="Exemple", address="", phone="01 99 00 99 00")
    view = example(plain, language, now, _state(kind))
    session = replace(view.session, place="Lieu Exemple", title="Atelier Exemple")
    view = replace(view, session=session, party=replace(view.party, position=97))
    said = {fold(name): values(kind, view)[fold(name)] for name in (*MARKED, "bibliothèque")}
    texted = {name: gsm7.plain(value) for name, value in said.items()}
    return Wording(
        placeholders.emptied(words.subject(kind, view), said),
        _whole(placeholders.emptied("\n\n".join(words.paragraphs(kind, view)), said), kind, whole=False),
        _whole(placeholders.emptied(texts.of_booking(kind, view), texted), kind, whole=True),
    )


def _whole(text: str, kind: str, *, whole: bool) -> str:
    """Return a text with the places that it needs: what is not said by words alone (a change) has none in ours."""
    lacking = placeholders.missing(text, kind, whole=whole)
    return " ".join([text, *(f"{{{name}}}" for name in lacking)])


def known(library: LibraryView, kind: str, language: str, now: datetime) -> list[dict[str, str]]:
    """Return the places that a message of this kind may hold, {name, words}, with the words for an invented person."""
    said = values(kind, example(library, language, now, _state(kind)))
    return [{"name": name, "words": said[fold(name)]} for name in placeholders.known(kind)]
