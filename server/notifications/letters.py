"""Make the mail of a message: text, HTML and calendar of one party, for one recipient (RFC 5322, 2045, 6047)."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from server.bookings.queries import BookingView
from server.calendars.invitations import booking_invitation, course_calendar
from server.foundation.settings import settings
from server.libraries import queries as libraries
from server.notifications import rules, words
from server.notifications.courses import OF_ALL_DATES
from server.notifications.news import NOTHING, News


async def letter(message: UUID, kind: str, view: BookingView, now: datetime, news: News = NOTHING) -> EmailMessage:
    """Return the mail, from what is true now. Its Message-ID depends on `message` alone: a repeat is seen as one.

    The structure is multipart/mixed { alternative { plain, HTML, calendar }, calendar attached }: some readers show a
    card from the alternative, the others open the attachment. Headers cannot be injected into: the policy refuses line
    ends, and the recipient is one plain address.
    """
    library = await libraries.by_id(view.session.library_id)
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=library.name, addr_spec=settings().mail_from)
    made["To"] = Address(addr_spec=view.party.email)
    made["Subject"] = words.subject(kind, view, news)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{message}@{settings().mail_from.partition('@')[2]}>"
    if library.email:
        made["Reply-To"] = Address(addr_spec=library.email)
    made["Auto-Submitted"] = "auto-generated"
    _fill(made, kind, view, library.email, news)
    made["Content-Language"] = view.party.language
    return made


def _fill(made: EmailMessage, kind: str, view: BookingView, library_email: str, news: News) -> None:
    plain, html = words.mail(kind, view, news)
    method = rules.method(kind, view.party.state)
    calendar = booking_invitation(view, method, organizer_email=library_email, attendee_email=view.party.email)
    if view.dates and kind in OF_ALL_DATES:
        method, calendar = "PUBLISH", course_calendar(view.dates)
    made.set_content(plain, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    if kind in rules.AFTERWARDS:
        return  # a calendar says what is to come
    # As bytes: as text, the line ends of the calendar would be changed.
    made.add_alternative(calendar, maintype="text", subtype="calendar", params={"method": method, "charset": "UTF-8"})
    made.add_attachment(calendar, maintype="application", subtype="ics", filename="reservation.ics")
