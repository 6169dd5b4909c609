"""What fills the places of a library's own sentences, in words, in the language of who reads them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from types import NoneType
from typing import Any, get_args, get_type_hints
from uuid import UUID

from server.bookings.queries import BookingView, PartyView
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.foundation.words import fold
from server.libraries.queries import LibraryView
from server.notifications.answers import path_of
from server.workshops.queries import SessionView

ONLINE = N_("en ligne, par Internet")
BLANK: dict[Any, Any] = {str: "", int: 0, float: 0.0, bool: False, UUID: UUID(int=0), tuple: ()}


def values(kind: str, view: BookingView, changes: Sequence[str] = ()) -> dict[str, str]:
    """Return the words for each place, by its plain name; empty where there is nothing to say."""
    session, party = view.session, view.party
    at = (view.timezone, party.language)
    words = translator(party.language)
    until = getattr(party, "offered_until", None)
    said = {
        "prénom": party.name.split(" ")[0],
        "nom": party.name,
        "atelier": session.title,
        "date": spoken.day(view.starts_at, *at),
        "heure": spoken.hour(view.starts_at, *at),
        "fin": spoken.hour(view.ends_at, *at),
        "lieu": _where(view),
        "adresse": "" if session.place else f"{session.address}, {session.postal_code} {session.city}",
        "téléphone": spoken.phone(session.phone or settings().phone),
        "référence": party.reference,
        "places": words.ngettext("%(num)s place", "%(num)s places", party.people) % {"num": party.people},
        "bibliothèque": session.library,
        "lien": settings().url + (path_of(party.id) if kind == "reconfirm" else view.path),
        "rang": str(party.position or ""),
        "motif": session.cancel_reason,
        "changement": " ".join(changes),
        "limite": moment(until, *at) if until else "",
    }
    return {fold(name): value for name, value in said.items()}


def moment(at: datetime, zone: str, language: str) -> str:
    """Return an instant in words: "mardi 12 janvier, à 12 h"."""
    facts = {"day": spoken.day(at, zone, language), "start": spoken.hour(at, zone, language)}
    return translator(language).gettext("%(day)s, à %(start)s") % facts


def _where(view: BookingView) -> str:
    session = view.session
    if session.mode == "online":
        return translator(view.party.language).gettext(ONLINE)
    return session.place or (f"{session.library}, {session.room}" if session.room else session.library)


def example(library: LibraryView, language: str, now: datetime, state: str = "confirmed") -> BookingView:
    """Return an invented booking in a library, to show what a message becomes: nobody is called so."""
    starts_at = (now + timedelta(days=7)).replace(hour=13, minute=30, second=0, microsecond=0)
    ends_at = starts_at + timedelta(hours=2)
    place = {name: getattr(library, name) for name in ("address", "postal_code", "city", "timezone", "phone")}
    session = _blank(
        SessionView, now, state="published", mode="on_site", starts_at=starts_at, ends_at=ends_at,
        library=library.name, library_id=library.id, library_slug=library.slug, title="Atelier inventé",
        cancel_reason="Raison inventée.", **place,
    )  # fmt: skip
    party = _blank(
        PartyView, now, state=state, people=1, reference="LUNE 42", language=language, name="Camille Exemple",
        position=7 if state == "waiting" else None, offered_until=now + timedelta(days=1),
    )  # fmt: skip
    return BookingView(party, session, "exemple")


def _blank(kind: type[Any], now: datetime, **given: Any) -> Any:
    """Return a view with these values and nothing in its other fields, whatever others it has."""
    hints = get_type_hints(kind)
    names = {field.name for field in fields(kind)}
    made = {name: _nothing(hints[name], now) for name in names}
    return kind(**{**made, **{name: value for name, value in given.items() if name in names}})


def _nothing(hint: Any, now: datetime) -> Any:
    if NoneType in get_args(hint):
        return None
    return now if hint is datetime else BLANK.get(getattr(hint, "__origin__", hint))
