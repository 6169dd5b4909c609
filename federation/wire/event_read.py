"""Reading events written by any server: tolerant of dialects, strict about what makes an event one."""

import uuid
from typing import Any

from federation.wire.context import PUBLIC_NAMES
from federation.wire.decode import Document
from federation.wire.errors import Malformed
from federation.wire.event_parts import Attached, attached, location, tags
from federation.wire.event_shape import Event
from federation.wire.event_words import join_mode, status
from federation.wire.event_write import PREFIXES
from federation.wire.origin import origin, same_origin
from federation.wire.values import DEFAULT_ZONE, count, iana_zone, line, many, moment, plain, rich, strings, web_address

_NAME, _SUMMARY = 200, 500
_MOST_NAMES = 10
_URN = "urn:uuid:"


def read(document: Document) -> Event:
    """Read an Event document (FEP-8a8e and the dialects of Mobilizon, Gancio, WordPress and Friendica).

    Raises `Malformed` with type, id, attributedTo, name or startTime when one of them is missing or not believable:
    the owner must have the origin of the event. Everything else that cannot be read is left empty.
    """
    if document.get("type") != "Event":
        raise Malformed("type")
    id = _id(document)
    page = web_address(document.get("url")) or id
    zone = iana_zone(document.get("timezone")) or DEFAULT_ZONE
    found = attached(document)
    return Event(
        id=id,
        uuid=_uuid(document.get("uuid")),
        url=page,
        owner=_owner(document, id),
        **_texts(document),
        **_times(document, zone),
        timezone=zone,
        status=status(document),
        **_where(document, page, found),
        **_seats(document),
        **_booking(document, page),
        phone=found.phone,
        ics_url=found.ics_url,
        image_url=found.image_url,
        image_alt=found.image_alt,
        tags=tags(document),
        level=line(document.get("niveau"), 40),
        audience=_audience(document),
        version=count(document.get("version"), 2**53 - 1),
        same_as=_same_as(document),
    )


def is_public(document: Document) -> bool:
    """Whether an event may be shown to all: addressed `to` the public (in `cc` it is unlisted) and no draft."""
    return document.get("draft") is not True and not PUBLIC_NAMES.isdisjoint(strings(document.get("to")))


def owners(document: Document) -> tuple[str, ...]:
    """The ids a document is attributed to, in order; empty when it says nothing."""
    return strings(document.get("attributedTo"))


def _id(document: Document) -> str:
    id = document.get("id")
    if not isinstance(id, str) or origin(id) is None:
        raise Malformed("id")
    return id


def _owner(document: Document, id: str) -> str:
    named = owners(document)
    if not named or len(named) != len(many(document.get("attributedTo"))) or not same_origin(id, *named):
        raise Malformed("attributedTo")
    return named[0]


def _uuid(value: Any) -> str:
    try:
        return str(uuid.UUID(value)) if isinstance(value, str) else ""
    except ValueError:
        return ""


def _same_as(document: Document) -> tuple[str, ...]:
    names = strings(document.get("sameAs"))[:_MOST_NAMES]
    read = (_URN + _uuid(name) if name.lower().startswith(_URN) else web_address(name) for name in names)
    return tuple(name for name in read if name not in ("", _URN))


def _texts(document: Document) -> dict[str, Any]:
    language = _language(document)
    name = line(_in_language(document, "name", language), _NAME)
    name = name.removeprefix(PREFIXES.get(status(document), ""))
    if not name:
        raise Malformed("name")
    content = _in_language(document, "content", language)
    if document.get("mediaType") == "text/plain":
        content = _paragraphs(content)
    summary = plain(_in_language(document, "summary", language), _SUMMARY)
    return {"name": name, "summary": summary, "content": rich(content), "language": language}


def _paragraphs(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"<p>{part.strip()}</p>" for part in escaped.split("\n\n") if part.strip())


def _language(document: Document) -> str:
    named = line(document.get("inLanguage"), 35)
    if named:
        return named
    for name in ("contentMap", "nameMap"):
        variants = document.get(name)
        if isinstance(variants, dict) and len(variants) == 1:
            return line(next(iter(variants)), 35)
    return "fr"


def _in_language(document: Document, name: str, language: str) -> str:
    value, variants = document.get(name), document.get(f"{name}Map")
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(variants, dict):
        # Ours first, then the first that is a text at all.
        for found in (variants.get(language), *variants.values()):
            if isinstance(found, str) and found.strip():
                return found
    return ""


def _times(document: Document, zone: str) -> dict[str, Any]:
    starts_at = moment(document.get("startTime"), zone)
    if starts_at is None:
        raise Malformed("startTime")
    ends_at = moment(document.get("endTime"), zone)
    open_ended = document.get("displayEndTime") is False or ends_at is None or ends_at <= starts_at
    return {
        "starts_at": starts_at,
        "ends_at": None if open_ended else ends_at,
        "published": moment(document.get("published")),
        "updated": moment(document.get("updated")),
        "previous_starts_at": moment(document.get("previousStartTime"), zone),
    }


def _where(document: Document, page: str, found: Attached) -> dict[str, Any]:
    place, online_url = location(document)
    if not online_url and document.get("isOnline") is True and found.website != page:
        online_url = found.website
    return {"place": place, "online_url": online_url, "is_online": bool(online_url) or document.get("isOnline") is True}


def _seats(document: Document) -> dict[str, Any]:
    # Older Mobilizon writes 0 for "no limit".
    capacity = count(document.get("maximumAttendeeCapacity")) or None
    remaining = count(document.get("remainingAttendeeCapacity")) if capacity else None
    attendees = document.get("attendees")
    total = count(attendees.get("totalItems")) if isinstance(attendees, dict) else None
    participants = count(document.get("participantCount"))
    return {
        "capacity": capacity,
        "remaining": min(remaining, capacity) if capacity and remaining is not None else None,
        "participants": total if participants is None else participants,
    }


def _booking(document: Document, page: str) -> dict[str, Any]:
    mode = join_mode(document)
    address = document.get("externalParticipationUrl")
    if isinstance(address, str) and address.startswith("mailto:") and len(address) <= 320 and "\n" not in address:
        return {"join_mode": mode, "booking_url": address}
    # One books where the organiser says, or on the page: never nowhere.
    return {"join_mode": mode, "booking_url": web_address(address) or (page if mode == "external" else "")}


def _audience(document: Document) -> tuple[str, ...]:
    words = (line(word, 40) for word in many(document.get("public"))[:20])
    return tuple(word for word in words if word)
