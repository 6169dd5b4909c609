"""The pages of staff in a network of the size of a region, each beside one that asks who reads it and nothing else."""

import statistics
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from server.accounts.actions import add_staff, open_login
from server.accounts.guards import cookie_name, form_token
from server.accounts.rules import Person
from server.bench import ground, instances, load, pages, things
from server.bench.network import Size
from server.foundation import clock
from server.foundation.settings import settings

BARE = "/bureau/clavier"
EMAIL, PHRASE = "mesure@mesure.example", "une phrase pour mesurer le bureau"
SEARCHED = ("le goff", "4321", "atelier numérique", "mardi", "médiathèque 012")


@dataclass(frozen=True)
class Page:
    """How long a page takes, in milliseconds: half of the times, 95 of 100, and half of the bare ones in between."""

    half: float
    most: float
    bare: float


async def _filled(size: Size) -> tuple[dict[str, Any], str]:
    """Fill the database, and return what stands for each thing, and the secret of an administrator's login."""
    now = clock.now()
    added = await add_staff(EMAIL, "Mesure", PHRASE, administrator=True, by="system", now=now)
    person = Person(added, "Mesure", administrator=True, by=f"staff:{added}")
    return await things.fill(size, by=person, now=now), await open_login(added, "password", now=now)


def lines() -> list[str]:
    """Return what is measured, by name."""
    return [*pages.measured(), *(f"search for {text}" for text in SEARCHED)]


def measure(address: str, size: Size, times: int) -> dict[str, Page]:
    """Ask for each page, and search for people and things, so many times; return how long each takes by its name."""
    found, secret = ground.inside(address, partial(_filled, size))
    cookie = f"Cookie: {cookie_name()}={secret}"
    taken: dict[str, Page] = {}
    with instances.running("web"):
        port = int(settings().url.rpartition(":")[2])
        for made in pages.measured():
            taken[made] = _beside(port, partial(_get, port, pages.address(made, found), cookie), cookie, times)
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
