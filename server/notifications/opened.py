"""The words that tell somebody that booking has opened, in a mail, in an SMS, on the telephone."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from server.bookings.openings import Watcher
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.pages import render
from server.foundation.settings import settings

SUBJECT = N_("Les inscriptions sont ouvertes : %(title)s, %(day)s")


def paragraphs(watcher: Watcher) -> list[str]:
    """Return what is said, the same for mails and calls."""
    text = render("notifications/says/opened.txt", watcher.language, session=watcher.session)
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def letter(message: UUID, watcher: Watcher, now: datetime) -> EmailMessage:
    """Return the mail. Its Message-ID depends on `message` alone: a repeat is seen as one."""
    own, session = settings(), watcher.session
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=session.library, addr_spec=own.mail_from)
    made["To"] = Address(addr_spec=watcher.email)
    made["Subject"] = subject(watcher)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{message}@{own.mail_from.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    values = {
        "says": paragraphs(watcher),
        "session": session,
        "link": f"{own.url}/seances/{session.id}",
        "subject": subject(watcher),
    }
    plain, html = (render(f"notifications/opened.{form}", watcher.language, **values) for form in ("txt", "html"))
    made.set_content(plain, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    made["Content-Language"] = watcher.language
    return made


def subject(watcher: Watcher) -> str:
    """Return the subject of the mail, on one line."""
    session = watcher.session
    day = spoken.day(session.starts_at, session.timezone, watcher.language)
    return " ".join((translator(watcher.language).gettext(SUBJECT) % {"title": session.title, "day": day}).split())
