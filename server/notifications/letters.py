"""Make the mail of a message: text, HTML and calendar of one party, for one recipient (RFC 5322, 2045, 6047)."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from server.bookings.queries import BookingView, of_courses
from server.calendars.invitations import Enclosed, booking_invitation, course_calendar
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
    plain, html = words.mail(kind, view, news)
    made.set_content(plain, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    if kind not in rules.AFTERWARDS:  # a calendar says what is to come
        enclose(made, await _calendar(kind, view, news, library.email))
    made["Content-Language"] = view.party.language
    return made


async def _calendar(kind: str, view: BookingView, news: News, library_email: str) -> Enclosed:
    """Return the calendar of a mail: of one date, or of all those of a course where the mail is about all of them."""
    course, given_up = view.party.course, kind == "cancelled" and not view.dates
    if course and (kind in OF_ALL_DATES or given_up or news.also):
        dates = view.dates or (await of_courses([course]))[course]
        return course_calendar(dates, organizer_email=library_email)
    return booking_invitation(view, rules.method(kind, view.party.state), organizer_email=library_email)


def enclose(made: EmailMessage, calendar: Enclosed) -> None:
    """Put a calendar into a mail: beside its texts where it is shown, and as a file.

    As bytes: as text, the line ends of the calendar would be changed.
    """
    if calendar.shown:
        params = {"method": calendar.method, "charset": "UTF-8"}
        made.add_alternative(calendar.body, maintype="text", subtype="calendar", params=params)
    made.add_attachment(calendar.body, maintype="application", subtype="ics", filename="reservation.ics")
