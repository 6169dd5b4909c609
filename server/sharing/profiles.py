"""Our libraries as the actors of the wire."""

import html

from federation.profiles import Profile
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.spoken import phone
from server.libraries.opening import sentences
from server.libraries.queries import LibraryView
from server.sharing.node import actor_of, username_of

LANGUAGE = "fr"


def profile(library: LibraryView) -> Profile:
    """Return the profile of a library: what its page says too, and nothing of its staff."""
    words = translator(LANGUAGE)
    own = settings().url
    address = f"{library.address}, {library.postal_code} {library.city}"
    told = words.gettext("Les ateliers numériques de %(library)s.") % {"library": library.name}
    rows = {
        words.gettext("Adresse"): address,
        words.gettext("Horaires"): " · ".join(sentences(library.opening_hours, LANGUAGE)),
        words.gettext("Téléphone"): phone(library.phone),
        words.gettext("Accès"): library.access,
        words.gettext("Site"): library.website,
    }
    return Profile(
        id=actor_of(library.slug),
        type="Group",
        username=username_of(library.slug),
        name=library.name,
        summary=f"<p>{html.escape(told, quote=False)}</p>",
        url=f"{own}/bibliotheques/{library.slug}",
        attributed_to=f"{own}/ap/actor",
        details={name: value for name, value in rows.items() if value},
    )
