"""The event as a document: each rule here exists because a receiver crashes or loses the event without it."""

from datetime import datetime
from urllib.parse import quote, urlsplit

from federation.wire.context import CONTEXT, PUBLIC
from federation.wire.decode import Document
from federation.wire.event_shape import Event, Place
from federation.wire.values import instant, later, line, local, rich

DEFAULT_HOURS = 2
LONGEST_TAG = 39
# Written twice, and a character may take five bytes: the whole stays under the 100 kB that receivers read.
LONGEST_CONTENT = 8_000
TELEPHONE = "schema:telephone"
# Gancio and WordPress know no status: without it in the name, they would go on inviting.
PREFIXES = {"cancelled": "Annulé : ", "postponed": "Reporté : "}

_STATUS = {
    "confirmed": ("CONFIRMED", "EventScheduled"),
    "moved_online": ("CONFIRMED", "EventMovedOnline"),
    "tentative": ("TENTATIVE", "EventTentative"),
    "postponed": ("TENTATIVE", "EventPostponed"),
    "cancelled": ("CANCELLED", "EventCancelled"),
}
_IMAGES = {"png": "image/png", "webp": "image/webp", "gif": "image/gif", "avif": "image/avif", "svg": "image/svg+xml"}


def write(event: Event, followers: str) -> Document:
    """The public document of an event (FEP-8a8e); `followers` is the collection of its owner's followers.

    Never null, one location, one attributedTo, the image first among attachments that all have a media type, an end
    later than the start, coordinates as floats, only contexts that receivers carry with them.
    """
    return {
        "@context": CONTEXT,
        "id": event.id,
        "type": "Event",
        "uuid": event.uuid,
        "url": event.url,
        "attributedTo": event.owner,
        "to": [PUBLIC],
        "cc": [followers],
        "audience": event.owner,
        **_texts(event),
        **_times(event),
        **_state(event),
        **_seats(event),
        "organizers": _organizers(event),
        **_place(event),
        "attachment": _attachments(event),
        "tag": _tags(event),
        **_ours(event),
    }


def default_banner(id: str) -> str:
    """The image shown for an event that has none, on the event's own server."""
    parts = urlsplit(id)
    return f"{parts.scheme}://{parts.netloc}/static/banniere.png"


def _texts(event: Event) -> Document:
    # Mobilizon refuses names under 3 or over 200 characters.
    name = line(f"{PREFIXES.get(event.status, '')}{event.name}", 200)
    content = rich(event.content, LONGEST_CONTENT)
    written: Document = {"name": name if len(name) >= 3 else f"{name} · atelier"}
    if event.summary:
        written["summary"] = line(event.summary, 500)
    written |= {"content": content, "mediaType": "text/html", "contentMap": {event.language: content}}
    return written | {"inLanguage": event.language}


def _times(event: Event) -> Document:
    ends_at = event.ends_at
    known = ends_at is not None and ends_at > event.starts_at
    end = ends_at if ends_at is not None and known else later(event.starts_at, DEFAULT_HOURS)
    written: Document = {"startTime": local(event.starts_at, event.timezone), "endTime": local(end, event.timezone)}
    if not known:
        written["displayEndTime"] = False
    written["timezone"] = event.timezone
    for name, moment in (("published", event.published), ("updated", event.updated or event.published)):
        if moment:
            written[name] = instant(moment)
    # Of a postponed event the start that others must find is the one that it had (FEP-8a8e).
    before = event.starts_at if event.status == "postponed" else event.previous_starts_at
    if before:
        written["previousStartTime"] = local(before, event.timezone)
    return written


