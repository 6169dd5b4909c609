"""The words of this room: kinds of areas, and refusals."""

from server.foundation.languages import N_

REASONS = {
    "territory_name_taken": N_("Un autre territoire porte déjà ce nom."),
    "territory_too_many_parts": N_("Ce territoire a déjà 500 morceaux. Retirez-en d'abord."),
}
KINDS = {"R": N_("région"), "D": N_("département"), "E": N_("intercommunalité"), "C": N_("commune")}
