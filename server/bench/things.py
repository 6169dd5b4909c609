"""A whole network to measure: libraries and sessions, all that stands around them, and what only actions can make."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.bench import crowds, house, network, programmes
from server.bench.network import Size
from server.calendars import subscribing
from server.calendars.health import Labels
from server.calendars.subscribing import Wish, chosen
from server.foundation.database import DB
from server.foundation.settings import settings
from server.intake import actions as intake
from server.intake import drafts
from server.libraries.queries import all_libraries

# What is of the program, not of the database: names in addresses.
NAMED = {
    "guide": "ateliers",
    "kind": "waiting",
    "model": "premiers-pas",
    "part": "action",
    "section": "services",
    "table": "tout.csv",
}
REMOTE = 5  # sessions of others, in hundredths of our own
TABLE = "Atelier;Jour;Heure;Fin;Places;Lieu\n" + "".join(
    f"Atelier numérique {1 + line % 9};{1 + line % 28:02d}/03/{{}};14:00;16:00;8;Médiathèque {1 + line % 3:03d}\n"
    for line in range(40)
)
CALENDAR = "\r\n".join(
    [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//exemple//mesure//FR"),
        *(
            line
            for n in range(30)
            for line in (
                *("BEGIN:VEVENT", f"UID:{n}@exemple.fr", "DTSTAMP:20260101T000000Z"),
                *(f"DTSTART:{{0}}{1 + n % 12:02d}{1 + n % 28:02d}T090000Z", "DURATION:PT2H"),
                *(f"SUMMARY:Atelier {n}", "END:VEVENT"),
            )
        ),
        *("END:VCALENDAR", ""),
    ]
)
COPY = """
INSERT INTO {table} SELECT (json_populate_record(t, json_build_object('id', c.id))).* FROM {table} t,
  unnest({{}}::uuid[]) AS c(id) WHERE t.id = {{}}
"""


async def fill(size: Size, *, by: Person, now: datetime) -> dict[str, Any]:
    """Fill an empty database around `now`, for somebody who administers it.

    Returns what stands for each kind of thing in addresses: ids, slugs, names.
    """
    found = vars(await network.fill(size, by=by, now=now))
    await crowds.events(max(1, size.sessions * REMOTE // 100), now=now)
    values = found | {"by": by.id, "now": now, "day": now.date(), "libraries": size.libraries, "here": settings().host}
    for name, text in (house.EACH | programmes.EACH).items():
        values[name] = await _first(text, values)
    values["elsewhere"] = (await DB.rows("SELECT uuid FROM fed_remote_event ORDER BY starts_at LIMIT 1"))[0]["uuid"]
    values |= NAMED | await _files(by, now) | await _calendars(values["library"], by, now)
    await DB.rows("ANALYZE")
    return values


async def _first(text: str, values: Mapping[str, Any]) -> Any:
    """Run a statement with its named values; return the first thing of its kind, None where there is none."""
    names = re.findall(r"\{(\w+)\}", text)
    rows = await DB.rows(re.sub(r"\{\w+\}", "{}", text), *(values[name] for name in names))
    return next(iter(rows[0].values())) if rows else None


async def _files(by: Person, now: datetime) -> dict[str, UUID]:
    """Bring a programme in, and another that waits for its columns."""
    known = await all_libraries()
    body = TABLE.format(*([now.year + 1] * TABLE.count("{}"))).encode()
    drafted = [await drafts.bring_in(body, zone="Europe/Paris", by=by, now=now) for _ in range(2)]
    draft = await drafts.draft_of(by, drafted[0], now)
    await drafts.choose(draft, draft.choices, now=now)
    rows = await drafts.rows_to_import(draft, known)
    run, _ = await intake.run_import(rows, kind=draft.kind, public=False, by=by, now=now, draft=draft.id)
    return {"run": run, "draft_file": drafted[1]}


async def _calendars(library: UUID, by: Person, now: datetime) -> dict[str, UUID]:
    """Take up the calendar of somebody else, then more that say as much of themselves; look at another."""
    body = CALENDAR.format(now.year + 1).encode()
    looked = [await subscribing.look_in_file(body, "agenda.ics", by=by, now=now) for _ in range(2)]
    wish = Wish(chosen("", "", ""), Labels("Le tiers-lieu", library))
    feed = await subscribing.subscribe(looked[0], wish, by=by, now=now)
    copies = [row["id"] for row in await DB.rows("SELECT gen_random_uuid() AS id FROM generate_series(1, 19)")]
    for table in ("ical_feed", "calendar_subscription"):
        await DB.rows(COPY.format(table=table), copies, feed)
    (event,) = await DB.rows("SELECT id FROM ical_event WHERE feed = {} ORDER BY starts_at LIMIT 1", feed)
    return {"feed": feed, "preview": looked[1], "event": event["id"]}
