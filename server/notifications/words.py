"""The words of messages: subjects, what to say, how to put it in a mail or on the telephone."""

from typing import Any

from server.bookings.queries import BookingView
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.pages import render
from server.foundation.settings import settings
from server.notifications import said
from server.notifications.answers import path_of
from server.notifications.courses import OF_ALL_DATES
from server.notifications.news import NOTHING, News
from server.notifications.rules import AFTERWARDS
from server.notifications.values import moment
from server.workshops.changes import changes, place_of
from server.workshops.domains import to_bring

SUBJECTS = {
    "confirmed": N_("Votre place est réservée : %(title)s, %(day)s"),
    "waiting": N_("Vous n'êtes PAS inscrit, vous êtes sur la liste d'attente : %(title)s, %(day)s"),
    "promoted": N_("Une place s'est libérée, elle est pour vous : %(title)s, %(day)s"),
    "offered": N_("Une place est gardée pour vous, répondez : %(title)s, %(day)s"),
    "expired": N_("La place est allée à la personne suivante : %(title)s, %(day)s"),
    "changed": N_("Il y a un changement : %(title)s, %(day)s"),
    "date_added": N_("Une séance s'ajoute à votre cycle : %(title)s, %(day)s"),
    "date_removed": N_("Cette séance ne fait plus partie de votre cycle : %(title)s, %(day)s"),
    "called_off": N_("La séance est annulée : %(title)s, %(day)s"),
    "cancelled": N_("C'est annulé, vous n'avez plus de place : %(title)s, %(day)s"),
    "reminder": N_("Rappel, nous vous attendons : %(title)s, %(day)s"),
    "broadcast": N_("Un message de la bibliothèque : %(title)s, %(day)s"),
    "reconfirm": N_("Venez-vous ? %(title)s, %(day)s"),
    "released": N_("Sans réponse, votre place est donnée : %(title)s, %(day)s"),
    "feedback": N_("Comment était la séance ? %(title)s, %(day)s"),
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
    "offered": N_("Place proposée, réponse attendue"),
    "expired": N_("Place proposée, sans réponse"),
    "changed": N_("Changement"),
    "date_added": N_("Séance ajoutée au cycle"),
    "date_removed": N_("Séance retirée du cycle"),
    "called_off": N_("Séance annulée"),
    "cancelled": N_("Inscription annulée"),
    "reminder": N_("Rappel"),
    "broadcast": N_("Message à toute la séance"),
    "feedback": N_("Avis sur la séance"),
    "reconfirm": N_("Venez-vous ?"),
    "released": N_("Place donnée, sans réponse"),
    "opened": N_("Inscriptions ouvertes"),
    "refused": N_("Demande refusée"),
    "unanswered": N_("Sans réponse"),
}

# What is read aloud is worded otherwise than what is read.
ALOUD = frozenset({"changed", "reconfirm", "released", "called_off"})
REASONS = {
    "nobody_to_write_to": N_("Personne ne peut recevoir ce message : il n'y a personne, ou aucun contact."),
    "no_seat_to_keep": N_("Vous n'avez plus de place à cette séance. Appelez-nous : il en reste peut-être une."),
    "bad_days": N_("Écrivez un nombre de jours, de 0 à %(most)s."),
    "too_short_to_free": N_("Pour donner la place de qui ne répond pas, demandez au moins %(least)s jours avant."),
    "brace_alone": N_("Une accolade est seule. Les mots à remplir s'écrivent entre deux accolades, comme {date}."),
    "unknown_place": N_("Nous ne savons pas remplir %(unknown)s. Ce message peut contenir : %(known)s."),
    "missing_place": N_("Il manque %(missing)s. Sans cela, la personne ne saurait pas tout ce qu'il faut."),
    "theme_in_sms": N_("Un SMS peut être lu par d'autres : il ne dit pas quel est l'atelier. Enlevez {atelier}."),
    "says_registered": N_(
        "Ce message va à des personnes qui n'ont pas de place sûre. « %(said)s » leur ferait croire l'inverse. "
        "Vous pouvez écrire : Vous n'êtes PAS inscrit."
    ),
}


def subject(kind: str, view: BookingView, news: News = NOTHING) -> str:
    """Return the subject of a mail, on one line."""
    if own := said.subject(kind, view, news.own):
        return own
    day = spoken.day(view.starts_at, view.timezone, view.party.language)
    words = translator(view.party.language).gettext(SUBJECTS[kind])
    return " ".join((words % {"title": view.session.title, "day": day}).split())


def paragraphs(kind: str, view: BookingView, news: News = NOTHING) -> list[str]:
    """Return what the mail says, in the library's own words where it has some."""
    values = _values(view, news)
    by = moment(news.answer_by, view.timezone, view.party.language) if news.answer_by else ""
    whole = view.dates and kind in OF_ALL_DATES  # a library's own words are about one date
    own = [] if whole else said.paragraphs(kind, view, news.own, values["changes"], by)
    return own or _parts(f"notifications/says/{kind}.txt", view, values)


def aloud(kind: str, view: BookingView, news: News = NOTHING) -> list[str]:
    """Return what is read aloud on the telephone: nothing in it is to be seen or pressed."""
    folder = "aloud" if kind in ALOUD else "says"
    return _parts(f"notifications/{folder}/{kind}.txt", view, _values(view, news))


def _parts(template: str, view: BookingView, values: dict[str, Any]) -> list[str]:
    text = render(template, view.party.language, **values)
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def mail(kind: str, view: BookingView, news: News = NOTHING) -> tuple[str, str]:
    """Return the plain and the HTML text of a mail; both say the same."""
    values = _values(view, news)
    values["how_to_cancel"] = " ".join(render("notifications/how_to_cancel.txt", view.party.language, **values).split())
    values |= {"says": paragraphs(kind, view, news), "kind": kind, "subject": subject(kind, view, news)}
    values["rule_said"] = kind == "reminder" and not news.own.body  # in what it says already
    if kind in AFTERWARDS:
        values["link"] = f"{values['link']}#avis"
    plain = render("notifications/mail.txt", view.party.language, **values)
    return plain, render("notifications/mail.html", view.party.language, **values)


def _values(view: BookingView, news: News) -> dict[str, Any]:
    moved = view.session.previous_starts_at
    place, language = place_of(view.session), view.party.language
    found = changes(news.told, place, view.timezone, language) if news.told else []
    also = [sentence for other, heard in news.also for sentence in _of_other(other, heard)]
    return {
        "booking": view,
        "party": view.party,
        "session": view.session,
        "bring": to_bring(view.session.kind, view.session.bring, view.party.domain, language).replace("\n", " · "),
        "link": settings().url + view.path,
        "yes_link": f"{settings().url}{view.path}/oui",
        "no_link": f"{settings().url}{view.path}/non",
        "changes": [*(change.sentence for change in found), *also],
        "text": news.text,
        "answer_link": settings().url + path_of(view.party.id),
        "answer_by": news.answer_by,
        "moved_from": moved if moved and moved != view.starts_at else None,
    }


def _of_other(view: BookingView, news: News) -> list[str]:
    """Return what changed of another date of the course, each under the day on which it now is."""
    place, language = place_of(view.session), view.party.language
    said = [change.sentence for change in changes(news.told, place, view.timezone, language)] if news.told else []
    words = translator(language).gettext
    day = spoken.day(view.starts_at, view.timezone, language)
    unknown = words("lisez bien l'heure et le lieu dans le fichier joint.")
    return [words("Séance du %(day)s : %(change)s") % {"day": day, "change": one} for one in said or [unknown]]
