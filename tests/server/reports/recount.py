"""The annual report counted again, row by row in plain Python: what the report must equal."""

from datetime import UTC
from zoneinfo import ZoneInfo

from server.bookings.tables import Arrival, Attendance, Booking, SessionCount
from server.libraries.tables import Library
from server.workshops.tables import Session, Workshop

COUNTED = ("classes", "visits", "pupils", "remote", "cents", "staff_minutes", "volunteers")


def added(values):
    """The sum of what was counted; None where nothing was."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


async def count_again(year, at, libraries):
    """The indicators of some libraries, from the rows of the tables, one session after the other."""
    places = {row["id"]: row for row in await Library.select() if row["id"] in libraries}
    workshops = {row["id"]: row for row in await Workshop.select()}
    bookings, notes = await Booking.select(), {row["booking"]: row for row in await Attendance.select()}
    walked = [row for row in await Arrival.select() if row["state"] == "seated"]
    tallies = {row["session"]: row for row in await SessionCount.select()}
    held = []
    for session in await Session.select():
        place = places.get(session["library"])
        if place is None or session["state"] != "published" or session["practice"] or session["ends_at"] > at:
            continue
        local = session["starts_at"].astimezone(UTC).astimezone(ZoneInfo(place["timezone"]))
        if local.year != year:
            continue
        tally = tallies.get(session["id"], {})
        own = [row["id"] for row in bookings if row["session"] == session["id"] and row["state"] == "confirmed"]
        noted = [notes[booking]["present"] for booking in own if booking in notes]
        came = [row["people"] for row in walked if row["session"] == session["id"]]
        outside = tally.get("off_site")
        held.append({
            **{name: tally.get(name) for name in COUNTED},
            "workshop": workshops[session["workshop"]],
            "people": sum(noted) + sum(came) if noted or came else tally.get("people"),
            "outside": True if outside is None and session["place"] else outside,
        })  # fmt: skip
    return indicators(held)


def indicators(held):
    def part(chosen):
        return len(chosen), 0 if not chosen else added(one["people"] for one in chosen)

    found = {"actions": len({one["workshop"]["id"] for one in held}), "occurrences": len(held)}
    found["participants"] = part(held)[1]
    parts = {
        "digital": [one for one in held if one["workshop"]["themes"]],
        "youth": [one for one in held if "youth" in one["workshop"]["audiences"]],
        "off_site": [one for one in held if one["outside"]],
    }
    for name, chosen in parts.items():
        found[f"{name}_occurrences"], found[f"{name}_participants"] = part(chosen)
    if all(one["outside"] is None for one in held):
        found["off_site_occurrences"] = found["off_site_participants"] = None
    return found | {name: added(one[name] for one in held) for name in COUNTED}
