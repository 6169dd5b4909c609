"""A session as it would be on another day: same local hours, same seats; booking opens as many days before."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.workshops import local_time
from server.workshops.keeping import KEPT
from server.workshops.queries import SessionView
from server.workshops.sessions import Plan


def plan_of(session: SessionView) -> Plan:
    """Return the plan of a session as it is."""
    kept = dict(zip(KEPT, session.kept, strict=True))
    known = {field.name: getattr(session, field.name) for field in fields(Plan) if hasattr(session, field.name)}
    return Plan(**{**known, **kept, "room": session.room_id, "presenter": session.presented_by})


def on_day(session: SessionView, day: date, **changes: Any) -> Plan:
    """Return the plan of a session on another local day, with some of its fields changed.

    `zone` among the changes is where its hours are read. Raises Invalid for an hour that this day does not have.
    """
    zone = changes.pop("zone", session.timezone)
    here = ZoneInfo(session.timezone)
    by = timedelta(days=(day - session.starts_at.astimezone(here).date()).days)

    def moved(at: datetime, name: str) -> datetime:
        return local_time.instant(at.astimezone(here).replace(tzinfo=None) + by, zone, name)

    dated: dict[str, Any] = {"starts_at": moved(session.starts_at, "start"), "ends_at": moved(session.ends_at, "end")}
    if session.opens_at:
        dated["opens_at"] = moved(session.opens_at, "opens_at")
    known = plan_of(session)
    return Plan(**{**{field.name: getattr(known, field.name) for field in fields(Plan)}, **dated, **changes})


def local_day(session: SessionView) -> date:
    """Return the local day on which a session starts."""
    return session.starts_at.astimezone(ZoneInfo(session.timezone)).date()
