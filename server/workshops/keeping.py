"""Kept seats, lent laptops and companions, as staff choose them for a session: the rule, and what its form holds."""

from collections.abc import Sequence
from typing import Any

from server.foundation.errors import Invalid, Refused
from server.foundation.forms import whole
from server.workshops.rules import MOST_SEATS

KEPT = ("kept_desk", "kept_partner", "kept_peer", "kept_first")
MOST_RELEASE_HOURS = 31 * 24
# What a new session keeps for nobody in particular.
PLAIN = {**dict.fromkeys(KEPT, "0"), "release_days": "2", "laptops": "0"}


def check_seats(capacity: int, kept: dict[str, int], release_hours: int, laptops: int | None) -> None:
    """Raise Invalid unless kept seats and lent laptops fit into the capacity, and seats are released within a month."""
    wrong = {name: "bad_number" for name, number in kept.items() if not 0 <= number <= MOST_SEATS}
    if not wrong and sum(kept.values()) > capacity >= 0:
        wrong[max(kept, key=lambda name: kept[name])] = "kept_too_many"
    if not 0 <= release_hours <= MOST_RELEASE_HOURS:
        wrong["release_hours"] = "bad_number"
    if laptops is not None and not 0 <= laptops <= MOST_SEATS:
        wrong["laptops"] = "bad_number"
    if wrong:
        raise Invalid(wrong)


def check_laptops(laptops: int | None, lent: int) -> None:
    """Refuse to lend fewer laptops than are promised."""
    if lent > (laptops or 0):
        raise Refused("laptops_lent", lent=lent)


def read_seats(form: dict[str, Any]) -> dict[str, Any]:
    """Return the fields typed; what is no number is one that no rule accepts."""
    days = whole(form.get("release_days", ""), 2)
    return {
        **{name: whole(form.get(name, ""), 0) for name in KEPT},
        "release_hours": days * 24 if days >= 0 else -1,
        "laptops": whole(form.get("laptops", ""), 0) or None,
        "companions_count": form.get("companions_free") != "1",
    }


def show_seats(kept: Sequence[int], release_hours: int, laptops: int | None, companions_count: bool) -> dict[str, str]:
    """Return the fields as the form holds them; hours that a program set are shown as the whole days above."""
    return {
        **{name: str(number) for name, number in zip(KEPT, kept, strict=True)},
        "release_days": str(-(-release_hours // 24)),
        "laptops": str(laptops or 0),
        "companions_free": "" if companions_count else "1",
    }
