"""A hub reads, each night, the figures that its members publish, through the one door to other machines."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.foundation.database import DB
from server.foundation.http import Door
from server.foundation.settings import settings
from server.reports import attendance_file, monthly
from server.reports.attendance_file import MOST_BYTES, AttendanceFile, Cell
from server.reports.rules import next_reading

PATH = "/donnees/frequentation.json"
LEASE = timedelta(minutes=10)
SECONDS = 60.0
KNOWN = """
INSERT INTO member_reading (host, name, url, next_at, failures, error) SELECT m.host, m.name, m.url, {}, 0, ''
FROM unnest({}::text[], {}::text[], {}::text[]) AS m(host, name, url)
ON CONFLICT (host) DO UPDATE SET name = EXCLUDED.name, url = EXCLUDED.url
WHERE (member_reading.name, member_reading.url) <> (EXCLUDED.name, EXCLUDED.url)
"""
LEFT = "DELETE FROM member_reading WHERE NOT host = any({}::text[])"
# The next try is planned before anything is asked: who is killed loses nothing, and no two workers read one member.
CLAIM = """
UPDATE member_reading SET tried_at = {}, next_at = {} WHERE host = (
  SELECT host FROM member_reading WHERE next_at <= {} ORDER BY next_at, host LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING host, url, failures
"""
WELL = "UPDATE member_reading SET made_at = {}, read_at = {}, next_at = {}, failures = 0, error = '' WHERE host = {}"
ILL = "UPDATE member_reading SET next_at = {}, failures = {}, error = {} WHERE host = {}"
FORGET = "DELETE FROM member_figure WHERE host = {}"
KEEP = """
INSERT INTO member_figure (host, month, library, name, city, insee, sessions, seats, recorded, booked, present, unmet,
  masked, themes, levels, keys, key)
SELECT {}, c.month, c.library, c.name, c.city, c.insee, c.sessions, c.seats, c.recorded, c.booked, c.present, c.unmet,
  ARRAY(SELECT jsonb_array_elements_text(c.masked)), c.themes, c.levels,
  ARRAY(SELECT jsonb_array_elements_text(c.keys)), c.key
FROM jsonb_to_recordset({}::text::jsonb) AS c(month date, library text, name text, city text, insee text, sessions int,
  seats int, recorded int, booked int, present int, unmet int, masked jsonb, themes jsonb, levels jsonb, keys jsonb,
  key text)
"""


@dataclass(frozen=True)
class Member:
    """An instance whose figures a hub adds up; `url` without a slash at its end."""

    host: str
    name: str
    url: str


async def gather(members: Sequence[Member], door: Door, now: datetime) -> int:
    """Read the figures of those members whose turn has come, and our own; return how many were read.

    Those of who is a member no more are forgotten. One that cannot be read keeps those of before.
    """
    await _know(members, now)
    read = 0
    while claimed := await DB.rows(CLAIM, now, now + LEASE, now):
        (row,) = claimed
        found, error = await _read(row["url"], door, now)
        if found:
            await _keep(row["host"], found, now)
            read += 1
        else:
            failures = row["failures"] + 1
            await DB.rows(
                ILL, next_reading(row["host"], failures, settings().timezone, now), failures, error, row["host"]
            )
    return read


async def _know(members: Sequence[Member], now: datetime) -> None:
    own = Member(settings().host, settings().name, settings().url)
    known = {member.host: member for member in [*members, own]}
    async with DB.transaction():
        names, urls = [one.name for one in known.values()], [one.url for one in known.values()]
        await DB.rows(KNOWN, now, list(known), names, urls)
        await DB.rows(LEFT, list(known))


async def _read(url: str, door: Door, now: datetime) -> tuple[AttendanceFile | None, str]:
    """Return what a member publishes, or why it cannot be read; our own figures need no request."""
    if url == settings().url:
        return await monthly.document(now), ""
    answer = await door.send("GET", url + PATH, limit=MOST_BYTES, seconds=SECONDS)
    if answer.status != 200:
        return None, (answer.error or f"HTTP {answer.status}")[:200]
    found = attendance_file.read(answer.body)
    return found, "" if found else "not the figures of an agenda"


async def _keep(host: str, found: AttendanceFile, now: datetime) -> None:
    cells = json.dumps([_row(cell) for cell in (*found.months, *found.shared)])
    async with DB.transaction():
        await DB.rows(FORGET, host)
        await DB.rows(KEEP, host, cells)
        await DB.rows(WELL, found.made_at, now, next_reading(host, 0, settings().timezone, now), host)


def _row(cell: Cell) -> dict[str, object]:
    names = (name for name in Cell.__struct_fields__ if name != "month")
    return {name: getattr(cell, name) for name in names} | {"month": cell.first_day.isoformat()}
