"""The ticket on half a sheet: what one must know to come, and the square that staff read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.bookings.queries import BookingView, PartyView
from server.bookings.square import square
from server.foundation import spoken
from server.foundation.errors import Refused
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.prints.typesetting import draw, typeset
from server.workshops.domains import to_bring
from server.workshops.queries import SessionView

SOURCE = "ticket.typ"


@dataclass(frozen=True)
class Holder:
    """Who holds a ticket: names, reference, for how many people; `domain`: what an Aidants Connect slot is for."""

    names: str
    reference: str
    people: int
    domain: str = ""


SPECIMEN = Holder("Camille Exemple", "LUNE 42", 1)


async def ticket(view: BookingView, language: str) -> bytes:
    """Return the ticket of a booking that has a seat as PDF."""
    return await typeset(SOURCE, _facts(view.session, [_holder(view.party)], language))


async def tickets(session: SessionView, parties: Sequence[PartyView], language: str) -> bytes:
    """Return the tickets of all who have a seat in a session as one PDF; raises Refused when nobody has."""
    holders = holders_among(parties)
    if not holders:
        raise Refused("print_no_ticket")
    return await typeset(SOURCE, _facts(session, holders, language))


def holders_among(parties: Sequence[PartyView]) -> list[Holder]:
    """Return those who have a seat, and whose name is still known."""
    return [_holder(party) for party in parties if party.state == "confirmed" and not party.erased]


async def picture(session: SessionView, language: str) -> bytes:
    """Return what a ticket of a session looks like (PNG): nobody's."""
    return await draw(SOURCE, _facts(session, [SPECIMEN], language), 110)


def _holder(party: PartyView) -> Holder:
    names = ", ".join(name for name in (party.name, party.companion) if name)
    return Holder(names, party.reference, party.people, party.domain)


def _facts(session: SessionView, holders: Sequence[Holder], language: str) -> dict[str, Any]:
    words = translator(language)
    asked = {"start": spoken.hour(session.starts_at, session.timezone, language)}
    asked["end"] = spoken.hour(session.ends_at, session.timezone, language)
    titles = words.ngettext("Billet : %(title)s", "Billets : %(title)s", len(holders))
    return {
        "lang": language,
        "title": titles % {"title": session.title},
        "site": settings().name,
        "heading": session.title,
        "reference_words": words.gettext("Votre numéro"),
        "day": spoken.day_year(session.starts_at, session.timezone, language),
        "hours": words.gettext("de %(start)s à %(end)s") % asked,
        "sentences": _sentences(session, language),
        "square_words": words.gettext("Carré que l'accueil lit avec un téléphone"),
        "tickets": [_own(session, holder, language) for holder in holders],
    }


def _own(session: SessionView, holder: Holder, language: str) -> dict[str, Any]:
    """Return what is on this person's ticket only: seats, reference, the questions that have an answer, the square."""
    words = translator(language)
    seats = words.ngettext("Vous avez %(num)s place.", "Vous avez %(num)s places.", holder.people)
    where, *others = where_and_what(session, language, holder.domain)
    return {
        "state": seats % {"num": holder.people},
        "reference": holder.reference,
        "lines": [where, [words.gettext("Pour"), holder.names], *others],
        "square": "" if session.mode == "online" else square(holder.reference),
    }


def where_and_what(session: SessionView, language: str, domain: str = "") -> list[list[str]]:
    """Return where one goes, then what to bring and whom to call, if there is something to say: questions, answers.

    `domain`: what they said that an Aidants Connect slot is for.
    """
    words = translator(language)
    asked = {
        words.gettext("Où ?"): _where(session, language),
        words.gettext("À apporter"): to_bring(session.kind, session.bring, domain, language),
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
