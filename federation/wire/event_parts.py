"""The parts of an event that come in many shapes: where it is, what hangs on it, its tags."""

from dataclasses import dataclass
from typing import Any

from federation.wire.decode import Document
from federation.wire.event_shape import Place
from federation.wire.event_write import LONGEST_TAG, TELEPHONE
from federation.wire.values import degree, line, many, reference, web_address

MOST = 50


@dataclass(frozen=True)
class Attached:
    """What we keep of the attachments; empty strings for what is not there."""

    image_url: str = ""
    image_alt: str = ""
    website: str = ""
    ics_url: str = ""
    phone: str = ""


def location(document: Document) -> tuple[Place | None, str]:
    """The first place and the address of the first virtual location, from a text, an object or a list of them."""
    place: Place | None = None
    online_url = ""
    for item in many(document.get("location"))[:MOST]:
        if isinstance(item, dict) and item.get("type") == "VirtualLocation":
            online_url = online_url or web_address(item)
        else:
            place = place or _place(item)
    return place, online_url


def attached(document: Document) -> Attached:
    """The image, the links and the telephone among the attachments, or the image of older dialects."""
    items = [item for item in many(document.get("attachment"))[:MOST] if isinstance(item, dict)]
    image = next(filter(_is_image, items), None)
    if image is None:
        image = next((item for item in many(document.get("image")) if isinstance(item, dict)), {})
    return Attached(
        image_url=web_address(image),
        image_alt=line(image.get("name"), 500),
        website=_link(items, "text/html", "website"),
        ics_url=_link(items, "text/calendar"),
        phone=next((line(item.get("value"), 40) for item in items if item.get("propertyID") == TELEPHONE), ""),
    )


def tags(document: Document) -> tuple[str, ...]:
    """The hashtags of an event without their sign, each once; mentions are not tags."""
    words = (_tag(item) for item in many(document.get("tag"))[:MOST])
    return tuple(dict.fromkeys(word for word in words if word))


def _tag(item: Any) -> str:
    if isinstance(item, str):
        return line(item, LONGEST_TAG).lstrip("#") if not item.startswith(("@", "http")) else ""
    if not isinstance(item, dict) or item.get("type", "Hashtag") != "Hashtag":
        return ""
    return line(item.get("name"), LONGEST_TAG).lstrip("#")


def _is_image(item: Document) -> bool:
    media = item.get("mediaType")
    pictured = isinstance(media, str) and media.startswith("image/")
    return item.get("type") == "Image" or (item.get("type") == "Document" and pictured)


def _link(items: list[Document], media: str, name: str = "") -> str:
    for item in items:
        named = not name or line(item.get("name"), 40).lower() == name
        if item.get("type") == "Link" and item.get("mediaType") == media and named:
            return web_address(item)
    return ""


def _place(item: Any) -> Place | None:
    if isinstance(item, str):
        item = {"name": item}
    if not isinstance(item, dict):
        return None
    address = item.get("address")
    parts = address if isinstance(address, dict) else {"streetAddress": address}
    latitude, longitude = _coordinates(item)
    found = Place(
        id=reference(item),
        name=line(item.get("name"), 200),
        street=line(parts.get("streetAddress"), 300),
        postal_code=line(_written(parts.get("postalCode")), 20),
        locality=line(parts.get("addressLocality"), 100),
        region=line(parts.get("addressRegion"), 100),
        country=line(parts.get("addressCountry"), 100),
        latitude=latitude,
        longitude=longitude,
    )
    return found if found.name or found.street or found.locality or found.latitude is not None else None


def _written(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _coordinates(item: Document) -> tuple[float | None, float | None]:
    geo = item.get("geo")
    source = geo if isinstance(geo, dict) else item
    latitude, longitude = degree(source.get("latitude"), 180), degree(source.get("longitude"), 180)
    if latitude is None or longitude is None:
        return None, None
    # The first Mobilizon swapped the axes in `geo`: mainland France then lies in the Indian Ocean.
    if source is geo and _in_france(longitude, latitude):
        latitude, longitude = longitude, latitude
    return (latitude, longitude) if abs(latitude) <= 90 else (None, None)


def _in_france(latitude: float, longitude: float) -> bool:
    return 41 <= latitude <= 52 and -6 <= longitude <= 10
