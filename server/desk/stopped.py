"""Why nobody comes off a waiting list, in words for staff."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from server.bookings.course_queries import CourseView
from server.bookings.filling import ready_courses
from server.bookings.queries import PartyView
from server.bookings.rules import Party
from server.bookings.waiting import Stop, Why, why_nobody
from server.desk.words import COURSE_BEHIND, COURSE_SOON, POOLS, STOPS
from server.foundation import spoken
from server.foundation.languages import translator
from server.workshops.pools import release_at
from server.workshops.queries import SessionView


async def stopped(session: SessionView, parties: Sequence[PartyView], language: str, now: datetime) -> str:
    """Return one sentence, or an empty text when nobody waits; `parties` are in order of joining.

    A course that lacks a seat on another of its dates holds up nobody: it is spoken of when there is nobody else.
    """
    waiting = [party for party in parties if party.state == "waiting"]
    ready = set(await ready_courses(now)) if any(party.course for party in waiting) else set()
    able = [party for party in waiting if party.course is None or party.course in ready]
    offers = [party.offered_until for party in parties if party.offered_until]
    released = release_at(session.starts_at, session.release_hours)
    queue = [_party(party) for party in able or waiting]
    stop = why_nobody(session, session.seats(now), queue, offers, released, now)
    if stop is not None and stop.why not in (Why.NOT_PUBLISHED, Why.STARTED) and not able:
        stop = replace(stop, why=Why.COURSE)
    return said(stop, session.timezone, language) if stop else ""


async def course_stopped(courses: Sequence[CourseView], language: str, now: datetime) -> str:
    """Return one sentence on the first course that waits, or an empty text; `courses` are in order of booking."""
    first = next((course for course in courses if any(row.party.state == "waiting" for row in course.left(now))), None)
    if first is None:
        return ""
    awaited = [row for row in first.left(now) if row.party.state == "waiting"]
    lacking = [row for row in awaited if row.session.seats(now).free < row.party.people]
    words, people = translator(language), awaited[0].party.people
    if not lacking:
        key = COURSE_SOON if first.id in await ready_courses(now) else COURSE_BEHIND
        return words.gettext(key)
    days = ", ".join(spoken.day(row.starts_at, row.timezone, language) for row in lacking)
    said = words.ngettext(
        "Le premier cycle qui attend est pour %(num)s personne. Il lui manque une place : %(days)s.",
        "Le premier cycle qui attend est pour %(num)s personnes. Il leur manque des places : %(days)s.",
        people,
    )
    return said % {"num": people, "days": days}


def _party(party: PartyView) -> Party:
    return Party(party.id, party.people, party.channel, party.first_time, party.laptops)


def said(stop: Stop, zone: str, language: str) -> str:
    """Return the sentence of what stops a list."""
    words = translator(language)
    pools = [words.gettext(POOLS[pool]) for pool in stop.kept_for]
    facts: dict[str, Any] = {"people": stop.people, "free": stop.free, "whom": ", ".join(pools)}
    if stop.until is not None:
        facts |= {"day": spoken.day(stop.until, zone, language), "hour": spoken.hour(stop.until, zone, language)}
    return words.gettext(STOPS[stop.why]) % facts
