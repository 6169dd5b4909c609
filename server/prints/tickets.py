"""The ticket on half a sheet: what one must know to come, and the square that staff read."""

from server.bookings.queries import BookingView
from server.bookings.square import square
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.prints.typesetting import typeset
from server.workshops.queries import SessionView


async def ticket(view: BookingView, language: str) -> bytes:
    """Return the ticket of a booking that has a seat as PDF."""
    words, session = translator(language), view.session
    title = words.gettext("Billet : %(title)s") % {"title": session.title}
    seats = words.ngettext("Vous avez %(num)s place.", "Vous avez %(num)s places.", view.party.people)
    asked = {"start": spoken.hour(session.starts_at, session.timezone, language)}
    asked["end"] = spoken.hour(session.ends_at, session.timezone, language)
    return await typeset(
        "ticket.typ",
        {
            "lang": language,
            "title": title,
            "site": settings().name,
            "heading": session.title,
            "state": seats % {"num": view.party.people},
            "reference_words": words.gettext("Votre numéro"),
            "reference": view.party.reference,
            "day": spoken.day_year(session.starts_at, session.timezone, language),
            "hours": words.gettext("de %(start)s à %(end)s") % asked,
            "lines": _lines(view, language),
            "sentences": _sentences(session, language),
            "square": "" if session.mode == "online" else square(view.party.reference),
            "square_words": words.gettext("Carré que l'accueil lit avec un téléphone"),
        },
    )


def _lines(view: BookingView, language: str) -> list[list[str]]:
    """Return the questions that have an answer, each with it."""
    words, session = translator(language), view.session
    names = ", ".join(name for name in (view.party.name, view.party.companion) if name)
    where, *others = where_and_what(session, language)
    return [where, [words.gettext("Pour"), names], *others]


def where_and_what(session: SessionView, language: str) -> list[list[str]]:
    """Return where one goes, then what to bring and whom to call, if there is something to say: questions, answers."""
    words = translator(language)
    asked = {
        words.gettext("Où ?"): _where(session, language),
        words.gettext("À apporter"): session.bring,
        words.gettext("Téléphone"): spoken.phone(session.phone or settings().phone),
    }
    return [[question, answer] for question, answer in asked.items() if answer]


def _where(session: SessionView, language: str) -> str:
    if session.mode == "online":
        return translator(language).gettext("En ligne, par Internet")
    if session.place:
        return session.place
    first = ", ".join(part for part in (session.library, session.room) if part)
    town = f"{session.postal_code} {session.city}".strip()
    second = ", ".join(part for part in (session.address, town) if part)
    return "\n".join(part for part in (first, second, session.access) if part)


def _sentences(session: SessionView, language: str) -> list[str]:
    words = translator(language)
    said = []
    if session.held_until:
        hour = spoken.hour(session.held_until, session.timezone, language)
        rule = N_("Nous gardons votre place jusqu'à %(hour)s. Après, elle est donnée dans l'ordre d'arrivée.")
        said.append(words.gettext(rule) % {"hour": hour})
    said.append(words.gettext("Vous ne pouvez plus venir ? Prévenez-nous : une autre personne attend peut-être."))
    return said
