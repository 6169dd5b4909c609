"""The square (QR code) of a ticket: the address at which staff see the booking; it holds a reference, nobody's name."""

from server.foundation.settings import settings
from server.foundation.squares import drawn


def address(reference: str) -> str:
    """Return the staff page of a booking: it opens for staff alone."""
    return f"{settings().url}/bureau/arrivee/{reference.replace(' ', '-')}"


def square(reference: str) -> str:
    """Return the square of a ticket as SVG."""
    return drawn(address(reference))
