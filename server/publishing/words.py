"""The words of this room: why something was not done, and what happened to things."""

from server.foundation.languages import N_
from server.planning.words import IN_THE_WAY

REVIEWS = {
    "asked": N_("À relire"),
    "returned": N_("À reprendre par son auteur"),
    "stopped": N_("N'a pas pu être publiée"),
}
# Why a draft that was to be published by itself was not, in a few words.
STOPPED = IN_THE_WAY | {"session_over": N_("la séance était déjà finie")}
OTHERWISE = N_("quelque chose s'y oppose")
REASONS: dict[str, str] = {}
