"""A booking as an event of a person's own calendar, and as the invitation that goes with a mail (RFC 5546, 6047)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ical_feeds.event import FeedEvent, Invitation
from ical_feeds.write import invitation, published
from server.bookings.queries import BookingView
from server.calendars.translate import described, location, product
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.spoken import phone
from server.workshops.public_states import POSTPONED, PREFIXES


@dataclass(frozen=True)
class Enclosed:
    """A calendar that goes with a mail: its iTIP method and its bytes (CRLF).

    Those that are `shown` hold one event and are part of the text, so that mail programs put it before the eyes (RFC
    6047); the others are a file to keep.
    """

    method: str
    body: bytes
    shown: bool = True


def booking_event(view: BookingView) -> FeedEvent:
    """Return the event of a booking: its own UID, the same in every mail and behind its link.

    SEQUENCE is the booking's plus the session's: both only grow, and each moves when dates or status do.
    """
    party, session = view.party, view.session
    apart = bool(session.place) or session.mode == "online"
    confirmed = party.state == "confirmed"
    return FeedEvent(
        uid=str(party.id),
        sequence=party.sequence + session.sequence,
        changed_at=max(party.updated_at, session.changed_at),
        created_at=party.created_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        timezone=session.timezone,
        status=_status(view),
        summary=_summary(view),
        description=described(_told(view), settings().url + view.path),
        location=location(session),
        url=settings().url + view.path,
        latitude=None if apart else session.latitude,
        longitude=None if apart else session.longitude,
        transparent=not confirmed,
        conference_url=session.online_url if confirmed and session.mode != "on_site" else "",
    )


def _status(view: BookingView) -> str:
    if view.party.state == "cancelled" or view.session.state not in {"published", "postponed"}:
        return "CANCELLED"
    if view.session.postponed:
        return "TENTATIVE"
    return "CONFIRMED" if view.party.state == "confirmed" else "TENTATIVE"


def _summary(view: BookingView) -> str:
    """Say in the title what calendars that do not know STATUS would not show."""
    words = translator(view.party.language)
    if view.session.postponed and _status(view) == "TENTATIVE":
        return words.gettext(PREFIXES[POSTPONED]) + view.session.title
    waits = words.gettext("À confirmer — ") if view.party.state == "offered" else words.gettext("Liste d'attente — ")
    prefixes = {"CANCELLED": words.gettext("ANNULÉ — "), "TENTATIVE": waits}
    practice = words.gettext("ENTRAÎNEMENT — ") if view.session.practice else ""
    return practice + prefixes.get(_status(view), "") + view.session.title


def _told(view: BookingView) -> list[str]:
    words = translator(view.party.language)
    session = view.session
    return [
        words.gettext("Votre numéro : %(reference)s") % {"reference": view.party.reference},
        words.gettext("À apporter : %(what)s") % {"what": session.bring} if session.bring else "",
        words.gettext("Téléphone : %(number)s") % {"number": phone(session.phone)} if session.phone else "",
    ]


def booking_invitation(view: BookingView, method: str, *, organizer_email: str) -> Enclosed:
    """Return the calendar that invites one person to their booking, or takes it back.

    `method` is REQUEST or CANCEL. The organizer is the library's own mailbox, or this instance's; the one attendee is
    whoever gets the mail, who may have booked for somebody else. It says what `view` says, so that a mail and its
    calendar never disagree.
    """
    names = (view.session.library, view.party.helper or view.party.name)
    mails = (organizer_email, view.party.email)
    return invite(booking_event(view), method, names, mails, tentative=view.party.state in ("waiting", "offered"))


def course_calendar(dates: Sequence[BookingView], *, organizer_email: str) -> Enclosed:
    """Return the calendar of all the dates of a course, in one file, to be kept (RFC 5546, PUBLISH).

    An invitation may hold one event only: a course is published to its holder instead, with the UIDs that each date has
    in every later mail. The dates that were dropped say so.
    """
    organizer = (dates[0].session.library, organizer_email or settings().mail_from)
    return Enclosed("PUBLISH", published([booking_event(view) for view in dates], product(), organizer), shown=False)


def invite(
    event: FeedEvent, method: str, names: tuple[str, str], mails: tuple[str, str], *, tentative: bool
) -> Enclosed:
    """Return the calendar of an event for one person; `names` and `mails` are the organizer's and theirs.

    Nobody invites themselves: mail programs would show nothing. Where the instance prefers it, the event is published:
    one to keep, which asks for no answer and names nobody.
    """
    organizer = mails[0] if mails[0].lower() != mails[1].lower() else ""
    organizer = organizer or settings().mail_from
    if settings().invitations == "publish":
        return Enclosed("PUBLISH", published([event], product(), (names[0], organizer)))
    made = Invitation(
        event=event,
        method=method,
        organizer_name=names[0],
        organizer_email=organizer,
        attendee_name=names[1],
        attendee_email=mails[1],
        tentative=tentative,
    )
    return Enclosed(method, invitation(made, product()))
