"""A closing warns those who planned the sessions that it hits: one mail to each, besides the list at the desk."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from server.accounts.queries import member
from server.foundation import spoken
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.journal.readers import Line
from server.notifications import rules
from server.notifications.tables import Message
from server.planning.to_move import authors_of, of_author
from server.workshops.queries import SessionView, sessions_by_ids

STAFF = "staff:"
CLOSING = "SELECT library FROM closing WHERE id = {}"


async def hear(line: Line, now: datetime) -> None:
    """Owe a mail to each author of a session that a new closing hits, but who closed; hearing it twice owes it once."""
    if line.library is None:
        return
    for author in await authors_of(line.subject, line.library, now):
        if author.startswith(STAFF) and author != line.actor:
            await _owe(line, UUID(author.removeprefix(STAFF)), now)


async def _owe(line: Line, staff: UUID, now: datetime) -> None:
    if not await DB.rows("SELECT 1 FROM staff WHERE id = {} AND disabled_at IS NULL", staff):
        return
    if not await DB.rows(CLOSING, line.subject):
        return  # taken back meanwhile
    row = Message(id=new_id(), staff=staff, closing=line.subject, kind="closing", channel="email")
    row.dedupe_key, row.due_at, row.created_at, row.last_error = f"{line.id}:{staff}", now, now, ""
    await Message.insert(row).on_conflict(target=Message.dedupe_key, action="DO NOTHING")


async def letter(message: UUID, staff: UUID, closing: UUID, now: datetime) -> EmailMessage | None:
    """Return the mail, from what is true now; None when there is nothing left to move. Raises NotFound."""
    found = await DB.rows(CLOSING, closing)
    if not found:
        raise NotFound
    author = await member(staff)
    hit = await of_author(closing, found[0]["library"], f"{STAFF}{staff}", now)
    sessions = sorted((await sessions_by_ids(hit)).values(), key=lambda one: (one.starts_at, one.id))
    if author.disabled or not sessions:
        return None
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(display_name=settings().name, addr_spec=settings().mail_from)
    made["To"] = Address(addr_spec=author.email)
    languages = rules.languages_for(author.language)
    made["Subject"] = " / ".join(_subject(sessions, language) for language in languages)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{message}@{settings().mail_from.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = ", ".join(languages)
    texts = [_text(sessions, language) for language in languages]
    made.set_content(rules.BETWEEN_LANGUAGES.join(texts), cte="quoted-printable")
    return made


def _subject(sessions: list[SessionView], language: str) -> str:
    words = translator(language)
    many = words.ngettext(
        "%(num)s séance à déplacer : %(library)s", "%(num)s séances à déplacer : %(library)s", len(sessions)
    )
    return many % {"num": len(sessions), "library": sessions[0].library}


def _text(sessions: list[SessionView], language: str) -> str:
    gettext = translator(language).gettext
    lines = [f"- {one.title}, {spoken.when(one.starts_at, one.ends_at, one.timezone, language)}" for one in sessions]
    said = gettext("La bibliothèque sera fermée. Ces séances, que vous avez planifiées, tombent ce jour-là :")
    choose = gettext("Choisissez un autre jour, en un clic ; les personnes inscrites seront prévenues :")
    return "\n".join([said, "", *lines, "", choose, f"{settings().url}/bureau/a-deplacer", ""])
