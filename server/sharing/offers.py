"""What other agendas offer to our patrons: events of the mirror in which a seat can be asked for from here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from federation.blocking import hidden
from federation.guests import NAME
from federation.peers import AGTHQ, is_let_in
from federation.tables import RemoteEvent
from server.elsewhere.actions import Snapshot
from server.elsewhere.rules import place_line
from server.foundation.settings import settings

SEEN = f"""
SELECT r.ap_id AS event, r.owner, r.host, r.name AS title, coalesce(nullif(r.owner_name, ''), r.host) AS organiser,
  r.place_name, r.street, r.postal_code, r.locality, coalesce(nullif(r.booking_url, ''), r.url) AS page, r.phone,
  r.starts_at, r.ends_at, r.timezone, r.status, r.tombstoned_at, r.join_mode, coalesce(p.software, '') AS software,
  EXISTS (SELECT 1 FROM fed_remote_actor a WHERE a.id = r.owner AND a.inbox <> '') AS reachable
FROM fed_remote_event r LEFT JOIN fed_peer p ON p.host = r.host WHERE NOT {hidden("r.host")}
"""  # noqa: S608 (constants only)
JOINED = ("free", "restricted")
STRANGER = NAME  # the name that an organiser reads of who gives none


@dataclass(frozen=True)
class Offer:
    """An event in which a seat can be asked for; `takes_contact`: its organiser can be given a contact with it."""

    snapshot: Snapshot
    takes_contact: bool


async def offers(events: list[str], now: datetime) -> dict[str, Offer]:
    """Return what can be asked for from here, by the address of the event: neither cancelled, gone, begun nor blocked,
    taken by its organiser from other servers, and with somebody to ask, whose answer will be heard."""
    rows = [row for row in await RemoteEvent.raw(SEEN + " AND r.ap_id = any({}::text[])", events) if _open(row, now)]
    if settings().allow_list:
        heard = {host for host in {row["host"] for row in rows} if await is_let_in(host)}
        rows = [row for row in rows if row["host"] in heard]
    return {row["event"]: Offer(snapshot(row), row["software"] == AGTHQ) for row in rows}


async def offer(event: str, now: datetime) -> Offer | None:
    """Return one event as it can be asked for, or None."""
    return (await offers([event], now)).get(event)


def _open(row: dict[str, Any], now: datetime) -> bool:
    there = row["tombstoned_at"] is None and row["starts_at"] is not None and row["starts_at"] > now
    return bool(there and row["status"] != "cancelled" and row["join_mode"] in JOINED and row["reachable"])


def snapshot(row: dict[str, Any]) -> Snapshot:
    """Return an event of the mirror, as SEEN tells it, for what is kept of it."""
    where = place_line(row["place_name"], row["street"], row["postal_code"], row["locality"])
    same = ("event", "owner", "host", "title", "organiser", "page", "phone", "starts_at", "ends_at", "timezone")
    return Snapshot(place=where, **{name: row[name] for name in same})
