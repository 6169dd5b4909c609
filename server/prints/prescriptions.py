"""The sheet of a person whom a partner has sent: the appointment, who sent them, what the partner may know of it."""

from dataclasses import dataclass

from server.bookings.queries import BookingView
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.prints.tickets import where_and_what
from server.prints.typesetting import typeset

BACK = N_("À ce jour : %(state)s.")


@dataclass(frozen=True)
class Sent:
    """Who sent the person. `back` is what comes back, in words; `consented`: the person agreed to it."""

    partner: str
    consented: bool
    back: str


async def prescription(view: BookingView, sent: Sent, language: str) -> bytes:
    """Return the sheet as PDF."""
    words, session = translator(language), view.session
    return await typeset(
        "prescription.typ",
        {
            "lang": language,
            "title": words.gettext("Fiche de prescription : %(title)s") % {"title": session.title},
            "site": settings().name,
            "heading": words.gettext("Fiche de prescription"),
            "workshop": session.title,
            "when": spoken.when(session.starts_at, session.ends_at, session.timezone, language),
            "lines": [*_people(view, sent, language), *where_and_what(session, language)],
            "back_words": words.gettext("Retour au partenaire"),
            "back": _back(sent, language),
        },
    )


def _people(view: BookingView, sent: Sent, language: str) -> list[list[str]]:
    words, party = translator(language), view.party
    asked = {
        words.gettext("Personne"): party.name,
        words.gettext("Numéro"): party.reference,
        words.gettext("Envoyée par"): party.helper or sent.partner,
    }
    return [[question, answer] for question, answer in asked.items() if answer]


def _back(sent: Sent, language: str) -> list[str]:
    """Return what is said of the return slip, one text per paragraph: with the person's consent alone."""
    words, partner = translator(language), {"name": sent.partner}
    if not sent.consented:
        told = words.gettext("La personne n'a pas donné son accord : %(name)s ne sait pas ce qui se passe ensuite.")
        return [told % partner, *([words.gettext(BACK) % {"state": sent.back}] if sent.back else [])]
    agreed = words.gettext(
        "La personne est d'accord pour que %(name)s sache si elle est inscrite, et si elle est venue."
    )
    return [agreed % partner, words.gettext(BACK) % {"state": sent.back}]
