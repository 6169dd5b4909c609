"""The certificate of a training (« attestation ») as PDF: who, what, when, how long, and what of the referential."""

from datetime import timedelta
from typing import Any

from server.foundation import spoken
from server.foundation.languages import SOURCE, translator
from server.foundation.settings import settings
from server.prints.typesetting import typeset
from server.prints.typography import printed
from server.trainings.queries import Training
from server.workshops.queries import SessionView

SOURCE_FILE = "certificate.typ"


async def certificate(name: str, training: Training, language: str) -> bytes:
    """Return the PDF (PDF/UA-1) that says that `name` was at a training."""
    return await typeset(SOURCE_FILE, facts(name, training, language))


def facts(name: str, training: Training, language: str) -> dict[str, Any]:
    """Return what the certificate says, in words."""
    words, session = translator(language), training.session
    place = words.gettext("En ligne, par Internet") if session.mode == "online" else session.place or session.library
    told = {
        "title": words.gettext("Attestation de formation"),
        "site": settings().name,
        "said": words.gettext("%(name)s a suivi la formation :") % {"name": name},
        "training": session.title,
        "rows": [
            [words.gettext("Quand"), _when(session, language)],
            [words.gettext("Durée"), _length(session.ends_at - session.starts_at, language)],
            [words.gettext("Où"), place],
            *([[words.gettext("Avec"), session.presenter]] if session.presenter else []),
        ],
        "covers": words.gettext("Ce qui a été vu, dans le référentiel de formation du réseau :"),
        "modules": list(training.modules),
        "signed": words.gettext("Fait pour servir à la personne. Signature :"),
    }
    return {**printed(told, language), "lang": language, "own_lang": SOURCE}


def _when(session: SessionView, language: str) -> str:
    """Return the day, with its year, and the hours."""
    start, end = (spoken.hour(at, session.timezone, language) for at in (session.starts_at, session.ends_at))
    hours = translator(language).gettext("de %(start)s à %(end)s") % {"start": start, "end": end}
    return f"{spoken.day_year(session.starts_at, session.timezone, language)}, {hours}"


def _length(time: timedelta, language: str) -> str:
    """Return a length in hours and minutes, in words."""
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    words, said = translator(language), []
    if hours:
        said.append(words.ngettext("%(num)s heure", "%(num)s heures", hours) % {"num": hours})
    if minutes:
        said.append(words.ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes})
    return " ".join(said)
