"""Who came, who still holds a seat, and which seats may be given to those who came without a booking.

What nobody recorded is not nought: such a party holds its seats, until ten minutes after the start where one may also
come without a booking, and else until somebody says that it is absent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.foundation.errors import Invalid, Refused
from server.workshops.rules import held_until

OPENS = timedelta(hours=2)
ALONE = ("absent", "excused")
NOT_RECORDED = "none"


@dataclass(frozen=True)
class Party:
    """A party that booked: `state` is present, absent, excused, or empty while nobody said.

    `given` counts those of its seats on which people who came without a booking sit.
    """

    booking: UUID
    people: int
    state: str = ""
    present: int = 0
    given: int = 0

    def spare(self, lapsed: bool) -> int:
        """Return on how many of its seats nobody sits: those of who is absent, or not there once `lapsed`."""
        if not self.state:
            return self.people - self.given if lapsed else 0
        return self.people - self.present - self.given


@dataclass(frozen=True)
class Gift:
    """Where the seats of who came without a booking are from: never booked, or booked by parties that are not there."""

    added: int
    given: tuple[tuple[UUID, int], ...] = ()


@dataclass(frozen=True)
class Totals:
    """The figures of a session in people; `walked_in` are among those present, `unknown` are those nobody counted."""

    present: int
    walked_in: int
    absent: int
    excused: int
    unknown: int
    recorded: bool


def check_time(state: str, starts_at: datetime, now: datetime) -> None:
    """Refuse to record who comes unless the session is public and starts within two hours, or has started."""
    if state == "cancelled":
        raise Refused("session_cancelled")
    if state == "postponed":
        raise Refused("session_postponed")
    if state != "published":
        raise Refused("session_not_public")
    if now < starts_at - OPENS:
        raise Refused("too_early_to_record")


def read(answer: str, people: int) -> tuple[str, int]:
    """Return the state and the number of people present of an answer: absent, excused, none, or a number of people."""
    if answer in ALONE:
        return answer, 0
    if answer == NOT_RECORDED:
        return "", 0
    if answer.isascii() and answer.isdecimal() and 1 <= int(answer[:4]) <= people:
        return "present", int(answer)
    raise Invalid({"answer": "bad_choice"})


def check_given(party: Party, state: str, present: int) -> None:
    """Refuse that people sit on seats that were given away, or that it be forgotten that they were."""
    if party.given and (not state or present > party.people - party.given):
        raise Refused("seat_given")


def lapsed(drop_in: bool, starts_at: datetime, now: datetime) -> bool:
    """Tell whether the seats of parties that nobody has seen are held no more."""
    return drop_in and now >= held_until(starts_at)


def free(capacity: int, taken: int, parties: Sequence[Party], over: bool) -> int:
    """Return how many seats may be given: never booked, or of people who are not there (`over`: held no more)."""
    return max(0, capacity - taken) + sum(party.spare(over) for party in parties)


def to_give(people: int, unbooked: int, parties: Sequence[Party], over: bool) -> Gift | None:
    """Return where seats for `people` come from, or None when they do not all have one.

    Seats that nobody booked go first, then those of who is recorded as absent, then those of who was not seen.
    """
    added = min(people, max(0, unbooked))
    wanted, given = people - added, []
    for party in sorted(parties, key=lambda party: not party.state):
        part = min(wanted, party.spare(over))
        if part:
            given.append((party.booking, part))
            wanted -= part
    return Gift(added, tuple(given)) if wanted == 0 else None


def totals(parties: Sequence[Party], walked_in: int) -> Totals:
    """Return the figures; those of a party who did not come with the others are absent."""
    came = sum(party.present for party in parties)
    return Totals(
        present=came + walked_in,
        walked_in=walked_in,
        absent=sum(party.people - party.present for party in parties if party.state in ("present", "absent")),
        excused=sum(party.people for party in parties if party.state == "excused"),
        unknown=sum(party.people for party in parties if not party.state),
        recorded=bool(walked_in) or any(party.state for party in parties),
    )
