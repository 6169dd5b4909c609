"""A seat at another agenda as an event of a person's own calendar."""

from server.calendars.translate import FeedEvent, described
from server.elsewhere.queries import RequestView
from server.elsewhere.rules import over_at
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.spoken import phone

STATUS = {"confirmed": "CONFIRMED", "cancelled": "CANCELLED"}


def request_event(view: RequestView) -> FeedEvent:
    """Return the event of a request: its own UID, the same in every mail and behind its link; never a false success."""
    words = translator(view.language)
    status = STATUS.get(view.state, "TENTATIVE")
    before = {"CANCELLED": words.gettext("ANNULÉ — "), "TENTATIVE": words.gettext("PAS CONFIRMÉ — ")}
    number = phone(view.organiser_phone)
    told = [
        words.gettext("Votre numéro : %(reference)s") % {"reference": view.reference},
        words.gettext("Organisé par %(name)s") % {"name": view.organiser},
        words.gettext("Téléphone : %(number)s") % {"number": number} if number else "",
    ]
    link = settings().url + view.path
    return FeedEvent(
        uid=str(view.id),
        sequence=view.sequence,
        changed_at=view.updated_at,
        created_at=view.created_at,
        starts_at=view.starts_at,
        ends_at=over_at(view.starts_at, view.ends_at),
        timezone=view.timezone,
        status=status,
        summary=before.get(status, "") + view.title,
        description=described(told, link),
        location=view.place or words.gettext("En ligne, par Internet"),
        url=link,
        transparent=status != "CONFIRMED",
    )
