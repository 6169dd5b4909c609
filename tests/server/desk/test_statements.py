"""Every page of staff takes fifteen statements at most, however many libraries, sessions and people there are."""

import pytest

from server.app import create_app
from server.bench import crowds, network
from server.foundation.database import DB, Database
from tests.server.desk import wide

MOST = 15
SIZE = network.Size(libraries=24, workshops=30, sessions=1200, bookings=3, most=30)
# What a hole in an address stands for: of the routes that begin like that, the longest beginning counts.
HOLES = {
    "/bureau/abonnements/apercu/{draft_id:uuid}": "preview",
    "/bureau/abonnements/{feed_id:uuid}": "feed",
    "/bureau/abonnements/{feed_id:uuid}/seances/{event_id:uuid}": "event",
    "/bureau/ailleurs/{id:uuid}": "elsewhere",
    "/bureau/arrivee/{reference:str}": "reference",
    "/bureau/ateliers/{workshop_id:uuid}": "workshop",
    "/bureau/bibliotheques/{slug:str}": "slug",
    "/bureau/bibliotheques/{slug:str}/fiche/{section:str}": "section",
    "/bureau/bibliotheques/{slug:str}/messages/{kind:str}": "kind",
    "/bureau/bibliotheques/{slug:str}/salles/{room_id:uuid}": "room",
    "/bureau/calendriers/{feed_id:uuid}": "calendar",
    "/bureau/conventions/{convention_id:uuid}": "convention",
    "/bureau/cycles/inscriptions/{course_id:uuid}": "course",
    "/bureau/cycles/{series_id:uuid}": "series",
    "/bureau/cycles/{series_id:uuid}/seances/{session_id:uuid}": "date",
    "/bureau/diagnostics/{diagnostic_id:uuid}": "diagnostic",
    "/bureau/demandes/{booking:uuid}": "asked",
    "/bureau/equipe/{staff_id:uuid}": "staff",
    "/bureau/feuilles/{sheet_id:uuid}": "sheet",
    "/bureau/financements/{file_id:uuid}": "file",
    "/bureau/formations/referentiel/{module_id:uuid}": "module",
    "/bureau/formations/{session_id:uuid}": "training",
    "/bureau/guides/{slug:str}": "guide",
    "/bureau/imports/{draft_id:uuid}": "draft_file",
    "/bureau/imports/{run_id:uuid}": "run",
    "/bureau/inscriptions/{booking_id:uuid}": "booking",
    "/bureau/parcours/modeles/{key:str}": "model",
    "/bureau/partenaires/{partner_id:uuid}": "partner",
    "/bureau/pass/{issuer_id:uuid}": "issuer",
    "/bureau/reseau/{host:str}": "host",
    "/bureau/ressources/{material_id:uuid}": "material",
    "/bureau/seances/{session_id:uuid}": "session",
    "/bureau/seances/{session_id:uuid}/publier": "draft",
    "/bureau/series/{batch:uuid}": "series",
    "/bureau/tableau/{name:str}": "table",
    "/bureau/territoires/{territory_id:uuid}": "territory",
}
# Of these there is nothing here: no key to change, nobody followed, no code to take away, nobody to take out.
NOTHING = {
    "/bureau/reseau/cles/changement",
    "/bureau/reseau/depart",
    "/bureau/compte/code/retirer",
    "/bureau/equipe/{staff_id:uuid}/retrait",
}
# What these pages are asked about.
ASKED = {
    "/bureau/reseau/blocage": "?hote=membre1.example",
}


def pages():
    """The pages of staff, with holes in their addresses."""
    found = []
    for route in create_app().routes:
        for handler in getattr(route, "route_handlers", []):
            staff = handler.opt.get("access") in {"staff", "administrator"}
            if staff and route.path.startswith("/bureau") and "GET" in getattr(handler, "http_methods", ()):
                found.append(route.path)
    return sorted(found)


def address(path, things):
    """An address with what its holes stand for; None when nobody said."""
    there, made = "", ""
    last = path.rpartition("{")[0]
    for piece in path.strip("/").split("/"):
        there += f"/{piece}"
        if piece.startswith("{"):
            alone = HOLES.get(path) if there.startswith(last + "{") else None
            name = alone or HOLES.get(there)
            if name not in things:
                return None
            piece = str(things[name])
        made += f"/{piece}"
    return made + ASKED.get(path, "")


@pytest.fixture
def statements(monkeypatch):
    """What was asked of the database."""
    asked = []
    send = Database.send

    async def noted(self, text, values):
        asked.append(text)
        return await send(self, text, values)

    monkeypatch.setattr(Database, "send", noted)
    return asked


async def test_every_page(browser, maker, administrator, now, statements, monkeypatch):
    """One filling for all pages: a test for each would fill as often."""
    found = await network.fill(SIZE, now=now)
    await crowds.events(40, now=now)
    manager = await maker.staff()
    await DB.rows(wide.EVERYWHERE, manager.id)
    browsers = {"manager": browser(), "administrator": browser()}
    browsers["manager"].sign_in_with(await maker.login(manager))
    browsers["administrator"].sign_in_with(await maker.login(administrator))
    things = {**vars(found), **await wide.things(found, manager, browsers["manager"], monkeypatch, now)}
    things["staff"] = manager.id
    unknown, wrong, most = [], {}, {}
    for path in pages():
        where = address(path, things)
        if where is None:
            unknown.append(path)
            continue
        statements.clear()
        answer = await browsers["manager"].get(where)
        if answer.status_code == 403:
            statements.clear()
            answer = await browsers["administrator"].get(where)
        most[path] = len(statements)
        if answer.status_code not in {200, 303} and path not in NOTHING:
            wrong[path] = answer.status_code
    # What a room adds is walked once HOLES says what stands in its addresses; those that have none always are.
    assert [path for path in unknown if path in HOLES or "{" not in path] == []
    assert wrong == {}
    assert {path: count for path, count in most.items() if count > MOST} == {}
    assert len(most) > 80
