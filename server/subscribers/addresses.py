"""The addresses with which each kind of application subscribes to a feed, and the square that a telephone reads."""

from urllib.parse import quote, urlsplit

from markupsafe import Markup

from server.foundation.squares import drawn


def subscribed(url: str, name: str) -> dict[str, str]:
    """Return the addresses of a feed by its https address and its name, for a page that explains them.

    `webcal` opens the calendar of the device; the sites of Google and Outlook take the address in a query.
    """
    parts = urlsplit(url)
    webcal = f"webcal://{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return {
        "name": name,
        "url": url,
        "webcal_url": webcal,
        "google_url": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook_url": "https://outlook.live.com/calendar/0/addfromweb"
        f"?url={quote(url, safe='')}&name={quote(name, safe='')}",
        "office_url": "https://outlook.office.com/calendar/0/addfromweb"
        f"?url={quote(url, safe='')}&name={quote(name, safe='')}",
    }


def code(address: str) -> Markup:
    """Return the square of an address as SVG."""
    return Markup(drawn(address))  # noqa: S704 (made by us)
