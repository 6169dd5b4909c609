"""Who may hold a slot of a programme such as Aidants Connect: salaried, habilitated that day. No database, no clock.

Aidants Connect: professionals who are salaried by a habilitated structure; volunteers, civic service, trainees, elected
members and judicial guardians are excluded (conditions of use of the programme).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.foundation.errors import Invalid

AIDANTS_CONNECT = "aidants_connect"
PROGRAMMES = (AIDANTS_CONNECT,)
SALARIED = "salaried"
EXCLUDED = ("volunteer", "civic_service", "trainee", "elected", "guardian")
STATUSES = (SALARIED, *EXCLUDED)
LONGEST_STRUCTURE = 150


@dataclass(frozen=True)
class Held:
    """A habilitation: by a structure, in some of its libraries or (none told) all, until `last_on` included, or on."""

    structure: str
    first_on: date
    last_on: date | None = None
    libraries: Collection[UUID] = ()
    programme: str = AIDANTS_CONNECT

    def covers(self, first: date, last: date) -> bool:
        """Tell whether it is current on all days from one to another."""
        return self.first_on <= first and (self.last_on is None or last <= self.last_on)

    def check(self) -> None:
        """Raise Invalid unless it has a structure, a known programme and days in their order."""
        wrong = {}
        if not self.structure or len(self.structure) > LONGEST_STRUCTURE:
            wrong["structure"] = "too_long" if self.structure else "missing"
        if self.programme not in PROGRAMMES:
            wrong["programme"] = "bad_choice"
        if not 2000 <= self.first_on.year <= 2100:
            wrong["first_on"] = "bad_date"
        if self.last_on is not None and not self.first_on <= self.last_on <= date(2100, 12, 31):
            wrong["last_on"] = "habilitation_ends_before" if self.last_on < self.first_on else "bad_date"
        if wrong:
            raise Invalid(wrong)


def check_status(status: str) -> None:
    """Raise Invalid for a status that is not known; "" is one that nobody told."""
    if status and status not in STATUSES:
        raise Invalid({"status": "bad_choice"})


def unfit(status: str, held: Sequence[Held], library: UUID, first: date, last: date) -> str:
    """Return why somebody may not hold a slot in a library from one local day to another: a key of refusal, or ""."""
    if status != SALARIED:
        return f"aidant_{status or 'status_unknown'}"
    if not held:
        return "aidant_not_habilitated"
    here = [one for one in held if not one.libraries or library in one.libraries]
    if any(one.covers(first, last) for one in here):
        return ""
    if any(one.covers(first, last) for one in held):
        return "aidant_other_structure"
    return "aidant_not_yet" if all(one.first_on > first for one in held) else "aidant_expired"
