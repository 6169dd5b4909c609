"""The words of messages: subjects, what to say, how to put it in a mail or on the telephone."""

from server.bookings.queries import BookingView
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.pages import render
from server.foundation.settings import settings
from server.notifications.changes import changes, place_of
from server.notifications.news import NOTHING, News

SUBJECTS = {
    "confirmed": N_("Votre place est réservée : %(title)s, %(day)s"),
    "waiting": N_("Vous n'êtes PAS inscrit, vous êtes sur la liste d'attente : %(title)s, %(day)s"),
    "promoted": N_("Une place s'est libérée, elle est pour vous : %(title)s, %(day)s"),
    "changed": N_("Il y a un changement : %(title)s, %(day)s"),
    "called_off": N_("La séance est annulée : %(title)s, %(day)s"),
    "cancelled": N_("C'est annulé, vous n'avez plus de place : %(title)s, %(day)s"),
    "reminder": N_("Rappel, nous vous attendons : %(title)s, %(day)s"),
    "broadcast": N_("Un message de la bibliothèque : %(title)s, %(day)s"),
}
# Of requests to other agendas; what they share with bookings is worded alike.
REQUEST_SUBJECTS = SUBJECTS | {
    "refused": N_("Vous n'êtes PAS inscrit : %(title)s, %(day)s"),
    "unanswered": N_("Pas encore confirmé, ne venez pas sans réponse : %(title)s, %(day)s"),
}
KINDS = {
    "confirmed": N_("Place réservée"),
    "waiting": N_("Liste d'attente"),
    "promoted": N_("Une place s'est libérée"),
    "changed": N_("Changement"),
    "called_off": N_("Séance annulée"),
    "cancelled": N_("Inscription annulée"),
    "reminder": N_("Rappel"),
    "broadcast": N_("Message à toute la séance"),
    "refused": N_("Demande refusée"),
    "unanswered": N_("Sans réponse"),
}


def subject(kind: str, view: BookingView) -> str:
    """Return the subject of a mail, on one line."""
    day = spoken.day(view.starts_at, view.timezone, view.party.language)
    words = translator(view.party.language).gettext(SUBJECTS[kind])
    return " ".join((words % {"title": view.session.title, "day": day}).split())


def paragraphs(kind: str, view: BookingView, news: News = NOTHING) -> list[str]:
    """Return what the message says, the same for all channels: in mails, and read aloud on the telephone."""
    text = render(f"notifications/says/{kind}.txt", view.party.language, **_values(view, news))
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def mail(kind: str, view: BookingView, news: News = NOTHING) -> tuple[str, str]:
    """Return the plain and the HTML text of a mail; both say the same."""
    values = _values(view, news)
    values["how_to_cancel"] = " ".join(render("notifications/how_to_cancel.txt", view.party.language, **values).split())
    values |= {"says": paragraphs(kind, view, news), "kind": kind, "subject": subject(kind, view)}
    plain = render("notifications/mail.txt", view.party.language, **values)
    return plain, render("notifications/mail.html", view.party.language, **values)


def _values(view: BookingView, news: News) -> dict[str, object]:
    moved = view.session.previous_starts_at
    place, language = place_of(view.session), view.party.language
    found = changes(news.told, place, view.timezone, language) if news.told else []
    return {
        "booking": view,
        "party": view.party,
        "session": view.session,
        "link": settings().url + view.path,
        "changes": [change.sentence for change in found],
        "text": news.text,
        "moved_from": moved if moved and moved != view.starts_at else None,
    }
