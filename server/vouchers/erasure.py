"""Forget whose vouchers they were when the contact is erased; those used stay ten years, as papers of accounts."""

from datetime import datetime
from typing import Any

from server.foundation.database import DB
from server.journal import actions as journal
from server.vouchers.rules import KEPT_YEARS
from server.vouchers.tables import Voucher

ERASED = "v.booking IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.booking = v.booking)"
# Nobody said who came, and nobody can be asked any more: what was only reserved goes back to its holder.
UNSAID = f"""
UPDATE voucher v SET state = 'given_back', why = 'unsaid', updated_at = {{}} FROM session s
WHERE s.id = v.session AND v.state = 'reserved' AND {ERASED} RETURNING v.id, s.library
"""  # noqa: S608 (constants only)
GIVEN_BACK = f"DELETE FROM voucher v WHERE v.state = 'given_back' AND {ERASED}"  # noqa: S608 (constants only)
USED = f"UPDATE voucher v SET booking = NULL WHERE v.state = 'used' AND {ERASED}"  # noqa: S608 (constants only)
OLD = "DELETE FROM voucher WHERE state = 'used' AND used_on < {}::timestamptz::date - make_interval(years => {})"


async def erase_due(now: datetime) -> int:
    """Erase what ties vouchers to people who are erased, and what is too old to be kept; return how many went back."""
    async with DB.transaction():
        rows: list[dict[str, Any]] = await Voucher.raw(UNSAID, now)
        await Voucher.raw(GIVEN_BACK)
        await Voucher.raw(USED)
        await Voucher.raw(OLD, now, KEPT_YEARS)
        for row in rows:
            facts = {"library": row["library"], "why": "unsaid"}
            await journal.write("voucher.given_back", row["id"], by="system", now=now, **facts)
    return len(rows)
