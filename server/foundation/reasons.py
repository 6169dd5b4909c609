"""The sentences behind the keys of refusals; each room brings its own."""

from typing import Any, Protocol

from server.foundation.languages import N_, translator

SENTENCES: dict[str, str] = {
    "invalid": N_("Une réponse manque ou ne peut pas être lue."),
    "missing": N_("Écrivez une réponse ici."),
    "too_long": N_("C'est trop long."),
    "bad_email": N_("Cette adresse e-mail est incomplète. Elle ressemble à nom@exemple.fr."),
    "bad_phone": N_("Ce numéro de téléphone est incomplet."),
    "bad_number": N_("Écrivez un nombre."),
    "bad_date": N_("Cette date ou cette heure manque, ou ne peut pas être lue."),
    "too_heavy": N_("C'est trop gros pour être reçu. Envoyez quelque chose de plus petit."),
    "changed_meanwhile": N_("Quelqu'un d'autre l'a changé entre-temps. Relisez avant de changer."),
    "bad_choice": N_("Choisissez une des réponses."),
}


def register(sentences: dict[str, str]) -> None:
    """Add a room's sentences; a key said twice with other words raises ValueError."""
    for key, text in sentences.items():
        if SENTENCES.setdefault(key, text) != text:
            raise ValueError(f"the reason {key} has two sentences")


class Said(Protocol):
    """A fact that is said otherwise in each language: a time, days."""

    def said(self, language: str) -> str: ...


def sentence(key: str, language: str, **facts: Any | Said) -> str:
    """Return the sentence of a reason in `language`, its facts filled in; raises KeyError for an unknown key."""
    found = translator(language).gettext(SENTENCES[key])
    if not facts:
        return found
    return found % {name: fact.said(language) if hasattr(fact, "said") else fact for name, fact in facts.items()}
