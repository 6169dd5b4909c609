"""The square (QR code) of a ticket: the address at which staff see the booking; it holds a reference, nobody's name."""

import io

import segno

from server.foundation.settings import settings

BORDER = 4  # the quiet zone that readers need around it (ISO/IEC 18004)


def address(reference: str) -> str:
    """Return the staff page of a booking: it opens for staff alone."""
    return f"{settings().url}/bureau/arrivee/{reference.replace(' ', '-')}"


def square(reference: str) -> str:
    """Return the square of a ticket as SVG."""
    return drawn(address(reference))


def drawn(text: str) -> str:
    """Return the square that says `text` as SVG, black on white whatever the colours of the page."""
    made = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    looks = {"border": BORDER, "light": "#ffffff", "dark": "#000000", "svgclass": "square", "lineclass": None}
    code.save(made, kind="svg", xmldecl=False, nl=False, omitsize=True, **looks)
    return made.getvalue().decode()
