"""People in the way of a session: they present another one, are on the road, on leave or elsewhere, or do not work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.spoken import Days, Hour, When
from server.resources.hours import Week
from server.resources.people import Elsewhere, LeaveView, MediatorView, People, Who
from server.resources.rules import works
from server.workshops.clashes import Near
from server.workshops.roads import late
from server.workshops.slots import Conflict, Slot


@dataclass(frozen=True)
class Known:
    """What is known of people: who they are, when they are on leave, when another network has them."""

    people: People
    leaves: Sequence[LeaveView] = ()
    elsewhere: Sequence[Elsewhere] = ()


def of_people(
    slot: Slot, near: Sequence[Near], library: UUID, zone: str, known: Known, roads: Mapping[UUID, int]
) -> list[Conflict]:
    """Return why those who present a slot in a library cannot; `roads` are minutes from there to other libraries."""
    who = known.people.who(slot.presenter, slot.mediators)
    found = [conflict for one in near for conflict in _with(slot, one, who, library, known.people, roads)]
    for which in sorted(who.known):
        found += _own_time(slot, known.people.by_id[which], library, zone, known)
    return found


def _with(slot: Slot, one: Near, who: Who, library: UUID, people: People, roads: Mapping[UUID, int]) -> list[Conflict]:
    """Return that somebody presents another session too, or comes from it too late."""
    theirs = people.who(one.presenter, one.mediators)
    both = sorted(who.known & theirs.known)
    if one.at_once and (both or who.others & theirs.others):
        name = ", ".join(people.by_id[which].name for which in both) or one.presenter
        return [Conflict("presenter_taken", {**one.facts(), "name": name}, (one.id,))]
    if slot.on_line or one.mode == "online" or one.library_id == library:
        return []
    minutes = roads.get(one.library_id, 0)
    kind = late(slot, one.starts_at, one.ends_at, minutes)
    at = Hour(one.ends_at if kind == "from" else one.starts_at, one.timezone)
    facts = {"library": one.library, "minutes": minutes, "hour": at}
    return [
        Conflict(f"mediator_{kind}", {**facts, "name": people.by_id[which].name}, (one.id,)) for which in both if kind
    ]


def _own_time(slot: Slot, person: MediatorView, library: UUID, zone: str, known: Known) -> list[Conflict]:
    local = [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in (slot.starts_at, slot.ends_at)]
    first, last = local[0].date(), local[1].date()
    name = {"name": person.name}
    found = [] if not person.libraries or library in person.libraries else [Conflict("mediator_not_here", name)]
    found += [
        Conflict("mediator_on_leave", {**name, "days": Days(leave.first_on, leave.last_on)})
        for leave in known.leaves
        if leave.mediator == person.id and leave.first_on <= last and leave.last_on >= first
    ]
    if not works(person.hours, *local):
        week = Week(person.hours, first.weekday())
        found.append(Conflict("mediator_off_hours" if week.any else "mediator_off_day", {**name, "hours": week}))
    found += [
        Conflict("mediator_elsewhere", {**name, "when": When(busy.starts_at, busy.ends_at, zone)})
        for busy in known.elsewhere
        if busy.mediator == person.id and busy.starts_at < slot.ends_at and busy.ends_at > slot.starts_at
    ]
    return found
