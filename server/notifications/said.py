"""Put a library's own sentences into a message, with what they may not leave out: a refusal, a time to answer by."""

from collections.abc import Sequence

from server.bookings.queries import BookingView
from server.foundation.languages import N_, translator
from server.notifications import gsm7
from server.notifications.placeholders import fill
from server.notifications.promises import denies
from server.notifications.values import values
from server.notifications.wording import WAITING, Wording, for_state

DENIED = N_("Vous n'êtes PAS inscrit.")
LOOK = N_("Lisez bien le jour, l'heure et le lieu.")
SILENCE = N_("Répondez avant %(moment)s. Sans réponse, votre place est donnée à quelqu'un d'autre.")


def subject(kind: str, view: BookingView, own: Wording) -> str:
    """Return the subject in a library's own words, or an empty text for ours."""
    text = for_state(own, view.party.state).subject
    return " ".join(fill(text, values(kind, view)).split())


def paragraphs(kind: str, view: BookingView, own: Wording, told: Sequence[str], answer_by: str) -> list[str]:
    """Return what the message says in a library's own words, or nothing for ours.

    `told` are the changes to tell, `answer_by` until when to answer, in words. Who waits always reads that they are not
    registered, unless the session is off.
    """
    text = for_state(own, view.party.state).body
    if not text:
        return []
    words = translator(view.party.language).gettext
    filled = fill(text, values(kind, view, told or [words(LOOK)]))
    own_ones = [" ".join(part.split()) for part in filled.split("\n\n") if part.strip()]
    if answer_by:
        own_ones.append(words(SILENCE) % {"moment": answer_by})
    return [words(DENIED), *own_ones] if _to_deny(view, text) else own_ones


def sms(kind: str, view: BookingView, own: Wording, told: Sequence[str], answer_by: str) -> str:
    """Return the SMS in a library's own words, in the GSM alphabet, or an empty text for ours."""
    text = for_state(own, view.party.state).sms
    if not text:
        return ""
    words = translator(view.party.language).gettext
    before = f"{words(DENIED)} " if _to_deny(view, text) else ""
    after = " " + words(SILENCE) % {"moment": answer_by} if answer_by else ""
    return gsm7.plain(f"{before}{fill(text, values(kind, view, told or [words(LOOK)]))}{after}")


def _to_deny(view: BookingView, text: str) -> bool:
    return view.party.state == WAITING and view.session.state == "published" and not denies(text)
