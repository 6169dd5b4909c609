"""What private feeds hold, as calendars: a patron's bookings, what somebody presents, what takes place in a room."""

from collections.abc import Iterable
from dataclasses import replace

from server.bookings.queries import BookingView
from server.calendars.feeds import Calendar
from server.calendars.invitations import booking_event
from server.calendars.translate import FeedEvent, described, session_event
from server.elsewhere.invitations import request_event
from server.elsewhere.queries import RequestView
from server.foundation.ids import digest
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.subscribers.queries import FeedView
from server.subscribers.rules import FILES
from server.subscribers.staff_sessions import Presented


def content(calendar: Calendar) -> bytes:
    """Return a digest of all that a calendar says: when it moves, the calendar has changed."""
    return digest(repr((calendar.name, calendar.timezone, list(calendar.events))))


def of_patron(feed: FeedView, views: Iterable[BookingView | RequestView]) -> Calendar:
    """Return the calendar of a patron's bookings: title, time, place and link, nobody's name; or when only."""
    events = [_reminding(feed, _patron_event(view)) for view in views]
    return _calendar(feed, translator(feed.language).gettext("Mes ateliers"), events, "/abonnements")


def of_staff(feed: FeedView, found: Iterable[Presented]) -> Calendar:
    """Return the calendar of the sessions that somebody presents or that take place in a room, drafts included."""
    events = [_reminding(feed, _staff_event(one, feed.language)) for one in found]
    return _calendar(feed, feed.room_name or feed.presenter, events, "/bureau/calendriers")


def _calendar(feed: FeedView, name: str, events: list[FeedEvent], page: str) -> Calendar:
    shown = [hidden(event, feed.language) for event in events] if feed.busy else events
    return Calendar(
        name=name,
        path="",  # an exported calendar must not hold the key to the feed
        page=page,
        events=sorted(shown, key=lambda event: (event.starts_at, event.uid)),
        changed_at=feed.changed_at,
        timezone=shown[0].timezone if shown else settings().timezone,
        filename=FILES[feed.kind],
        private=True,
    )


def _patron_event(view: BookingView | RequestView) -> FeedEvent:
    return request_event(view) if isinstance(view, RequestView) else booking_event(view)


def _reminding(feed: FeedView, event: FeedEvent) -> FeedEvent:
    """Return the event with its reminder; nobody is reminded of what is not sure."""
    return replace(event, alarm_minutes=feed.alarm_minutes) if event.status == "CONFIRMED" else event


def hidden(event: FeedEvent, language: str) -> FeedEvent:
    """Return an event that says when, and nothing else."""
    words = translator(language)
    said = {
        "CONFIRMED": words.gettext("Occupé"),
        "TENTATIVE": words.gettext("Peut-être occupé"),
        "CANCELLED": words.gettext("ANNULÉ — Occupé"),
    }
    return replace(
        event,
        summary=said[event.status],
        description="",
        location="",
        url="",
        latitude=None,
        longitude=None,
        categories=(),
        conference_url="",
        series="",
        concepts=(),
        place="",
        organiser="",
        organiser_url="",
    )


def _staff_event(one: Presented, language: str) -> FeedEvent:
    session, words = one.session, translator(language)
    page = f"{settings().url}/bureau/seances/{session.id}"
    facts = {"taken": session.taken, "capacity": session.capacity, "waiting": session.waiting}
    told = [
        session.cancel_reason if session.state == "cancelled" else "",
        session.note,
        words.gettext("Inscrits : %(taken)s sur %(capacity)s") % facts,
        words.gettext("Sur la liste d'attente : %(waiting)s") % facts if session.waiting else "",
        words.gettext("Animé par %(name)s") % {"name": session.presenter} if session.presenter else "",
    ]
    draft = session.state == "draft"
    event = session_event(session, turned_at=one.seats_at)
    return replace(
        event,
        status="TENTATIVE" if draft else event.status,
        summary=(words.gettext("BROUILLON — ") if draft else "") + event.summary,
        description=described(told, page),
        url=page,
        transparent=event.status == "CANCELLED",
    )
