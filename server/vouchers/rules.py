"""When a voucher counts, how many a workshop costs, and what becomes of those of a booking once people came or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.foundation.errors import Invalid, Refused
from server.vouchers.codes import confusable, fits, pattern_fault

ON_ABSENCE = ("given_back", "used")
MOST_VALUE = 1_000_00
MOST_PER_PERSON = 10
LONGEST_NAME = 120
KEPT_YEARS = 10  # as a voucher of accounts, without whose it was


@dataclass(frozen=True)
class Terms:
    """What an issuer asks: `value` in cents, `per_person` vouchers for one person at one workshop.

    A workshop on a day from `valid_from` to `valid_until` may be paid; whether people came is told by `late_until` at
    the latest. `absent`: given_back or used, for who did not come without a word.
    """

    name: str
    value: int
    pattern: str
    valid_from: date
    valid_until: date
    late_until: date
    per_person: int = 1
    absent: str = "given_back"

    def check(self) -> None:
        """Raise Invalid unless the terms can be kept."""
        wrong = {"pattern": pattern_fault(self.pattern), "name": _name_fault(self.name)}
        wrong["value"] = "" if 0 < self.value <= MOST_VALUE else "bad_amount"
        wrong["per_person"] = "" if 0 < self.per_person <= MOST_PER_PERSON else "bad_number"
        wrong["valid_until"] = "" if self.valid_from <= self.valid_until else "ends_before_start"
        wrong["late_until"] = "" if self.valid_until <= self.late_until else "ends_before_start"
        wrong["absent"] = "" if self.absent in ON_ABSENCE else "bad_choice"
        if any(wrong.values()):
            raise Invalid({name: reason for name, reason in wrong.items() if reason})

    def same_codes(self, other: "Terms") -> bool:
        """Tell whether one code could be taken for a voucher of either."""
        meet = self.valid_from <= other.late_until and other.valid_from <= self.late_until
        return meet and confusable(self.pattern, other.pattern)


def _name_fault(name: str) -> str:
    return "missing" if not name.strip() else "too_long" if len(name) > LONGEST_NAME else ""


@dataclass(frozen=True)
class Issuer:
    """An issuer and its terms; `library` is None for one that all libraries take."""

    id: UUID
    library: UUID | None
    terms: Terms


def recognise(code: str, issuers: Sequence[Issuer], day: date, today: date) -> Issuer:
    """Return whose voucher a bare code is, for a workshop on `day`; raises Refused.

    Several may have the same codes one year after the other: the day decides.
    """
    alike = [issuer for issuer in issuers if fits(code, issuer.terms.pattern)]
    if not alike:
        raise Refused("voucher_unknown")
    found = next((issuer for issuer in alike if in_time(issuer.terms, day, today)), None)
    if found is None:
        early = all(day < issuer.terms.valid_from for issuer in alike)
        raise Refused("voucher_not_yet" if early else "voucher_expired")
    return found


def in_time(terms: Terms, day: date, today: date) -> bool:
    """Tell whether a workshop on `day` may be paid, and be told today."""
    return terms.valid_from <= day <= terms.valid_until and today <= terms.late_until


def check_takes(accepted: bool, session: str, booking: str) -> None:
    """Refuse unless the session takes vouchers and the booking has its seat."""
    if not accepted:
        raise Refused("pass_not_accepted")
    if session != "published":
        raise Refused("session_not_open")
    if booking != "confirmed":
        raise Refused("voucher_needs_seat")


def check_room(held: Sequence[UUID], issuer: Issuer, people: int) -> None:
    """Refuse a voucher more than the workshop costs; `held` are the issuers of those that the booking has already."""
    if any(other != issuer.id for other in held):
        raise Refused("voucher_other_issuer")
    if len(held) >= issuer.terms.per_person * people:
        raise Refused("voucher_enough", most=issuer.terms.per_person * people)


def spent(count: int, attendance: str, present: int, terms: Terms) -> int | None:
    """Return how many of a booking's `count` vouchers are used up; None while nobody said who came.

    `attendance`: present, absent, excused, or empty; `present` people came.
    """
    if not attendance:
        return None
    if attendance == "present":
        return min(count, terms.per_person * present)
    return count if attendance == "absent" and terms.absent == "used" else 0
