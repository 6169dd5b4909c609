"""Why nobody comes off a waiting list, in words for staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server.bookings.queries import PartyView
from server.bookings.rules import Party
from server.bookings.waiting import Stop, why_nobody
from server.desk.words import POOLS, STOPS
from server.foundation import spoken
from server.foundation.languages import translator
from server.workshops.pools import release_at
from server.workshops.queries import SessionView


def stopped(session: SessionView, parties: Sequence[PartyView], language: str, now: datetime) -> str:
    """Return one sentence, or an empty text when nobody waits; `parties` are in order of joining."""
    queue = [
        Party(party.id, party.people, party.channel, party.first_time, party.laptops)
        for party in parties
        if party.state == "waiting"
    ]
    offers = [party.offered_until for party in parties if party.offered_until]
    released = release_at(session.starts_at, session.release_hours)
    stop = why_nobody(session, session.seats(now), queue, offers, released, now)
    return said(stop, session.timezone, language) if stop else ""


def said(stop: Stop, zone: str, language: str) -> str:
    """Return the sentence of what stops a list."""
    words = translator(language)
    pools = [words.gettext(POOLS[pool]) for pool in stop.kept_for]
    facts: dict[str, Any] = {"people": stop.people, "free": stop.free, "whom": ", ".join(pools)}
    if stop.until is not None:
        facts |= {"day": spoken.day(stop.until, zone, language), "hour": spoken.hour(stop.until, zone, language)}
    return words.gettext(STOPS[stop.why]) % facts
