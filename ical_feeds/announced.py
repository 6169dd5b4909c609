"""What a web page says of itself: its title, and the calendars that it announces (HTML `link rel=alternate`, links)."""

import html
import re
from urllib.parse import urljoin

from ical_feeds.addresses import tidied
from ical_feeds.text import plain_line

LONGEST = 1_048_576
MOST = 3
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_ELEMENT = re.compile(r"<(link|a)\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,20})\s{0,3}=\s{0,3}(?:"([^"]{0,1500})"|'([^']{0,1500})'|([^\s"'>]{1,1500}))""", re.I
)
_LOOKS = re.compile(r"^webcals?:|\.ics(?:$|[?#])|[?&](?:outlook-)?ical=1\b|/ical(?:/|$)|format=ical", re.IGNORECASE)


def title(page: str) -> str:
    """The title of a page, plain, on one line; "" without one."""
    found = _TITLE.search(page[:100_000])
    return plain_line(found[1], 80) if found else ""


def calendars(page: str, address: str) -> list[str]:
    """At most three https addresses: calendars announced in the head first, then links that look like one."""
    announced, linked = [], []
    for kind, attributes in _ELEMENT.findall(page[:LONGEST]):
        said = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(attributes)}
        target = said.get("href", "").strip()
        if kind.lower() == "link":
            calendar = said.get("type", "").lower().startswith("text/calendar")
            announced += [target] if calendar and "alternate" in said.get("rel", "").lower().split() else []
        elif _LOOKS.search(target):
            linked.append(target)
    absolute = (tidied(_absolute(address, target)) for target in [*announced, *linked] if target)
    return list(dict.fromkeys(found for found in absolute if found))[:MOST]


def _absolute(address: str, target: str) -> str:
    try:
        return urljoin(address, target)
    except ValueError:
        return ""
