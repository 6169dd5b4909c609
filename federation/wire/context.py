"""The JSON-LD context that we write inline, and the words of the wire; no context is ever fetched."""

from typing import Any

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
PUBLIC_NAMES = frozenset({PUBLIC, "as:Public", "Public"})
ACTIVITY_JSON = "application/activity+json; charset=utf-8"
ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
STREAMS = "https://www.w3.org/ns/activitystreams"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v1"

AGT = "https://agendatheque.example/ns#"

_PREFIXES = {
    "sc": "http://schema.org/",
    "mz": "https://joinmobilizon.org/ns#",
    "pt": "https://joinpeertube.org/ns#",
    "toot": "http://joinmastodon.org/ns#",
    "ical": "http://www.w3.org/2002/12/cal/ical#",
    "e8": "https://w3id.org/fep/8a8e/",
    "agt": AGT,
}


def _typed(term: str, kind: str) -> dict[str, str]:
    return {"@id": term, "@type": kind}


_TERMS: dict[str, Any] = {
    "uuid": "sc:identifier",
    "sameAs": _typed("sc:sameAs", "@id"),
    "category": "sc:category",
    "timezone": "e8:timezone",
    "joinMode": "mz:joinMode",
    "externalParticipationUrl": _typed("mz:externalParticipationUrl", "sc:URL"),
    "requiredJoinVisibility": _typed("e8:requiredJoinVisibility", "@id"),
    "anonymousParticipationEnabled": _typed("mz:anonymousParticipationEnabled", "sc:Boolean"),
    "repliesModerationOption": "mz:repliesModerationOption",
    "commentsEnabled": _typed("pt:commentsEnabled", "sc:Boolean"),
    "isOnline": _typed("mz:isOnline", "sc:Boolean"),
    "participantCount": _typed("mz:participantCount", "sc:Integer"),
    "participationMessage": "mz:participationMessage",
    "maximumAttendeeCapacity": "sc:maximumAttendeeCapacity",
    "remainingAttendeeCapacity": "sc:remainingAttendeeCapacity",
    "status": "ical:status",
    "eventStatus": _typed("e8:eventStatus", "@vocab"),
    **{
        f"Event{state}": f"e8:Event{state}"
        for state in ("Scheduled", "Cancelled", "Rescheduled", "Postponed", "MovedOnline", "Tentative")
    },
    "previousStartTime": "e8:previousStartTime",
    "displayEndTime": "e8:displayEndTime",
    "VirtualLocation": "e8:VirtualLocation",
    "organizers": _typed("e8:organizers", "@id"),
    "attendees": _typed("e8:attendees", "@id"),
    "upcomingEvents": _typed("e8:upcomingEvents", "@id"),
    "isBannerImage": "e8:isBannerImage",
    "discoverable": "toot:discoverable",
    "indexable": "toot:indexable",
    "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
    "PostalAddress": "sc:PostalAddress",
    "address": "sc:address",
    "streetAddress": "sc:streetAddress",
    "postalCode": "sc:postalCode",
    "addressLocality": "sc:addressLocality",
    "addressRegion": "sc:addressRegion",
    "addressCountry": "sc:addressCountry",
    "PropertyValue": "sc:PropertyValue",
    "value": "sc:value",
    "propertyID": "sc:propertyID",
    "Hashtag": "as:Hashtag",
    "formerType": "as:formerType",
    "version": "agt:version",
    "public": "agt:public",
    "niveau": "agt:niveau",
    "accessibilite": "agt:accessibilite",
    "seq": _typed("agt:seq", "http://www.w3.org/2001/XMLSchema#integer"),
    "serie": _typed("agt:serie", "@id"),
}

_ACTOR_TERMS: dict[str, Any] = {
    "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    "Multikey": "https://w3id.org/security#Multikey",
    "publicKeyMultibase": _typed("https://w3id.org/security#publicKeyMultibase", "https://w3id.org/security#multibase"),
    "implements": _typed("https://w3id.org/fep/844e/implements", "@id"),
}

# Only contexts that other implementations carry with them: any other would be fetched by each receiver.
CONTEXT: list[Any] = [
    STREAMS,
    "https://w3id.org/security/v1",
    DATA_INTEGRITY,
    _PREFIXES | _TERMS,
]
ACTOR_CONTEXT: list[Any] = [*CONTEXT, _ACTOR_TERMS]
# A Join between Agendathèques that carries a contact.
CONTACT_CONTEXT: list[Any] = [
    STREAMS,
    {"agt": _PREFIXES["agt"], "contact": "agt:contact", "phone": "agt:phone", "email": "agt:email"},
]
COLLECTION_CONTEXT: list[Any] = [
    STREAMS,
    {
        "orderType": _typed("https://w3id.org/fep/1985/orderType", "@vocab"),
        "ForwardChronological": "https://w3id.org/fep/1985/ForwardChronological",
        "ReverseChronological": "https://w3id.org/fep/1985/ReverseChronological",
        **{
            name: _typed(f"https://w3id.org/fep/5711#{name}", "@id")
            for name in ("outboxOf", "followersOf", "followingOf")
        },
    },
]
