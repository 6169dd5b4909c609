"""What staff read of a message: what became of it, when, by which way, and why in words."""

from server.foundation.languages import N_, translator
from server.notifications.queries import Receipt

STATES = {
    "owed": N_("À partir"),
    "sent": N_("Parti"),
    "called": N_("Appel fait"),
    "to_call": N_("À appeler"),
    "dropped": N_("Plus utile"),
    "dead": N_("En échec"),
    "unsure": N_("Peut-être parti"),
}
CHANNELS = {"email": N_("E-mail"), "sms": N_("SMS"), "call": N_("Téléphone")}
# The reasons that our own tables hold, in the order in which they are looked for.
REASONS = {
    "the session has started": N_("La séance avait commencé."),
    "the session has moved": N_("La séance a changé de date : un autre rappel est prévu."),
    "the session is": N_("La séance a été annulée ou retirée."),
    "the booking is": N_("L'inscription a changé depuis."),
    "it is too late": N_("Il était trop tard pour un rappel."),
    "it waits for the day": N_("Il attend le matin d'un jour ouvré."),
    "the contact is erased": N_("Le contact est effacé."),
    "there is no address": N_("Il n'y a pas d'adresse e-mail."),
    "there is no mobile": N_("Il n'y a pas de numéro de portable."),
    "all is as they were told": N_("Rien n'avait changé depuis le message d'avant."),
    "a later message says it": N_("Un message plus récent le dit."),
    "the library sends no": N_("La bibliothèque n'envoie pas de rappel."),
    "fault while making": N_("Une erreur de notre programme. Prévenez la personne qui l'administre."),
}
UNSURE = N_("Il a été remis, mais le serveur ne l'a pas confirmé. Il n'est pas envoyé deux fois sans votre accord.")
ANSWERED = N_("Le serveur a répondu : %(answer)s")


def state(receipt: Receipt) -> str:
    """Return the key of STATES for a receipt: a call is not sent but made."""
    if receipt.channel == "call":
        return {"owed": "to_call", "sent": "called"}.get(receipt.state, receipt.state)
    return receipt.state


def reason(receipt: Receipt, language: str) -> str:
    """Return why a message is not sent, or not yet, in words; an empty text for one that is sent."""
    words = translator(language).gettext
    if not receipt.error:
        return ""
    ours = next((told for begun, told in REASONS.items() if receipt.error.startswith(begun)), "")
    if ours:
        return words(ours)
    answer = words(ANSWERED) % {"answer": receipt.error}
    return f"{words(UNSURE)} {answer}" if receipt.state == "unsure" else answer