def _state(event: Event) -> Document:
    status, event_status = _STATUS[event.status]
    if event.status == "confirmed" and _moved(event.previous_starts_at, event.starts_at):
        event_status = "EventRescheduled"
    written: Document = {"category": "LEARNING", "status": status, "eventStatus": event_status, "draft": False}
    written["joinMode"] = event.join_mode if event.join_mode in ("free", "restricted", "external") else "external"
    if written["joinMode"] != "external":
        # Who comes is for the organiser alone to read (FEP-8a8e).
        written["requiredJoinVisibility"] = [event.owner]
    written["anonymousParticipationEnabled"] = True
    elsewhere = event.url if written["joinMode"] == "external" else ""
    if event.booking_url or elsewhere:
        written["externalParticipationUrl"] = event.booking_url or elsewhere
    return written | {"commentsEnabled": False, "repliesModerationOption": "closed"}


def _moved(before: datetime | None, now: datetime) -> bool:
    return before is not None and before != now


def _seats(event: Event) -> Document:
    known = {
        "maximumAttendeeCapacity": event.capacity,
        "remainingAttendeeCapacity": event.remaining,
        "participantCount": event.participants,
    }
    written: Document = {name: value for name, value in known.items() if value is not None}
    if event.participants is not None:
        # The count alone: who comes is nobody's business.
        id = f"{event.id}/participants"
        written["attendees"] = {"id": id, "type": "Collection", "totalItems": event.participants}
    return written


def _organizers(event: Event) -> Document:
    id = f"{event.id}/organisateurs"
    return {"id": id, "type": "Collection", "totalItems": 1, "items": [event.owner]}


def _place(event: Event) -> Document:
    written: Document = {"isOnline": event.is_online}
    if event.place is not None:
        written["location"] = _location(event.place)
    elif event.online_url:
        written["location"] = {"type": "VirtualLocation", "name": "En ligne", "url": event.online_url}
    return written


def _location(place: Place) -> Document:
    parts = {
        "streetAddress": place.street,
        "postalCode": place.postal_code,
        "addressLocality": place.locality,
        "addressRegion": place.region,
        "addressCountry": place.country,
    }
    address = {"type": "PostalAddress"} | {name: value for name, value in parts.items() if value}
    written: Document = {"id": place.id, "type": "Place", "name": place.name, "address": address}
    if place.latitude is not None and place.longitude is not None:
        # Mobilizon ignores whole numbers: 45 must travel as 45.0.
        written |= {"latitude": float(place.latitude), "longitude": float(place.longitude)}
    return written


def _attachments(event: Event) -> list[Document]:
    image = event.image_url or default_banner(event.id)
    media = _IMAGES.get(urlsplit(image).path.rpartition(".")[2].lower(), "image/jpeg")
    named = {"name": line(event.image_alt or event.name, 500)}
    written: list[Document] = [{"type": "Image", "mediaType": media, "url": image, **named, "isBannerImage": True}]
    # Mobilizon takes the link of this name for the address of the on-line part.
    website = event.online_url if event.place is not None and event.online_url else event.url
    written.append(_link("text/html", "Website", website))
    if event.ics_url:
        written.append(_link("text/calendar", "Agenda (iCalendar)", event.ics_url))
    if event.phone:
        value = {"propertyID": TELEPHONE, "name": "Téléphone", "value": event.phone}
        written.append({"type": "PropertyValue", "mediaType": "text/plain"} | value)
    return written


def _link(media: str, name: str, href: str) -> Document:
    return {"type": "Link", "mediaType": media, "name": name, "href": href}


def _tags(event: Event) -> list[Document]:
    parts = urlsplit(event.id)
    written = []
    for tag in event.tags:
        word = line(tag.lstrip("#"), LONGEST_TAG - 1)
        if word:
            href = f"{parts.scheme}://{parts.netloc}/?mot={quote(word)}"
            written.append({"type": "Hashtag", "name": f"#{word}", "href": href})
    return written


def _ours(event: Event) -> Document:
    known: Document = {"version": event.version, "public": list(event.audience), "niveau": event.level}
    known["sameAs"] = list(event.same_as)
    return {name: value for name, value in known.items() if value not in (None, "", [])}
