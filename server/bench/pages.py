"""The pages of staff, all that the routing table has, with what stands for the holes in their addresses."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Litestar

from server import routing

# What a hole in an address stands for: of the routes that begin like that, the longest beginning counts.
HOLES = {
    "/bureau/abonnements/apercu/{draft_id:uuid}": "preview",
    "/bureau/abonnements/{feed_id:uuid}": "feed",
    "/bureau/abonnements/{feed_id:uuid}/seances/{event_id:uuid}": "event",
    "/bureau/ailleurs/{id:uuid}": "elsewhere",
    "/bureau/arrivee/{reference:str}": "ticket",
    "/bureau/ateliers/{workshop_id:uuid}": "workshop",
    "/bureau/bibliotheques/{slug:str}": "slug",
    "/bureau/bibliotheques/{slug:str}/fiche/{section:str}": "section",
    "/bureau/bibliotheques/{slug:str}/messages/{kind:str}": "kind",
    "/bureau/bibliotheques/{slug:str}/salles/{room_id:uuid}": "room",
    "/bureau/calendriers/{feed_id:uuid}": "calendar",
    "/bureau/charte/signataires/{community_id:uuid}": "community",
    "/bureau/compte/cles/{passkey:uuid}": "passkey",
    "/bureau/conventions/{convention_id:uuid}": "convention",
    "/bureau/cycles/inscriptions/{course_id:uuid}": "course",
    "/bureau/cycles/{series_id:uuid}": "series",
    "/bureau/cycles/{series_id:uuid}/seances/{session_id:uuid}": "date",
    "/bureau/demandes/{booking:uuid}": "asked",
    "/bureau/diagnostics/{diagnostic_id:uuid}": "diagnostic",
    "/bureau/equipe/{staff_id:uuid}": "staff",
    "/bureau/equipe/{staff_id:uuid}/retrait": "invited",
    "/bureau/feuilles/{sheet_id:uuid}": "sheet",
    "/bureau/financements/{file_id:uuid}": "file",
    "/bureau/financements/{file_id:uuid}/actions/{action_id:uuid}": "action",
    "/bureau/financements/{file_id:uuid}/retrait/{kind:str}": "part",
    "/bureau/financements/{file_id:uuid}/retrait/{kind:str}/{part_id:uuid}": "action",
    "/bureau/formations/referentiel/{module_id:uuid}": "module",
    "/bureau/formations/{session_id:uuid}": "training",
    "/bureau/guides/{slug:str}": "guide",
    "/bureau/imports/{draft_id:uuid}": "draft_file",
    "/bureau/imports/{run_id:uuid}": "run",
    "/bureau/imprimes/{print_id:uuid}": "print",
    "/bureau/inscriptions/{booking_id:uuid}": "booking",
    "/bureau/materiel/{which:uuid}": "stock",
    "/bureau/mediateurs/{which:uuid}": "mediator",
    "/bureau/parcours/modeles/{key:str}": "model",
    "/bureau/parcours/{path_id:uuid}": "path",
    "/bureau/partenaires/{partner_id:uuid}": "partner",
    "/bureau/pass/{issuer_id:uuid}": "issuer",
    "/bureau/publication/{key:uuid}": "bulk",
    "/bureau/reseau/{host:str}": "host",
    "/bureau/ressources/{material_id:uuid}": "material",
    "/bureau/seances/{session_id:uuid}": "session",
    "/bureau/seances/{session_id:uuid}/ensemble": "date",
    "/bureau/seances/{session_id:uuid}/presences": "over",
    "/bureau/seances/{session_id:uuid}/publier": "draft",
    "/bureau/series/{batch:uuid}": "series",
    "/bureau/tableau/{name:str}": "table",
    "/bureau/territoires/{territory_id:uuid}": "territory",
    "/bureau/webhooks/{hook_id:uuid}": "hook",
}
# The same pages asked otherwise: more of them, or another thing.
ALSO = (
    "/bureau?bibliotheque={slug}",
    "/bureau/planning?bibliotheque={slug}",
    "/bureau/planning?par=salle",
    "/bureau/planning?par=mediateur",
    "/bureau/planning?vue=mois",
    "/bureau/planning?vue=conflits",
    "/bureau/programme?bibliotheque={slug}",
    "/bureau/seances/{draft}",
    "/bureau/tableau?territoire=tout",
)
# What these pages are asked about.
ASKED = {"/bureau/reseau/blocage": "?hote={host}"}
# What is not measured beside files, and why.
APART = {
    "/bureau/compte/code/retirer": "who signs in to measure has no second factor to take away",
    "/bureau/reseau/cles/changement": "nothing is published here yet, so that no key can be changed",
    "/bureau/reseau/depart": "nobody follows this instance, so that it cannot leave them",
}
FILE = re.compile(r"\.[a-z]+$")


def staff_routes() -> list[str]:
    """Return the pages of staff as the routing table has them, with holes in their addresses."""
    found = set()
    for route in Litestar(route_handlers=routing.handlers()).routes:
        for handler in getattr(route, "route_handlers", []):
            staff = handler.opt.get("access") in {"staff", "administrator"}
            if staff and route.path.startswith("/bureau") and "GET" in getattr(handler, "http_methods", ()):
                found.add(route.path)
    return sorted(found)


def template(route: str) -> str | None:
    """Return the address of a route with the names of things for its holes; None when HOLES does not say which."""
    there, made = "", ""
    for piece in route.strip("/").split("/"):
        there += f"/{piece}"
        if piece.startswith("{"):
            last = "{" not in route[len(there) :]
            name = (HOLES.get(route) if last else None) or HOLES.get(there)
            if name is None:
                return None
            piece = f"{{{name}}}"
        made += f"/{piece}"
    return made + ASKED.get(route, "")


def measured() -> list[str]:
    """Return what is measured: all pages that are neither files nor set apart, then some of them asked otherwise."""
    each = (template(route) for route in staff_routes() if route not in APART)
    return [one for one in each if one and not _file(one)] + list(ALSO)


def _file(made: str) -> bool:
    return FILE.search(made) is not None or made.endswith("{table}")


def address(made: str, things: Mapping[str, Any]) -> str:
    """Return an address with the things themselves in it."""
    return re.sub(r"\{(\w+)\}", lambda name: str(things[name[1]]), made)
