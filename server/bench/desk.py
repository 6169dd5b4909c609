"""The pages of staff in a network of the size of a region, each beside one that asks who reads it and nothing else."""

import re
import statistics
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from server.accounts.actions import add_staff, open_login
from server.accounts.guards import cookie_name, form_token
from server.bench import ground, instances, load, network
from server.bench.network import Network, Size
from server.foundation import clock
from server.foundation.settings import settings

BARE = "/bureau/clavier"
EMAIL, PHRASE = "mesure@mesure.example", "une phrase pour mesurer le bureau"
# Those that hold much; `{session}` and the like stand for what the filling made.
PAGES = (
    "/bureau", "/bureau?bibliotheque={slug}", "/bureau/planning", "/bureau/planning?bibliotheque={slug}",
    "/bureau/planning?par=salle", "/bureau/planning?par=mediateur", "/bureau/planning?vue=mois",
    "/bureau/planning?vue=conflits", "/bureau/programme", "/bureau/programme?bibliotheque={slug}", "/bureau/ateliers",
    "/bureau/cycles", "/bureau/cycles/nouveau", "/bureau/cycles/{series}", "/bureau/series/{series}",
    "/bureau/bibliotheques", "/bureau/bibliotheques/{slug}", "/bureau/bibliotheques/{slug}/fermetures",
    "/bureau/seances/nouvelle", "/bureau/planifier", "/bureau/seances/{session}", "/bureau/seances/{draft}",
    "/bureau/seances/{session}/modifier", "/bureau/seances/{session}/deplacer", "/bureau/seances/{date}/ensemble",
    "/bureau/seances/{session}/copier", "/bureau/seances/{draft}/publier", "/bureau/seances/{session}/annuler",
    "/bureau/seances/{session}/messages", "/bureau/seances/{over}/presences", "/bureau/inscriptions/{booking}",
    "/bureau/inscriptions/{booking}/modifier", "/bureau/inscriptions/{booking}/deplacer", "/bureau/appels",
    "/bureau/messages", "/bureau/a-renseigner", "/bureau/prevenir", "/bureau/feuilles", "/bureau/demandes",
    "/bureau/standard", "/bureau/personnes", "/bureau/partenaires/nouveau", "/bureau/pass", "/bureau/calendriers",
    "/bureau/abonnements", "/bureau/imports", "/bureau/equipe", "/bureau/ailleurs", "/bureau/reseau",
)  # fmt: skip
SEARCHED = ("le goff", "4321", "atelier numérique", "mardi", "médiathèque 012")


@dataclass(frozen=True)
class Page:
    """How long a page takes, in milliseconds: half of the times, 95 of 100, and half of the bare ones in between."""

    half: float
    most: float
    bare: float


async def _filled(size: Size) -> tuple[Network, str]:
    """Fill the database, and return what stands for all, and the secret of an administrator's login."""
    now = clock.now()
    found = await network.fill(size, now=now)
    added = await add_staff(EMAIL, "Mesure", PHRASE, administrator=True, by="system", now=now)
    return found, await open_login(added, "password", now=now)


def pages(address: str, size: Size, times: int) -> dict[str, Page]:
    """Ask for each page, and search for people and things, so many times; return how long each takes by its path."""
    found, secret = ground.inside(address, partial(_filled, size))
    cookie = f"Cookie: {cookie_name()}={secret}"
    taken: dict[str, Page] = {}
    with instances.running("web"):
        port = int(settings().url.rpartition(":")[2])
        for path in PAGES:
            there = re.sub(r"\{(\w+)\}", lambda name: str(getattr(found, name[1])), path)
            taken[path] = _beside(port, partial(_get, port, there, cookie), cookie, times)
        for text in SEARCHED:
            form = urlencode({"csrf": form_token(secret), "q": text}).encode()
            taken[f"search for {text}"] = _beside(port, partial(_search, port, form, cookie), cookie, times)
    return taken


def _get(port: int, path: str, cookie: str) -> float:
    return load.milliseconds(port, [path], (cookie,))[0]


def _search(port: int, form: bytes, cookie: str) -> float:
    return load.sent(port, "/bureau/personnes", form, (cookie, f"Origin: {settings().url}"))


def _beside(port: int, once: partial[float], cookie: str, times: int) -> Page:
    """Do it once to be warm, then so many times, each time after a bare page."""
    once()
    bare, page = [], []
    for _ in range(times):
        bare.append(_get(port, BARE, cookie))
        page.append(once())
    return Page(statistics.median(page), load.of_hundred(page, 95), statistics.median(bare))
