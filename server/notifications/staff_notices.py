"""Tell staff by mail what changed in how they enter, in trainings of theirs, and which convention ends.

It is owed as the journal tells it. Each is told once, in their language if it is known; trouble is kept beside.
"""

import asyncio
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB
from server.foundation.ids import new_id
from server.foundation.languages import N_, translator
from server.foundation.pages import render
from server.foundation.settings import settings
from server.journal.readers import Line
from server.notifications import rules, training_notices
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.mail import Mailer
from server.notifications.sending import CHANCE, ROUND_SECONDS
from server.notifications.tables import StaffNotice

# What is told of, and what is said (OWASP ASVS 5.0, 6.3.7). Their subject is the member of staff.
SAYS = {
    "passkey.added": N_("Une clé d'accès a été ajoutée à votre compte."),
    "passkey.doubted": N_("Une clé d'accès de votre compte a été refusée : elle a peut-être été copiée."),
    "second_factor.set_up": N_("Un code de téléphone est maintenant demandé avec votre mot de passe."),
    "second_factor.removed": N_("Votre mot de passe suffit de nouveau : le code du téléphone n'est plus demandé."),
    "second_factor.reset": N_(
        "La personne qui administre l'agenda a retiré les codes de votre téléphone ou vos clés d'accès. Vous entrez de "
        "nouveau avec votre mot de passe."
    ),
    "recovery_code.used": N_("Un de vos codes de secours a servi pour entrer."),
    "outside_account.linked": N_("Un compte d'ailleurs a servi pour la première fois à entrer dans le vôtre."),
}
SUBJECT = N_("Votre compte de l'équipe : quelque chose a changé")
# Who wrote a convention that is soon to end, and wants to be told.
ENDING = "convention.ending"
ENDING_SUBJECT = N_("Une convention est à renouveler")
KEPT = timedelta(days=7)
# As for messages to patrons, the try is counted before the work.
CLAIM = """
WITH due AS (SELECT n.id FROM staff_notice n JOIN staff s ON s.id = n.staff AND s.disabled_at IS NULL
  WHERE n.due_at <= {} AND (n.locked_until IS NULL OR n.locked_until <= {})
  ORDER BY n.due_at, n.id LIMIT 1 FOR UPDATE OF n SKIP LOCKED)
UPDATE staff_notice n SET locked_until = {}, lease = {}, attempts = attempts + 1
FROM due, staff s WHERE n.id = due.id AND s.id = n.staff RETURNING n.id, n.kind, n.at, n.attempts,
  n.session, n.facts, n.staff, s.email, s.language
"""


async def hear(line: Line, now: datetime) -> None:
    """Owe a mail for a line: a change in how somebody enters or in a training, or a convention that ends."""
    await training_notices.hear(line, now)
    if line.kind not in SAYS and line.kind != ENDING:
        return
    staff = UUID(line.facts["author"]) if line.kind == ENDING else line.subject
    owed = StaffNotice(id=new_id(), line=line.id, staff=staff, kind=line.kind, at=line.at, due_at=now)
    await StaffNotice.insert(owed).on_conflict(target=(StaffNotice.line, StaffNotice.staff), action="DO NOTHING")


async def send_due(mailer: Mailer | None, now: datetime, limit: int = 100) -> int:
    """Send the mails owed, `limit` at most, and return how many were dealt with; without a mailer nothing is done."""
    done, loop = 0, asyncio.get_running_loop()
    began = loop.time()
    while mailer and done < limit and loop.time() - began < ROUND_SECONDS:
        lease = new_id()
        rows = await DB.rows(CLAIM, now, now, now + rules.LEASE, lease)
        if not rows:
            break
        delivery = await _sent(mailer, rows[0], now)
        over = delivery.outcome in {Outcome.SENT, Outcome.UNSURE, Outcome.REFUSED}
        due_at = None if over else now + rules.wait(rows[0]["attempts"], CHANCE.random())
        values: dict[Any, Any] = {StaffNotice.locked_until: None, StaffNotice.due_at: due_at}
        values[StaffNotice.trouble] = delivery.detail
        await StaffNotice.update(values).where((StaffNotice.id == rows[0]["id"]) & (StaffNotice.lease == lease))
        if delivery.outcome is Outcome.UNREACHABLE:
            break
        done += 1
    return done


async def _sent(mailer: Mailer, row: dict[str, Any], now: datetime) -> Delivery:
    facts = await training_notices.facts_of(row, now) if row["session"] else {}
    if facts is None:
        return Delivery(Outcome.REFUSED, "there is nothing left to say")
    return await mailer.send(letter(row, facts, now))


def letter(row: dict[str, Any], facts: dict[str, Any], now: datetime) -> EmailMessage:
    """Return the mail of a notice, in the language of who reads it, or in each of ours where that is not known.

    Its Message-ID depends on the notice alone: a repeat is seen as one.
    """
    own, languages = settings(), rules.languages_for(row["language"])
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=own.name, addr_spec=own.mail_from)
    made["To"] = Address(addr_spec=row["email"])
    subject = {ENDING: ENDING_SUBJECT, **training_notices.SUBJECTS}.get(row["kind"], SUBJECT)
    made["Subject"] = " / ".join(translator(language).gettext(subject) for language in languages)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{row['id']}@{own.mail_from.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    texts = [_text(row, facts, language) for language in languages]
    made.set_content(rules.BETWEEN_LANGUAGES.join(texts), cte="quoted-printable")
    made["Content-Language"] = ", ".join(languages)
    return made


def _text(row: dict[str, Any], facts: dict[str, Any], language: str) -> str:
    if row["session"]:
        return training_notices.text(row["kind"], facts, language)
    if row["kind"] == ENDING:
        return render("notifications/convention_ending.txt", language)
    says = SAYS[row["kind"]]
    return render("notifications/staff_notice.txt", language, says=translator(language).gettext(says), at=row["at"])


async def sweep(now: datetime) -> None:
    """Forget notices after seven days, sent or not: what they tell of is old news then."""
    async with DB.transaction():
        await StaffNotice.delete().where(StaffNotice.at <= now - KEPT)
