"""Sessions and what papers show of them, made without a database."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from server.libraries.queries import LibraryView
from server.prints.contents import Content
from server.workshops.queries import SessionView

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
STARTS = datetime(2027, 1, 12, 13, tzinfo=UTC)
LIBRARY = UUID(int=2)
SAID = {
    "state": "published",
    "mode": "on_site",
    "title": "Premiers pas avec Internet",
    "summary": "Tenir la souris, aller sur un site : tout commence ici.",
    "level": "beginner",
    "bring": "Votre téléphone",
    "library": "Médiathèque du Port",
    "room": "Salle bleue",
    "address": "1 rue du Port",
    "postal_code": "35000",
    "city": "Rennes",
    "phone": "0299000000",
    "access": "Sonner à gauche, puis prendre l'ascenseur",
    "timezone": "Europe/Paris",
    "language": "fr",
}


def session(number=1, **more):
    """A session on 12 January 2027 from 14 h to 16 h in Paris; each number a week later."""
    empty = {field.name: _nothing(str(field.type)) for field in fields(SessionView)}
    starts = STARTS + timedelta(weeks=number - 1)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    given = {**empty, **times, "id": UUID(int=number), "library_id": LIBRARY, "singles": True, **SAID, **more}
    return SessionView(**given)


def _nothing(kind):
    if "None" in kind:
        return None
    return () if "tuple" in kind else 0 if "int" in kind else "" if "str" in kind else False


def library(**more):
    """The library of these sessions."""
    empty = {field.name: _nothing(str(field.type)) for field in fields(LibraryView)}
    known = {name: SAID[name] for name in ("address", "postal_code", "city", "phone", "timezone")}
    return LibraryView(**{**empty, **known, "id": LIBRARY, "name": SAID["library"], "slug": "port", **more})


def content(*sessions, **more):
    """What a poster shows of sessions."""
    first = sessions[0]
    return Content(first.title, first.summary, sessions, LIBRARY, None, f"/seances/{first.id}", **more)


def of_library(*sessions, **more):
    """What a programme or a sign shows of the library."""
    place = library(**more)
    return Content(place.name, "", sessions, LIBRARY, place, "/bibliotheques/port")


def nasty(**more):
    """A session of which everything is as long as it may be, without one space."""
    wide = {"title": "W" * 150, "summary": "M" * 300, "library": "Œ" * 150, "room": "W" * 100, "address": "W" * 200}
    wide |= {"city": "W" * 100, "bring": "W" * 900, "access": "W" * 900, "phone": "W" * 30, "state": "cancelled"}
    return replace(session(), **{**wide, **more})


def wordy(number=1, **more):
    """A session of which everything is long, in ordinary words."""
    long = {
        "title": "Comment ne plus jamais se faire avoir par les courriels frauduleux, les faux sites administratifs et "
        "les appels des soi-disant conseillers",
        "summary": "À l'œil nu, c'est « presque » pareil : où est l'erreur ? " * 5,
        "library": "Médiathèque intercommunale Françoise-d'Eaubonne de la Communauté d'agglomération du Pays de "
        "Montbéliard",
        "room": "Salle polyvalente Anne-Sylvestre au deuxième étage",
        "address": "Bâtiment B, 125 bis avenue du Général-de-Gaulle prolongée",
        "city": "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
        "bring": "Votre téléphone, son chargeur, vos identifiants, vos lunettes. " * 9,
        "access": "Entrer par la porte de derrière. " * 20,
    }
    return session(number, **{**long, **more})
