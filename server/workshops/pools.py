"""The seats of a session at an instant: free ones, those kept for some until they are released, laptops. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

EVERYBODY = ""
POOLS = ("desk", "partner", "peer", "first")


@dataclass(frozen=True)
class Seats:
    """The seats of a session, in people. `kept` is empty once the kept seats are released.

    `kept` and `seated` say by pool (desk, partner, peer, first) how many seats are kept for it and how many people are
    seated on its account. `laptops` is None in a session that lends none.
    """

    capacity: int
    taken: int
    waiting_places: int
    waiting: int
    kept: Mapping[str, int] = field(default_factory=dict)
    seated: Mapping[str, int] = field(default_factory=dict)
    laptops: int | None = None
    laptops_taken: int = 0
    companions_count: bool = True

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def laptops_left(self) -> int:
        return max(0, (self.laptops or 0) - self.laptops_taken)

    def kept_left(self, pool: str) -> int:
        """Return how many of the seats kept for a pool nobody has yet; some may have been given before being kept."""
        return max(0, self.kept.get(pool, 0) - self.seated.get(pool, 0))

    def open_to(self, pool: str) -> int:
        """Return how many seats a pool may take: the free ones, less what is kept for the other pools."""
        return max(0, self.free - sum(self.kept_left(other) for other in self.kept if other != pool))

    def for_newcomer(self, pool: str) -> int:
        """Return how many seats a newcomer of a pool may take: while people wait, only those kept for it."""
        return min(self.open_to(pool), self.kept_left(pool)) if self.waiting else self.open_to(pool)

    @property
    def full(self) -> bool:
        """Whether no seat is left to anybody, by telephone or for a first time neither."""
        return not any(self.open_to(pool) for pool in ("desk", "first"))

    @property
    def asks(self) -> frozenset[str]:
        """Return what must be asked of who books on line, beyond the usual: first_time, laptops, companions.

        Companions are asked about where they take no seat; elsewhere they are people like the others.
        """
        asked = {
            "first_time": self.kept.get("first", 0) > 0,
            "laptops": bool(self.laptops),
            "companions": not self.companions_count,
        }
        return frozenset(name for name, is_asked in asked.items() if is_asked)

    def less(self, people: int, pool: str, laptops: int = 0) -> "Seats":
        """Return the seats once `people` sit on the account of a pool."""
        seated = {**self.seated, pool: self.seated.get(pool, 0) + people}
        return replace(self, taken=self.taken + people, seated=seated, laptops_taken=self.laptops_taken + laptops)


def release_at(starts_at: datetime, release_hours: int) -> datetime:
    """Return when the kept seats become everybody's."""
    return starts_at - timedelta(hours=release_hours)


def by_pool(numbers: Sequence[int]) -> dict[str, int]:
    """Return numbers given in the order of POOLS under their names."""
    return dict(zip(POOLS, numbers, strict=True))


def kept_at(numbers: Sequence[int], starts_at: datetime, release_hours: int, now: datetime) -> dict[str, int]:
    """Return how many seats are kept for each pool at `now`: none once they are released."""
    return by_pool(numbers) if any(numbers) and now < release_at(starts_at, release_hours) else {}
