"""Messages about requests to other agendas: who is told what, in which words, by mail or by a call of staff."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from server.calendars.invitations import invite
from server.elsewhere.invitations import request_event
from server.elsewhere.queries import RequestView, by_id, by_ids
from server.foundation import spoken
from server.foundation.database import wake
from server.foundation.due import Due
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import new_id
from server.foundation.languages import N_, translator
from server.foundation.pages import render
from server.foundation.settings import settings
from server.journal.readers import Line
from server.notifications import rules
from server.notifications.letters import enclose
from server.notifications.sms import texter
from server.notifications.tables import Message
from server.notifications.words import REQUEST_SUBJECTS

TO_TELL = """
SELECT m.id, m.remote, m.kind, m.state FROM message m JOIN remote_booking b ON b.id = m.remote
WHERE ((m.state = 'owed' AND m.channel = 'call') OR m.state IN ('dead', 'unsure')) AND b.starts_at > {}
ORDER BY b.starts_at, m.created_at, m.id LIMIT 100
"""
# Only a seat that is held, or was, has a calendar.
DATED = ("confirmed", "promoted", "changed", "called_off", "cancelled")


def _still_true(told: list[tuple[str, str, str]] | None, now: datetime) -> int:
    known = [(kind, state, datetime.fromisoformat(starts_at)) for kind, state, starts_at in told or []]
    return sum(not rules.request_stale(*one, now) for one in known)


TO_DO = Due(
    one=N_("%(num)s personne à prévenir pour une autre bibliothèque"),
    many=N_("%(num)s personnes à prévenir pour une autre bibliothèque"),
    url="/bureau/prevenir",
    value="""
SELECT json_agg(json_build_array(m.kind, b.state, b.starts_at)) FROM message m JOIN remote_booking b ON b.id = m.remote
JOIN remote_contact c ON c.booking = b.id
WHERE ((m.state = 'owed' AND m.channel = 'call') OR m.state IN ('dead', 'unsure')) AND b.starts_at > $2
  AND (cardinality($1) > 0 OR $4)""",
    count=_still_true,
)


@dataclass(frozen=True)
class Telling:
    """Somebody whom staff tell of their request: a call to make, or a mail that was `unsent`. `says` is what to say."""

    message: UUID
    kind: str
    request: RequestView
    unsent: bool
    says: list[str]


async def hear(line: Line, now: datetime) -> None:
    """Owe the message that a line of the journal about a request calls for; hearing it twice owes it once."""
    kind = rules.of_request(line.kind, line.facts.get("before", ""), line.facts.get("cause", ""))
    if kind is None:
        return
    try:
        view = await by_id(line.subject)
    except (NotFound, Gone):
        return  # erased since: there is nobody left to tell
    waited = line.at - view.asked_at
    ways = (view.contact, view.email, view.phone)
    texting = texter() is not None
    channel = rules.request_channel(kind, *ways, waited, zone=view.timezone, texting=texting)
    if channel is None:
        return
    facts: dict[str, Any] = {"kind": kind, "channel": channel, "dedupe_key": f"{line.id}:{view.id}"}
    row = Message(id=new_id(), remote=view.id, **facts, due_at=now, created_at=now)
    await Message.insert(row).on_conflict(target=Message.dedupe_key, action="DO NOTHING")
    await wake("messages")


async def to_tell(now: datetime) -> list[Telling]:
    """Return whom staff have to tell, the next session first; what is no longer true is left out."""
    rows = await Message.raw(TO_TELL, now)
    views = await by_ids([row["remote"] for row in rows])
    known = [(row, views[row["remote"]]) for row in rows if row["remote"] in views]
    return [
        Telling(row["id"], row["kind"], view, row["state"] != "owed", paragraphs(row["kind"], view))
        for row, view in known
        if not rules.request_stale(row["kind"], view.state, view.starts_at, now)
    ]


def paragraphs(kind: str, view: RequestView) -> list[str]:
    """Return what the message says, the same for all channels: in mails, and read aloud on the telephone."""
    text = render(f"notifications/elsewhere/{kind}.txt", view.language, request=view)
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


async def letter(message: UUID, kind: str, view: RequestView, now: datetime) -> EmailMessage:
    """Return the mail, from what is true now. Its Message-ID depends on `message` alone: a repeat is seen as one."""
    own = settings()
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=own.name, addr_spec=own.mail_from)
    made["To"] = Address(addr_spec=view.email)
    made["Subject"] = subject(kind, view)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{message}@{own.mail_from.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    plain, html = mail(kind, view)
    made.set_content(plain, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    if kind in DATED and view.answered_at is not None and view.state in ("confirmed", "cancelled"):
        names, mails = (own.name, view.name), (own.mail_from, view.email)
        enclose(made, invite(request_event(view), rules.method(kind), names, mails, tentative=False))
    made["Content-Language"] = view.language
    return made


def subject(kind: str, view: RequestView) -> str:
    """Return the subject of a mail, on one line."""
    day = spoken.day(view.starts_at, view.timezone, view.language)
    words = translator(view.language).gettext(REQUEST_SUBJECTS[kind])
    return " ".join((words % {"title": view.title, "day": day}).split())


def mail(kind: str, view: RequestView) -> tuple[str, str]:
    """Return the plain and the HTML text of a mail, in the frame of those about bookings; both say the same."""
    live = view.state in rules.STILL_ASKED["changed"]
    values: dict[str, Any] = {
        "booking": view,
        "party": SimpleNamespace(language=view.language, state=view.state, reference=view.reference),
        "session": SimpleNamespace(
            mode="on_site" if view.place else "online",
            place=view.place,
            phone=view.organiser_phone,
            held_until=None,
            library=settings().name,
            state="published" if live else "cancelled",
            room="",
            address="",
            online_url="",
        ),
        "bring": "",
        "link": settings().url + view.path,
    }
    values["how_to_cancel"] = " ".join(render("notifications/how_to_cancel.txt", view.language, **values).split())
    values |= {"says": paragraphs(kind, view), "kind": kind, "subject": subject(kind, view)}
    plain = render("notifications/mail.txt", view.language, **values)
    return plain, render("notifications/mail.html", view.language, **values)
