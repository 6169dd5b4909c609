"""What became of handing a message over, as a value, without any address or number in it."""

import re
from dataclasses import dataclass
from enum import Enum

PERSONAL = re.compile(r"[^\s<>]+@[^\s<>]+|\+?[0-9](?:[ .-]?[0-9]){7,}")


class Outcome(Enum):
    """What became of one sending."""

    SENT = "sent"
    LATER = "later"  # this message cannot be taken now
    UNREACHABLE = "unreachable"  # no message can be sent now
    REFUSED = "refused"  # this message will never be taken
    UNSURE = "unsure"  # it was handed over whole, and no answer came


@dataclass(frozen=True)
class Delivery:
    """What became of a message, and why, without any address."""

    outcome: Outcome
    detail: str = ""


def unnamed(text: str) -> str:
    """Return an error that may be kept: servers repeat in it the address or the number of a person."""
    return PERSONAL.sub("…", " ".join(text.split()))[:300]
