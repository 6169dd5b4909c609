"""What a feed that was read is, in words for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from server.foundation.languages import translator
from server.subscribers.words import FEEDS

FORMATS = {".atom": "Atom", ".json": "JSON"}


@dataclass(frozen=True)
class Names:
    """Names of feeds in one language; `libraries` maps slugs to names."""

    libraries: Mapping[str, str]
    language: str

    def of(self, counted: str) -> str:
        """Return what the feed counted under this name is: « Médiathèque X, avec des filtres »."""
        words, path = translator(self.language), PurePosixPath(counted.rstrip("?"))
        said = FEEDS.get(counted)
        if said:
            return words.gettext(said)
        told = [self._slice(path), FORMATS.get(path.suffix, "")]
        told.append(words.gettext("avec des filtres") if counted.endswith("?") else "")
        return ", ".join(part for part in told if part)

    def _slice(self, path: PurePosixPath) -> str:
        words, parts = translator(self.language), path.parts
        if parts[1] == "bibliotheques":
            return self.libraries.get(parts[2], parts[2])
        if parts[1] == "f":
            return words.gettext("Recherche gardée %(name)s") % {"name": path.stem}
        whole = FEEDS["agenda"]
        return words.gettext(whole)
