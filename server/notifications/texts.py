"""The words of SMS: short, in the GSM alphabet, and never the theme or the title of a workshop.

Who else reads the telephone learns that a person goes to the library, and no more. What is too long for one SMS is
shortened in this order: the date in few letters, the room or the outside place, the name of the library, how to cancel,
the place left out, what is said. The hour, the telephone and the reference are never cut. Staff's own words are never
cut either: they are paid as the SMS that they take, and staff see how many before they send. Nor is
what one loses by not answering.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from server.bookings.openings import Watcher
from server.bookings.queries import BookingView
from server.elsewhere.queries import RequestView
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.notifications import gsm7, said, values
from server.notifications.answers import path_of
from server.notifications.news import NOTHING, News
from server.workshops.changes import changes, inside, place_of

SAYS = {
    "confirmed": N_("place réservée"),
    "waiting": N_("vous n'êtes PAS inscrit, liste d'attente, rang %(position)s"),
    "promoted": N_("une place s'est libérée, elle est pour vous"),
    "offered": N_("une place est gardée pour vous jusqu'à %(until)s, dites oui ou non"),
    "expired": N_("sans réponse, la place est passée à la personne suivante"),
    "changed": N_("changement, %(changes)s"),
    "date_added": N_("une séance s'ajoute à votre cycle"),
    "date_removed": N_("cette séance ne fait plus partie de votre cycle"),
    "called_off": N_("séance ANNULÉE, ne venez pas"),
    "cancelled": N_("c'est annulé, vous n'avez plus de place"),
    "reminder": N_("rappel, nous vous attendons"),
    "broadcast": "%(text)s",
    "reconfirm": N_("venez-vous ?"),
    "released": N_("pas de réponse, votre place est donnée à quelqu'un d'autre"),
    "refused": N_("vous n'êtes PAS inscrit"),
    "unanswered": N_("pas encore confirmé, ne venez pas sans réponse"),
}
# Of a course, whose first date follows.
OF_COURSE = {
    "confirmed": N_("place réservée aux %(dates)s séances, la première"),
    "waiting": N_("vous n'êtes PAS inscrit au cycle, liste d'attente, rang %(position)s"),
    "promoted": N_("des places se sont libérées aux %(dates)s séances, la première"),
}
OPENED = N_("les inscriptions sont ouvertes")
BOOKS = N_("Pour s'inscrire : %(way)s")
HELD_UNTIL = N_("rappel, place gardée jusqu'à %(held_until)s")
UNKNOWN_CHANGE = N_("lisez bien le jour et l'heure")
ONLINE = N_("en ligne")
# How to cancel, or to ask: in full, and in few letters.
WAITS = (N_("Pour ne plus attendre : %(way)s, numéro %(reference)s"), N_("Ne plus attendre : %(way)s, %(reference)s"))
SAYS_IT = (N_("Répondez : %(way)s, numéro %(reference)s"), N_("Répondez : %(way)s, %(reference)s"))
HOLDS = (N_("Pour annuler : %(way)s, numéro %(reference)s"), N_("Annuler : %(way)s, %(reference)s"))
ASKS = (N_("Une question : %(way)s, numéro %(reference)s"), N_("Question : %(way)s, %(reference)s"))
ANSWERS = (N_("Répondez : %(link)s ou %(way)s"), "%(link)s, %(way)s")
ENDS = {"waiting": WAITS, "offered": SAYS_IT}
SILENCE = N_("venez-vous ? Sans réponse avant %(moment)s, votre place est donnée")
OVER = frozenset({"called_off", "cancelled", "refused", "released"})
NAME = 24  # septets left to the name of a library or of a place when room is short


@dataclass(frozen=True)
class Parts:
    """What an SMS is made of, in the GSM alphabet; `place` may be empty."""

    library: str
    say: str
    day: str
    hour: str
    place: str
    how: str
    short_day: str
    short_how: str

    def joined(self) -> str:
        first = self.say if self.say.endswith((".", "!", "?")) else f"{self.say}."
        where = f", {self.place}" if self.place else ""
        return f"{self.library} : {first} {self.day}, {self.hour}{where}. {self.how}."


def of_booking(kind: str, view: BookingView, news: News = NOTHING) -> str:
    """Return the SMS about a booking, in the GSM alphabet, in the library's own words where it has some."""
    if kind == "feedback":
        return _opinion_asked(view)
    session, party = view.session, view.party
    at, changed = (view.timezone, party.language), _changes(view, news)
    by = values.moment(news.answer_by, *at) if news.answer_by else ""
    of_course = bool(view.dates) and kind in OF_COURSE
    if not of_course and (own := said.sms(kind, view, news.own, [changed], by)):
        return own
    words = translator(party.language).gettext
    facts = {
        "position": party.position or "",
        "dates": len(view.dates),
        "text": news.text,
        "changes": changed,
        "moment": by,
        "until": _until(view),
        "held_until": spoken.hour(session.held_until, *at) if session.held_until else "",
    }
    where = words(ONLINE) if session.mode == "online" else session.place or inside(session.room)
    say = words(_says(kind, view, of_course, by)) % facts
    if kind == "reconfirm":
        end = _ways_to_answer(view)
    else:
        end = _end(kind, party.state, (_way(session.phone), party.reference), party.language)
    return _written(session.library, say, (view.starts_at, *at), where, end, whole=kind == "broadcast" or bool(by))


