"""Noticing from a push that an earlier one was lost: each tells its place in the feed of changes."""

from datetime import datetime

from federation.heard import Heard
from federation.sync import catching_up
from federation.tables import run
from federation.wire.values import count

LARGEST = 2**53 - 1
LAST = "SELECT last_seq FROM fed_peer WHERE host = {} FOR UPDATE"


async def note(heard: Heard, now: datetime) -> None:
    """Note the place of what was heard, in the caller's transaction; where one is missing, owe a reading."""
    seq = count(heard.activity.raw.get("seq"), LARGEST)
    host = heard.sender.host
    rows = await run(LAST, host) if seq else []
    if not seq or not rows or seq <= rows[0]["last_seq"]:
        return
    if seq == rows[0]["last_seq"] + 1 or await catching_up.owe(host, now=now):
        await run("UPDATE fed_peer SET last_seq = {} WHERE host = {}", seq, host)
