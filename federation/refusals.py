"""The log of requests that were not let in: for who looks after the instance, and against asking others too often."""

from datetime import datetime, timedelta

from federation.senders import Turned
from federation.signatures import BadSignature
from federation.tables import run

MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 600

# Anybody can be refused, as often as they like: beyond so many a minute nobody learns more from one more line.
KEEP = """
INSERT INTO fed_refusal (at, host, key_id, actor, status, reason)
SELECT {}, {}, {}, {}, {}, {} WHERE {}
  OR (SELECT count(*) FROM (SELECT 1 FROM fed_refusal WHERE at > {} LIMIT {}) lately) < {}
"""


async def note(fault: BadSignature, *, status: int, host: str, key_id: str, actor: str, now: datetime) -> None:
    """Note a refusal; always where another server was asked for nothing, as it is not to be asked again at once.

    A 429 is not noted: a line for each would be a flood of its own.
    """
    if status == 429:
        return
    asked = isinstance(fault, Turned) and fault.reason == fault.missing.value
    said = (now, host, key_id, actor, status, fault.reason)
    await run(KEEP, *said, asked, now - MINUTE, MOST_A_MINUTE, MOST_A_MINUTE)
