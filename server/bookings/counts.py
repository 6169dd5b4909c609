"""What may be counted of a session that took place, without names, and how far it must agree with who came.

Groups and values are those of La Coop de la médiation numérique, so that reports need no table of their own. None was
not counted: that is not nought. Nothing needs to be complete; no part is greater than the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.bookings.headcount import BANDS
from server.bookings.presence import Totals
from server.foundation.errors import Invalid

GENDERS = ("feminin", "masculin", "genre_non_communique")
STATUSES = ("scolarise", "sans_emploi", "en_emploi", "retraite", "statut_non_communique")
GROUPS = (BANDS, GENDERS, STATUSES, ("known",), ("pupils",), ("remote",))
OTHERS = ("classes", "visits", "pupils", "remote", "cents", "staff_minutes", "volunteers")
NUMBERS = ("people", "known", *GENDERS, *STATUSES, *OTHERS)
MOST_PEOPLE, MOST_CENTS, MOST_MINUTES = 10_000, 100_000_000, 60_000
MOST = {"cents": MOST_CENTS, "staff_minutes": MOST_MINUTES}


@dataclass(frozen=True)
class Count:
    """What was counted: `numbers` by name of NUMBERS, `ages` by band; `off_site` whether it was outside the walls."""

    numbers: Mapping[str, int | None] = field(default_factory=dict)
    ages: Mapping[str, int | None] = field(default_factory=dict)
    off_site: bool | None = None

    @property
    def all(self) -> dict[str, int]:
        """Every number that was counted."""
        return {name: number for name, number in {**self.numbers, **self.ages}.items() if number is not None}

    @property
    def kept_ages(self) -> dict[str, int]:
        """The bands that were counted."""
        return {band: number for band in BANDS if (number := self.ages.get(band)) is not None}


def check(count: Count, figures: Totals, capacity: int) -> None:
    """Raise Invalid for a number that cannot be, and for a part that is greater than the whole.

    The whole is who was noted at the door, else who was counted in all; while neither is known, as many as seats.
    """
    wrong = {name: "bad_count" for name, number in count.all.items() if not 0 <= number <= MOST.get(name, MOST_PEOPLE)}
    if wrong:
        raise Invalid(wrong)
    known = figures.present if figures.recorded else count.numbers.get("people")
    most = capacity if known is None else known
    reason = "say_how_many_came" if known is None else "more_than_came"
    for group in GROUPS:
        counted = [name for name in group if name in count.all]
        if sum(count.all[name] for name in counted) > most:
            wrong[counted[0]] = reason
    if wrong:
        raise Invalid(wrong, most=most)
