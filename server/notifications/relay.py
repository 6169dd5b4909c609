"""Read the journal and owe messages: to the party of a booking, or to all parties of a session."""

from datetime import datetime

from server.bookings.queries import PartyView, by_id, concerned_by
from server.foundation.database import wake
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import new_id
from server.journal.readers import Line
from server.notifications import elsewhere, rules
from server.notifications.tables import Message

# Several changes in a row make one message: each is worded when it is sent, from what is true then.
SUPERSEDED = """
UPDATE message SET state = 'dropped', done_at = {}, last_error = 'a later message says it'
WHERE kind = 'changed' AND state = 'owed' AND booking = any({}) AND dedupe_key NOT LIKE {} RETURNING id
"""


async def hear(line: Line, now: datetime) -> None:
    """Owe the messages that one line of the journal calls for; hearing it twice owes them once."""
    if line.kind in rules.OF_BOOKING:
        await _owe(line, rules.OF_BOOKING[line.kind], await _party(line), now)
    elif line.kind.startswith("elsewhere."):
        await elsewhere.hear(line, now)
    elif line.kind == "session.cancelled":
        await _owe(line, "called_off", await concerned_by(line.subject), now)
    elif line.kind == "session.changed" and line.facts.get("public", True) and rules.tells(line.facts["changed"]):
        await _owe(line, "changed", await concerned_by(line.subject), now)


async def _party(line: Line) -> list[PartyView]:
    try:
        return [(await by_id(line.subject)).party]
    except (NotFound, Gone):
        return []  # erased since: there is nobody left to tell


async def _owe(line: Line, kind: str, parties: list[PartyView], now: datetime) -> None:
    # Who booked at another agenda is told by it: the answer goes to their Join.
    ours = [party for party in parties if party.channel != "peer"]
    told = [(party, rules.channel(kind, party.contact, party.email, party.phone)) for party in ours]
    rows = [
        Message(
            id=new_id(),
            booking=party.id,
            kind=kind,
            channel=channel,
            dedupe_key=f"{line.id}:{party.id}",
            due_at=now,
            created_at=now,
        )
        for party, channel in told
        if channel is not None
    ]
    if kind == "changed":
        await Message.raw(SUPERSEDED, now, [party.id for party in parties], f"{line.id}:%")
    if rows:
        await Message.insert(*rows).on_conflict(target=Message.dedupe_key, action="DO NOTHING")
        await wake("messages")
