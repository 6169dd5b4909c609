"""What the rich variant adds to an event: its place, who to ask, concepts and links (RFC 9073, RFC 9253).

Not in the usual feed: some readers drop an event for it.
"""

from uuid import NAMESPACE_URL, uuid5

from ical_feeds.event import FeedEvent
from ical_feeds.folding import escaped
from ical_feeds.text import one_line, web_address


def enrichment(event: FeedEvent) -> list[str]:
    """The content lines to add at the end of a VEVENT: properties first, then the components within it."""
    url = web_address(event.url)
    concepts = [web_address(address) for address in event.concepts]
    return [
        *(f"CONCEPT:{address}" for address in concepts if address),
        *([f'LINK;VALUE=URI;LINKREL="alternate";FMTTYPE=text/html:{url}'] if url else []),
        *([f"STRUCTURED-DATA;VALUE=URI:{url}"] if url else []),
        *_organiser(event),
        *_place(event),
    ]


def _organiser(event: FeedEvent) -> list[str]:
    # No SUMMARY and no URL within: who reads line by line would take them for the event's own.
    name, url = escaped(one_line(event.organiser)), web_address(event.organiser_url)
    if not name:
        return []
    return [
        "BEGIN:PARTICIPANT",
        f"UID:{_uid('participant', event.organiser, event.organiser_url)}",
        "PARTICIPANT-TYPE:BOOKING-CONTACT",
        f"CONTACT:{name}",
        *([f"CALENDAR-ADDRESS:{url}"] if url else []),
        "END:PARTICIPANT",
    ]


def _place(event: FeedEvent) -> list[str]:
    name = escaped(one_line(event.place))
    if not name:
        return []
    where = event.latitude is not None and event.longitude is not None
    return [
        "BEGIN:VLOCATION",
        f"UID:{_uid('place', event.place, event.location)}",
        f"NAME:{name}",
        "LOCATION-TYPE:library",
        *([f"GEO:{event.latitude:.6f};{event.longitude:.6f}"] if where else []),
        "END:VLOCATION",
    ]


def _uid(*parts: str) -> str:
    """The same for the same place or organiser, in every feed."""
    return str(uuid5(NAMESPACE_URL, " ".join(parts)))
