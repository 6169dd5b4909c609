"""What a message tells beyond the booking as it is: when and where its reader was told before, and what staff wrote."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.queries import BookingView
from server.notifications.answers import CURRENT
from server.notifications.tables import Message, Told
from server.notifications.wording import OURS, PARTS, Wording
from server.workshops.changes import Place

NEWS = f"""
SELECT m.id, m.starts_at AS about, b.text, t.starts_at, t.ends_at, t.mode, t.online_url, t.library, t.place, t.room,
  t.postponed, a.answer_by, a.booking IS NOT NULL AND (a.answer <> '' OR NOT {CURRENT}) AS answered,
  coalesce(w.subject, '') AS subject, coalesce(w.body, '') AS body, coalesce(w.sms, '') AS sms
FROM message m LEFT JOIN broadcast b ON b.id = m.broadcast LEFT JOIN told t ON t.booking = m.booking
LEFT JOIN asked a ON a.booking = m.booking LEFT JOIN booking k ON k.id = m.booking
LEFT JOIN session s ON s.id = k.session LEFT JOIN library l ON l.id = s.library
LEFT JOIN own_words w ON w.library = l.id AND w.kind = m.kind AND w.language = k.language
WHERE m.id = any({{}}::uuid[])
"""  # noqa: S608 (constants only)


@dataclass(frozen=True)
class News:
    """`told`: when and where the session was said to be, None where that is not known. `text`: staff's own words.

    `about` is the start of which a reminder reminds. `answer_by`: until when to say whether one comes, where silence
    frees the seat; `answered`: that question is over. `own`: the library's own sentences for this kind of message.
    `also`: the other dates of a course that are told along, in their order.
    """

    told: Place | None = None
    text: str = ""
    about: datetime | None = None
    answer_by: datetime | None = None
    answered: bool = False
    own: Wording = OURS
    also: "tuple[tuple[BookingView, News], ...]" = ()


NOTHING = News()


async def of(messages: Sequence[UUID]) -> dict[UUID, News]:
    """Return the news of messages, in one query."""
    return {row["id"]: _news(row) for row in await Message.raw(NEWS, list(messages))}


def _news(row: dict[str, Any]) -> News:
    told = Place(**{name: row[name] for name in Place.__dataclass_fields__}) if row["starts_at"] else None
    own = Wording(**{part: row[part] for part in PARTS})
    return News(told, row["text"] or "", row["about"], row["answer_by"], bool(row["answered"]), own)


async def tell(bookings: Sequence[UUID], place: Place, at: datetime, *, again: bool) -> None:
    """Keep what parties were told; unless `again`, those who were told something already keep that."""
    rows = [Told(booking=booking, **asdict(place), at=at) for booking in bookings]
    if not rows:
        return
    action: Any = "DO UPDATE" if again else "DO NOTHING"
    values = [column for column in Told.all_columns() if column is not Told.booking] if again else None
    await Told.insert(*rows).on_conflict(target=Told.booking, action=action, values=values)
