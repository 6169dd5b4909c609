"""Send the links that let staff in by mail: any number of workers, each mail once, trouble kept beside it."""

import asyncio
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from server.accounts import links
from server.accounts.tables import EntryLink
from server.foundation.ids import new_id
from server.foundation.languages import N_, translator
from server.foundation.pages import render
from server.foundation.settings import settings
from server.notifications import rules
from server.notifications.deliveries import Outcome
from server.notifications.mail import Mailer
from server.notifications.sending import CHANCE, ROUND_SECONDS

SUBJECTS = {
    "invitation": N_("Invitation dans l'équipe de %(site)s"),
    "password": N_("Choisir un autre mot de passe pour %(site)s"),
}
# As for messages to patrons, the try is counted before the work.
CLAIM = """
WITH due AS (SELECT id FROM entry_link WHERE due_at <= {} AND (locked_until IS NULL OR locked_until <= {})
  ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE entry_link l SET locked_until = {}, lease = {}, attempts = attempts + 1
FROM due, staff s WHERE l.id = due.id AND s.id = l.staff
RETURNING l.id, l.kind, l.language, l.attempts, l.expires_at, s.email
"""


async def send_due(mailer: Mailer | None, now: datetime, limit: int = 100) -> int:
    """Send the links owed, `limit` at most, and return how many were dealt with; without a mailer nothing is done."""
    done, loop = 0, asyncio.get_running_loop()
    began = loop.time()
    while mailer and done < limit and loop.time() - began < ROUND_SECONDS:
        lease = new_id()
        rows = await EntryLink.raw(CLAIM, now, now, now + rules.LEASE, lease)
        if not rows:
            break
        delivery = await mailer.send(letter(rows[0], now)) if rows[0]["expires_at"] > now else None
        values: dict[Any, Any] = {EntryLink.locked_until: None, EntryLink.due_at: None}
        if delivery and delivery.outcome in {Outcome.SENT, Outcome.UNSURE}:
            values |= {EntryLink.sent_at: now, EntryLink.trouble: ""}
        elif delivery:
            later = now + rules.wait(rows[0]["attempts"], CHANCE.random())
            final = delivery.outcome is Outcome.REFUSED
            values |= {EntryLink.trouble: delivery.detail, EntryLink.due_at: None if final else later}
        await EntryLink.update(values).where((EntryLink.id == rows[0]["id"]) & (EntryLink.lease == lease))
        if delivery and delivery.outcome is Outcome.UNREACHABLE:
            break
        done += 1
    return done


def letter(row: dict[str, Any], now: datetime) -> EmailMessage:
    """Return the mail of a link. Its Message-ID depends on the link alone: a repeat is seen as one."""
    own, language, about = settings(), row["language"], SUBJECTS[row["kind"]]
    subject = translator(language).gettext(about) % {"site": own.name}
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=own.name, addr_spec=own.mail_from)
    made["To"] = Address(addr_spec=row["email"])
    made["Subject"] = " ".join(subject.split())
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{row['id']}@{own.mail_from.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    values = {"kind": row["kind"], "address": links.address_of(row["kind"], row["id"]), "expires_at": row["expires_at"]}
    made.set_content(render("notifications/entry.txt", language, **values), cte="quoted-printable")
    made["Content-Language"] = language
    return made
