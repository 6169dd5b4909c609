"""Our sessions as the events of the wire."""

import hashlib
import html
import re
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from federation.wire.event import Event, Place
from federation.wire.values import web_address
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.spoken import when
from server.foundation.words import slug
from server.libraries.words import FACILITIES
from server.sharing.node import actor_of, event_of, username_of
from server.workshops.competences import pix
from server.workshops.public_states import date_state
from server.workshops.queries import SessionView
from server.workshops.words import AUDIENCES, LANGUAGES, LEVELS, PASS, THEMES

LANGUAGE = "fr"
# The words of the wire; what was rescheduled is told by its former date.
STATUS = {"cancelled": "cancelled", "postponed": "postponed"}
ONLINE = {"moved_online": "moved_online"}
SHORTEST_NAME = 3
LONGEST_NAME = 190
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def event(session: SessionView, *, now: datetime) -> Event:
    """Return the event of a public session (FEP-8a8e shape; reference: wire/event)."""
    own = settings().url
    page = f"{own}/seances/{session.id}"
    zone = ZoneInfo(session.timezone)
    off = session.state in STATUS
    return Event(
        id=event_of(session.id),
        uuid=str(session.id),
        url=page,
        owner=actor_of(session.library_slug),
        name=session.title[:LONGEST_NAME].ljust(SHORTEST_NAME),
        summary=_summary(session),
        content=_content(session),
        starts_at=session.starts_at.astimezone(zone),
        ends_at=session.ends_at.astimezone(zone),
        timezone=session.timezone,
        status=STATUS.get(session.state) or ONLINE.get(date_state(session), "confirmed"),
        place=None if session.mode == "online" else _place(session),
        online_url="",  # the address of an online meeting is for those who booked
        is_online=session.mode in {"online", "mixed"},
        capacity=session.capacity,
        remaining=0 if off or session.ends_at <= now else session.seats(now).for_newcomer("peer"),
        participants=session.taken,
        join_mode=join_mode(alone=session.singles, opened=session.opens_at is None or session.opens_at <= now),
        booking_url=f"{page}/reservation",
        phone=session.phone,
        ics_url=f"{page}.ics",
        image_url=f"{own}{session.picture.url('jpg')}" if session.picture else "",
        image_alt=session.image_alt,
        tags=tuple(_tag(words) for words in _themes(session)),
        level=session.level,
        audience=session.audiences,
        language=LANGUAGE,
        published=session.published_at,
        updated=session.changed_at,
        version=session.version,
        previous_starts_at=session.previous_starts_at,
        same_as=_same_as(session),
    )


def join_mode(*, alone: bool = True, opened: bool = True) -> str:
    """Return how actors of other servers get a seat: by a Join, or only on the page of the session.

    A date that is not booked `alone`, but with its whole course, has none to give to a Join; nor has one before its
    booking has `opened`.
    """
    return "free" if settings().remote_seats and alone and opened else "external"


def _same_as(session: SessionView) -> tuple[str, ...]:
    """Return the names of what the session was imported from, so that who also has that one shows it alone."""
    name = session.imported_uid.partition("@")[0]
    named = f"urn:uuid:{UUID(name)}" if UUID_FORM.fullmatch(name) else web_address(session.imported_uid)
    return tuple(name for name in (named, web_address(session.imported_url)) if name)


def _themes(session: SessionView) -> list[str]:
    """Return what the session is about, and what else peers can ask for so: competences, Pass, language, access."""
    return [
        *(THEMES[theme] for theme in session.themes),
        *(pix(code) for code in session.competences),
        *([PASS] if session.pass_accepted else []),
        *([LANGUAGES[session.language]] if session.language != LANGUAGE else []),
        *(FACILITIES[facility] for facility in session.facilities if facility in FACILITIES),
    ]


def _tag(words: str) -> str:
    """Return a theme as one word for a hashtag ("PremiersPas")."""
    return "".join(part.capitalize() for part in slug(words).split("-"))[:38]


def _summary(session: SessionView) -> str:
    words = translator(LANGUAGE)
    parts = [
        when(session.starts_at, session.ends_at, session.timezone, LANGUAGE).capitalize(),
        f"{session.library}, {session.city}",
        words.ngettext("gratuit, %(n)s place", "gratuit, %(n)s places", session.capacity) % {"n": session.capacity},
    ]
    if session.state == "cancelled":
        parts.insert(0, words.gettext("ANNULÉ"))
    elif session.postponed:
        parts[0] = words.gettext("REPORTÉ, la nouvelle date n'est pas encore connue")
    return " · ".join(parts)


def _content(session: SessionView) -> str:
    words = translator(LANGUAGE)
    reason = words.gettext("Annulé : %(why)s") % {"why": session.cancel_reason} if session.cancel_reason else ""
    level = words.gettext(LEVELS[session.level]) if session.level else ""
    audience = ", ".join(words.gettext(AUDIENCES[key]) for key in session.audiences)
    bring = words.gettext("À apporter : %(what)s") % {"what": session.bring} if session.bring else ""
    texts = [reason, session.summary, *session.description.split("\n\n"), session.note, level, audience, bring]
    return "".join(f"<p>{html.escape(text.strip()).replace(chr(10), '<br>')}</p>" for text in texts if text.strip())


def _place(session: SessionView) -> Place:
    """Return the place; its id changes with what it says: receivers never read again a place they know."""
    name = session.place or ", ".join(part for part in (session.library, session.room) if part)
    version = str(session.library_version)
    if name != session.library:
        version += f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return Place(
        id=f"{settings().url}/ap/lieux/{username_of(session.library_slug)}?v={version}",
        name=name,
        street="" if session.place else session.address,
        postal_code=session.postal_code,
        locality=session.city,
        region="",
        country="France",
        # The library's point on the map is not that of a place outside it.
        latitude=None if session.place else session.latitude,
        longitude=None if session.place else session.longitude,
    )


def notice(session: SessionView) -> str:
    """Return in words that a session is cancelled or at another time, or an empty text."""
    words = translator(LANGUAGE)
    facts = {
        "title": session.title,
        "when": when(session.starts_at, session.ends_at, session.timezone, LANGUAGE),
        "place": ", ".join(part for part in (session.library, session.city) if part),
    }
    if session.state == "cancelled":
        told = words.gettext("Annulé : « %(title)s », %(when)s (%(place)s).") % facts
        why = words.gettext("Motif : %(why)s") % {"why": session.cancel_reason} if session.cancel_reason else ""
        return f"{told} {why}".strip()
    if session.postponed:
        return (
            words.gettext(
                "Reporté : « %(title)s », qui devait avoir lieu %(when)s (%(place)s). "
                "La nouvelle date n'est pas encore connue."
            )
            % facts
        )
    if session.previous_starts_at is None or session.previous_starts_at == session.starts_at:
        return ""
    facts["before"] = when(session.previous_starts_at, None, session.timezone, LANGUAGE)
    return (
        words.gettext("Changement d'horaire : « %(title)s » aura lieu %(when)s, au lieu de %(before)s (%(place)s).")
        % facts
    )
