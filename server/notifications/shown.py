"""The mails and the SMS of the demonstration, kept to be looked at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.foundation.errors import NotFound
from server.notifications.gsm7 import segments, septets
from server.notifications.tables import ShownMail

MOST = 200


@dataclass(frozen=True)
class Shown:
    """A mail or an SMS that was not sent; `source` is the whole mail (RFC 5322), or empty."""

    id: UUID
    at: datetime
    channel: str
    recipient: str
    subject: str
    body: str
    source: str

    @property
    def septets(self) -> int:
        return septets(self.body)

    @property
    def parts(self) -> int:
        return segments(self.body)


async def newest() -> list[Shown]:
    """Return the newest first, 200 at most, without the sources of mails."""
    columns = (ShownMail.id, ShownMail.at, ShownMail.channel, ShownMail.recipient, ShownMail.subject, ShownMail.body)
    rows = await ShownMail.select(*columns).order_by(ShownMail.at, ShownMail.id, ascending=False).limit(MOST)
    return [Shown(**row, source="") for row in rows]


async def one(mail: UUID) -> Shown:
    """Return a mail or an SMS; raises NotFound."""
    row = await ShownMail.select().where(ShownMail.id == mail).first()
    if row is None:
        raise NotFound
    return Shown(**row)
