"""What to say on the telephone, to read aloud: who calls, for whom, the news, the question; nothing to anybody else."""

from dataclasses import dataclass

from server.bookings.queries import BookingView
from server.foundation import spoken
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.notifications import words
from server.notifications.calling import outcomes
from server.notifications.news import News

ASKS_FOR = N_("Bonjour, ici %(library)s. Puis-je parler à %(name)s ?")
ASKS_FOR_EITHER = N_("Bonjour, ici %(library)s. Puis-je parler à %(name)s, ou à %(helper)s ?")
# Somebody else answers, or a machine: nothing is said of the workshop.
LEAVES = N_("Pouvez-vous lui dire de rappeler %(library)s au %(phone)s ? Merci, au revoir.")
RECORDS = N_("Bonjour, ici %(library)s, pour %(name)s. Rappelez-nous au %(phone)s. Merci, au revoir.")
WHERE = N_("C'est %(when)s. Lieu : %(place)s.")
WAS_WHERE = N_("C'était %(when)s. Lieu : %(place)s.")
ONLINE = N_("en ligne, par Internet")
QUESTIONS = {
    "promoted": N_("Venez-vous ?"),
    "changed": N_("Venez-vous quand même ?"),
    "reconfirm": N_("Venez-vous ?"),
    "reminder": N_("Venez-vous toujours ?"),
    "offered": N_("Voulez-vous cette place ?"),
}
NUMBER = N_("Votre numéro est %(reference)s. Une question ? Notre téléphone : %(phone)s.")
OVER = frozenset({"called_off", "released"})


@dataclass(frozen=True)
class Script:
    """What to read aloud: `asks_for` first; `leaves` to anybody else, `records` on a machine; `says` to the person."""

    asks_for: str
    leaves: str
    records: str
    says: list[str]


def script(kind: str, view: BookingView, news: News) -> Script:
    """Return the script of a call, in the language of the person."""
    party, language = view.party, view.party.language
    facts = {
        "library": view.session.library,
        "name": party.name,
        "helper": party.helper,
        "phone": spoken.phone(view.session.phone or settings().phone),
        "when": spoken.when(view.starts_at, view.ends_at, view.timezone, language),
        "reference": party.reference,
    }
    gettext = translator(language).gettext
    facts["place"] = _place(view) or gettext(ONLINE)
    asks_for = ASKS_FOR_EITHER if party.helper else ASKS_FOR
    said = [WAS_WHERE if kind in OVER else WHERE]
    if "yes" in outcomes(kind, party.state):
        said.append(QUESTIONS[kind])
    says = [*words.aloud(kind, view, news), *(gettext(text) % facts for text in (*said, NUMBER))]
    return Script(gettext(asks_for) % facts, gettext(LEAVES) % facts, gettext(RECORDS) % facts, says)


def _place(view: BookingView) -> str:
    session = view.session
    if session.mode == "online":
        return ""
    return session.place or (f"{session.library}, {session.room}" if session.room else session.library)
