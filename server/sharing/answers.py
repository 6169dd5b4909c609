"""Answers to what our patrons asked of other agendas: believed from the event's owner alone, by the stored row."""

from datetime import datetime

from federation import guests
from federation.heard import PROCESSED, Heard, Outcome, ignored
from federation.node import Node
from federation.tables import RemoteEvent
from federation.wire.origin import same_origin
from federation.wire.values import plain, reference
from server.elsewhere import actions, queries, rules
from server.elsewhere.queries import RequestView
from server.elsewhere.rules import Answer

ANSWERS = {
    "Accept": Answer.SEAT,
    "TentativeAccept": Answer.WAIT,
    "Reject": Answer.NO,
    "Ignore": Answer.NOT_HERE,
}

NAMED = """
SELECT 1 FROM fed_remote_event WHERE ap_id = {} AND document ->> 'actor' = {}
UNION ALL SELECT 1 FROM fed_remote_actor WHERE id = {} AND attributed_to = {}
"""


def is_ours(node: Node, heard: Heard) -> bool:
    """Tell whether an activity answers a Join of ours."""
    return bool(_guest(node, heard))


async def answer(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Take an answer to a Join of ours; a seat given too late is given back, in the same transaction."""
    guest = _guest(node, heard)
    asked = await queries.by_guest(guest) if guest else None
    if asked is None or heard.activity.type not in ANSWERS:
        return ignored("nothing that we asked for")
    if not await _may_answer(heard, asked):
        return ignored("somebody else's event")
    words = plain(heard.activity.raw.get("summary"), rules.LONGEST_TOLD)
    if await actions.hear_answer(asked.id, ANSWERS[heard.activity.type], words, now=now):
        await guests.leave(node, wish_of(asked), now=now)
    return PROCESSED


def wish_of(asked: RequestView) -> guests.Wish:
    """Return a request as its guest says it."""
    return guests.Wish(asked.guest, asked.event, asked.owner, rules.over_at(asked.starts_at, asked.ends_at))


def _guest(node: Node, heard: Heard) -> str:
    """Return the guest whose Join is answered: by the id of the Join, or quoted without it by its actor."""
    said = heard.activity
    inner = said.object if isinstance(said.object, dict) else {}
    if said.object_id:
        return guests.guest_of(node, said.object_id)
    quoted = reference(inner.get("actor"))
    return quoted if said.object_type == "Join" and quoted.startswith(f"{node.url}{guests.PATH}") else ""


async def _may_answer(heard: Heard, asked: RequestView) -> bool:
    """The owner of the event may; and, of its server, whom the event names as its actor (Mobilizon answers so for its
    groups) or the owner as the one it belongs to. What the activity quotes proves nothing."""
    by = heard.sender.id
    if by == asked.owner or not same_origin(by, asked.event):
        return by == asked.owner
    return bool(await RemoteEvent.raw(NAMED, asked.event, by, asked.owner, by))
