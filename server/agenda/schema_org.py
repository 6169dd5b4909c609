"""A session in schema.org's words, as search engines read it inside the page (schema.org 29, JSON-LD 1.1)."""

import json
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from server.agenda.cards import told_state
from server.agenda.mirrored import MirroredView
from server.bookings.cards import offer
from server.calendars.imported import ImportedView
from server.foundation.languages import translator
from server.libraries.words import FACILITIES
from server.workshops.competences import COMPETENCES, FRAMEWORK
from server.workshops.public_states import SCHEMA_ORG, public_state
from server.workshops.queries import SessionView
from server.workshops.words import AUDIENCES, LEVELS, THEMES

LANGUAGE = "fr"  # what staff write is in French, whatever the language of the page
WORDS = "https://schema.org/"
ATTENDANCE = {"on_site": "Offline", "online": "Online", "mixed": "Mixed"}
AVAILABILITY = {"open": "InStock", "waiting": "SoldOut", "full": "SoldOut", "later": "PreOrder"}
FRENCH = re.compile(r"[0-9]{5}")
# What would end the script element, or what an older reader would take for markup or for the end of a line.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
Thing = dict[str, Any]


def inside_page(thing: Thing) -> Markup:
    """Return the element that holds `thing`: data and no script, so that a strict content policy lets it be."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return Markup('<script type="application/ld+json">') + Markup(text) + Markup("</script>")  # noqa: S704 (escaped above)


def session_event(session: SessionView, *, site: str, image: str, now: datetime) -> Thing:
    """Return the EducationEvent of a public session of ours; `site` is the public address of the instance."""
    page = f"{site}/seances/{session.id}"
    library = _library(session, site)
    told: Thing = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": page,
        "identifier": f"urn:uuid:{session.id}",
        "name": session.title,
        "description": "\n\n".join(text for text in (session.summary, session.note, session.description) if text),
        "url": page,
        "image": [f"{site}{session.picture.url('jpg')}", image] if session.picture else image,
        **_dates(session.starts_at, session.ends_at, session.previous_starts_at, session.timezone),
        "eventStatus": f"{WORDS}{SCHEMA_ORG[public_state(session, full=False)]}",
        "eventAttendanceMode": f"{WORDS}{ATTENDANCE[session.mode]}EventAttendanceMode",
        "location": _location(session, library, page),
        "organizer": library,
        "inLanguage": session.language,
        "educationalLevel": _words((session.level,), LEVELS),
        "audience": _audience(session.audiences),
        "about": _about(session.themes),
        "teaches": _teaches(session.competences),
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": 0 if session.state in {"cancelled", "postponed"} else session.seats_left(now),
        # Those who pay with the Pass numérique pay: then nothing is said of the price.
        "isAccessibleForFree": None if session.pass_accepted else True,
        "offers": _offers(session, page, now),
        "superEvent": _course(session, site),
    }
    return _filled(told)


def foreign_event(found: MirroredView | ImportedView, *, page: str) -> Thing:
    """Return the EducationEvent of a session of somebody else; the page of its organiser is the true one."""
    told: Thing = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": found.ap_id if isinstance(found, MirroredView) else page,
        "url": found.url or page,
        **_dates(found.starts_at, found.ends_at, found.previous_starts_at, found.timezone),
        "eventStatus": f"{WORDS}{SCHEMA_ORG[told_state(found)]}",
        "organizer": {"@type": "Organization", "name": found.source},
        "educationalLevel": _words((found.level,), LEVELS),
        **(_mirrored(found, page) if isinstance(found, MirroredView) else _imported(found, page)),
    }
    return _filled(told)


def _mirrored(found: MirroredView, page: str) -> Thing:
    whole = found.place_name or found.street or found.locality
    mode = ("Mixed" if whole else "Online") if found.is_online else "Offline"
    named = {
        "@type": "Place",
        "name": found.place_name or found.locality,
        "address": _address(found.street, found.postal_code, found.locality),
    }
    virtual = {"@type": "VirtualLocation", "url": found.url or page} if found.is_online else None
    return {
        "name": found.name,
        "description": found.summary,
        "eventAttendanceMode": f"{WORDS}{mode}EventAttendanceMode",
        "location": [part for part in (named if whole else None, virtual) if part],
        "audience": _audience(found.audience),
        "maximumAttendeeCapacity": found.capacity,
        "remainingAttendeeCapacity": found.remaining,
    }


def _imported(found: ImportedView, page: str) -> Thing:
    place = {"@type": "Place", "name": found.library_name or found.location, "address": found.location}
    virtual = {"@type": "VirtualLocation", "url": found.url or page}
    here = place if found.library_name or found.location else None
    return {
        "name": found.title,
        "description": found.description,
        "eventAttendanceMode": f"{WORDS}{'Online' if found.is_online else 'Offline'}EventAttendanceMode",
        "location": virtual if found.is_online else here,
        "audience": _audience(found.audiences),
        "about": _about(found.themes),
    }


def _audience(keys: tuple[str, ...]) -> list[Thing]:
    return [{"@type": "Audience", "audienceType": words} for words in _words(keys, AUDIENCES)]


def _about(keys: tuple[str, ...]) -> list[Thing]:
    return [{"@type": "Thing", "name": words} for words in _words(keys, THEMES)]


def _teaches(codes: tuple[str, ...]) -> list[Thing]:
    words, known = translator(LANGUAGE), [COMPETENCES[code] for code in codes if code in COMPETENCES]
    return [
        {
            "@type": "DefinedTerm",
            "name": words.gettext(each.learns),
            "description": words.gettext(each.title),
            "termCode": each.code,
            "inDefinedTermSet": {"@type": "DefinedTermSet", "name": FRAMEWORK},
        }
        for each in known
    ]


def _filled(thing: Thing) -> Thing:
    """Return a thing without its empty properties, and a list of one as what is in it."""
    kept = {name: _tidy(value) for name, value in thing.items()}
    return {name: value for name, value in kept.items() if value not in (None, "", [], {})}


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return _filled(value)
    if isinstance(value, list):
        return _tidy(value[0]) if len(value) == 1 else [_tidy(each) for each in value]
    return value


def _dates(starts_at: datetime, ends_at: datetime | None, before: datetime | None, timezone: str) -> Thing:
    zone = ZoneInfo(timezone)
    return {
        "startDate": starts_at.astimezone(zone).isoformat(),
        "endDate": ends_at.astimezone(zone).isoformat() if ends_at else None,
        "previousStartDate": before.astimezone(zone).isoformat() if before else None,
    }


def _words(keys: tuple[str, ...], table: dict[str, str]) -> list[str]:
    return [translator(LANGUAGE).gettext(table[key]) for key in keys if key in table]


def _address(street: str, postal_code: str, town: str) -> Thing:
    return {
        "@type": "PostalAddress",
        "streetAddress": street,
        "postalCode": postal_code,
        "addressLocality": town,
        "addressCountry": "FR" if FRENCH.fullmatch(postal_code) else None,
    }


def _library(session: SessionView, site: str) -> Thing:
    known = session.latitude is not None and session.longitude is not None
    spot = {"@type": "GeoCoordinates", "latitude": session.latitude, "longitude": session.longitude}
    name = translator(LANGUAGE).gettext("Pour entrer")
    there: list[Thing] = [
        {"@type": "LocationFeatureSpecification", "name": words, "value": True}
        for words in _words(session.facilities, FACILITIES)
    ]
    access = {"@type": "LocationFeatureSpecification", "name": name, "value": session.access}
    return {
        "@type": "Library",
        "@id": f"{site}/bibliotheques/{session.library_slug}",
        "name": session.library,
        "url": f"{site}/bibliotheques/{session.library_slug}",
        "telephone": session.phone,
        "address": _address(session.address, session.postal_code, session.city),
        "geo": spot if known else None,
        "publicAccess": True,
        "amenityFeature": [*there, *([access] if session.access else [])],
    }


def _location(session: SessionView, library: Thing, page: str) -> list[Thing]:
    """Return where it is: the library, an outside place in words, or (for those who booked) an online meeting."""
    outside: Thing = {"@type": "Place", "name": session.place, "address": session.place}
    room = {"@type": "Room", "name": session.room} if session.room else None
    here = outside if session.place else {**library, "containsPlace": room}
    # The address of the meeting is only for those who booked: the page says how to.
    virtual: Thing = {"@type": "VirtualLocation", "url": page}
    return {"on_site": [here], "online": [virtual], "mixed": [here, virtual]}[session.mode]


def _offers(session: SessionView, page: str, now: datetime) -> Thing | None:
    """Return how one gets a seat; nothing where one no longer can."""
    bookable = offer(session, session.seats(now), now)
    if bookable not in AVAILABILITY:
        return None
    alone = f"{page}/reservation" if bookable in {"open", "waiting"} else page
    since = session.opens_at or session.published_at
    return {
        "@type": "Offer",
        "url": alone if session.singles else page,
        "availability": f"{WORDS}{AVAILABILITY[bookable]}",
        "price": None if session.pass_accepted else 0,
        "priceCurrency": None if session.pass_accepted else "EUR",
        "validFrom": since.astimezone(ZoneInfo(session.timezone)).isoformat() if since else None,
    }


def _course(session: SessionView, site: str) -> Thing | None:
    if session.series_id is None:
        return None
    return {"@type": "EventSeries", "name": session.series_title, "url": f"{site}/cycles/{session.series_id}"}