def _says(kind: str, view: BookingView, of_course: bool, by: str) -> str:
    """Return the sentence to fill; `by` is when an answer is awaited, or empty."""
    if kind == "reconfirm" and by:
        return SILENCE
    if of_course:
        return OF_COURSE[kind]
    return HELD_UNTIL if kind == "reminder" and view.session.held_until else SAYS[kind]


def _opinion_asked(view: BookingView) -> str:
    """Return the question after a session: whose it is, and the page on which one taps the answer."""
    say = translator(view.party.language).gettext("comment était la séance ? Un mot suffit :")
    return f"{gsm7.cut(gsm7.plain(view.session.library), NAME)} : {gsm7.plain(say)} {settings().url}{view.path}"


def _ways_to_answer(view: BookingView) -> tuple[str, str]:
    """Return the link to answer on, and whom to call, in full and in few letters."""
    facts = {"link": settings().url + path_of(view.party.id), "way": _way(view.session.phone)}
    words = translator(view.party.language).gettext
    return words(ANSWERS[0]) % facts, ANSWERS[1] % facts


def of_request(kind: str, view: RequestView) -> str:
    """Return the SMS about a request to another agenda."""
    words = translator(view.language).gettext
    say = words(SAYS[kind]) % {"position": "", "changes": words(UNKNOWN_CHANGE)}
    end = _end(kind, view.state, (_way(view.organiser_phone), view.reference), view.language)
    at = (view.starts_at, view.timezone, view.language)
    return _written(view.organiser, say, at, view.place or words(ONLINE), end)


def of_opening(watcher: Watcher) -> str:
    """Return the SMS that tells somebody that booking has opened."""
    session, words = watcher.session, translator(watcher.language).gettext
    where = words(ONLINE) if session.mode == "online" else session.place or inside(session.room)
    number = session.phone or settings().phone
    end = words(BOOKS) % {"way": spoken.phone(number) if number else settings().host}
    at = (session.starts_at, session.timezone, watcher.language)
    return _written(session.library, words(OPENED), at, where, (end, end))


def _end(kind: str, state: str, known: tuple[str, str], language: str) -> tuple[str, str]:
    """Return how to cancel or to ask, in full and in few letters; `known` is whom to call, and the reference."""
    facts = dict(zip(("way", "reference"), known, strict=True))
    full, short = ASKS if kind in OVER or state == "cancelled" else ENDS.get(state, HOLDS)
    words = translator(language).gettext
    return words(full) % facts, words(short) % facts


def _until(view: BookingView) -> str:
    """Return until when an offered seat is held, in few letters."""
    until, language = view.party.offered_until, view.party.language
    if until is None:
        return ""
    return f"{spoken.short_day(until, view.timezone, language)} {spoken.hour(until, view.timezone, language)}"


def _changes(view: BookingView, news: News) -> str:
    """Return in a few words what changed since the party was last told."""
    language = view.party.language
    found = changes(news.told, place_of(view.session), view.timezone, language) if news.told else []
    words = translator(language)
    brief = ", ".join(change.brief for change in found) or words.gettext(UNKNOWN_CHANGE)
    others = len(news.also)
    more = words.ngettext("et %(num)s autre date change", "et %(num)s autres dates changent", others) % {"num": others}
    return f"{brief}, {more}" if others else brief


def _way(phone: str) -> str:
    """Return the telephone of the place, or of the network, or the page where a booking is found again."""
    number = phone or settings().phone
    return spoken.phone(number) if number else f"{settings().host}/retrouver"


def _written(
    library: str, say: str, at: tuple[datetime, str, str], place: str, end: tuple[str, str], *, whole: bool = False
) -> str:
    day, hour, short_day = spoken.day(*at), spoken.hour(*at), spoken.short_day(*at)
    parts = Parts(*(gsm7.plain(text) for text in (library, say, day, hour, place, end[0], short_day, end[1])))
    if whole:
        return parts.joined()
    return next(text for text in ever_shorter(parts) if gsm7.septets(text) <= gsm7.ALONE)


def ever_shorter(parts: Parts) -> Iterator[str]:
    """Give the text, then shorter ones, in the order that stands on top of this file; the last one fits."""
    yield parts.joined()
    steps = (
        {"day": parts.short_day},
        {"place": gsm7.cut(parts.place, NAME)},
        {"library": gsm7.cut(parts.library, NAME)},
        {"how": parts.short_how},
        {"place": ""},
    )
    for step in steps:
        parts = replace(parts, **step)
        yield parts.joined()
    over = gsm7.septets(parts.joined()) - gsm7.ALONE
    parts = replace(parts, say=gsm7.cut(parts.say, max(0, gsm7.septets(parts.say) - over)))
    yield parts.joined()
    yield gsm7.cut(parts.how, gsm7.ALONE)
