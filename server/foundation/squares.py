"""Squares (QR codes) for telephones to read."""

import io

import segno

BORDER = 4  # the quiet zone that readers need around it (ISO/IEC 18004)


def drawn(text: str) -> str:
    """Return the square that says `text` as SVG, black on white whatever the colours of the page."""
    made = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    looks = {"border": BORDER, "light": "#ffffff", "dark": "#000000", "svgclass": "square", "lineclass": None}
    code.save(made, kind="svg", xmldecl=False, nl=False, omitsize=True, **looks)
    return made.getvalue().decode()
