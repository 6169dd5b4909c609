"""The mails of the demonstration, kept to be looked at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.foundation.errors import NotFound
from server.notifications.tables import ShownMail

MOST = 200


@dataclass(frozen=True)
class Shown:
    """A mail that was not sent; `source` is the whole message (RFC 5322)."""

    id: UUID
    at: datetime
    recipient: str
    subject: str
    body: str
    source: str


async def newest() -> list[Shown]:
    """Return the newest mails first, 200 at most, without their sources."""
    columns = (ShownMail.id, ShownMail.at, ShownMail.recipient, ShownMail.subject)
    rows = await ShownMail.select(*columns).order_by(ShownMail.at, ShownMail.id, ascending=False).limit(MOST)
    return [Shown(**row, body="", source="") for row in rows]


async def one(mail: UUID) -> Shown:
    """Return a mail; raises NotFound."""
    row = await ShownMail.select().where(ShownMail.id == mail).first()
    if row is None:
        raise NotFound
    return Shown(**row)
