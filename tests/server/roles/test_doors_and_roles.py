"""The matrix: each door for staff and programs, each role, its own library and another one (threat T85).

`doors.txt` says, apart from the table of powers, which role opens which door; tests/server/test_doors.py fails when one
is missing from it. The guard is asked for each door and
role; then each door that is about a thing of a library is opened over HTTP by the least role that may, and must tell
nothing (404) to the manager of another library who has the role just below here.
"""

import re
from types import SimpleNamespace

from litestar.datastructures import State

from server.accounts.powers import ROLES as GIVEN
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Forbidden
from server.foundation.ids import new_id
from server.libraries.actions import appoint
from server.libraries.guards import with_power
from tests.server.test_doors import DOORS, doors

ROLES = ("none", "reading", "desk", "programming", "manager", "administrator")
FAULTS = {401, 403, 404, 405}
# Where the thing in a path is another one of its kind than usual.
OTHERS = {
    "POST /bureau/seances/{session_id:uuid}/publier": {"session_id": "draft"},
    "GET /bureau/seances/{session_id:uuid}/publier": {"session_id": "draft"},
    "POST /bureau/seances/{session_id:uuid}/retirer": {"session_id": "draft"},
    "GET /bureau/seances/{session_id:uuid}/retirer": {"session_id": "draft"},
    "POST /api/v1/sessions/{session_id:uuid}/publication": {"session_id": "draft"},
    "DELETE /api/v1/sessions/{session_id:uuid}": {"session_id": "draft"},
    "POST /bureau/cycles/{series_id:uuid}/publier": {"series_id": "drafts"},
    "POST /api/v1/series/{series_id:uuid}/publication": {"series_id": "drafts"},
    "GET /bureau/cycles/{series_id:uuid}/seances/{session_id:uuid}/retirer": {"session_id": "date"},
    "POST /bureau/cycles/{series_id:uuid}/seances/{session_id:uuid}/retirer": {"session_id": "date"},
    "POST /bureau/entrainement/{session_id:uuid}/effacer": {"session_id": "practice"},
    "POST /bureau/entrainement/{session_id:uuid}/fermer": {"session_id": "practice"},
    "POST /bureau/appels/{message_id:uuid}/remettre": {"message_id": "made"},
    "POST /bureau/messages/{message_id:uuid}/encore": {"message_id": "dead"},
    "POST /bureau/equipe/{staff_id:uuid}/lien": {"staff_id": "invited"},
    "GET /bureau/equipe/{staff_id:uuid}/retrait": {"staff_id": "invited"},
    "POST /bureau/equipe/{staff_id:uuid}/retrait": {"staff_id": "invited"},
    "GET /bureau/financements/{file_id:uuid}/retrait/{kind:str}/{part_id:uuid}": {"kind": "part_kind"},
    "POST /bureau/financements/{file_id:uuid}/retrait/{kind:str}/{part_id:uuid}": {"kind": "part_kind"},
    "POST /api/v1/bookings/{booking_id:uuid}/acceptance": {"booking_id": "offered"},
    "POST /api/v1/bookings/{booking_id:uuid}/refusal": {"booking_id": "offered"},
    "GET /bureau/inscriptions/{booking_id:uuid}/reponse": {"booking_id": "offered"},
    "POST /bureau/inscriptions/{booking_id:uuid}/reponse": {"booking_id": "offered"},
}
NAMES = {"/api/v1/libraries/": "slug", "/api/v1/workshops/": "workshop_id"}
WHEN = {"starts_at": "2027-03-20T14:00:00", "ends_at": "2027-03-20T15:00:00", "capacity": 8}
# What is sent where nothing would be looked at as a fault of the form first.
SENT = {
    "POST /api/v1/sessions/{session_id:uuid}/bookings": {"name": "Zoé"},
    "POST /api/v1/series/{series_id:uuid}/bookings": {"name": "Zoé"},
    "POST /api/v1/sessions/{session_id:uuid}/changes": {"scope": "one", "capacity": 9},
    "POST /api/v1/sessions/{session_id:uuid}/copies": {"first": "2027-03-20"},
    "POST /api/v1/libraries/{name:str}/closings": {"first_on": "2027-07-01", "reason": "Pont"},
    "POST /api/v1/subscriptions/{feed_id:uuid}/answer": {"withdraw": False},
    "POST /api/v1/workshops": {"title": "Essai", "library": "{slug}"},
    "POST /api/v1/sessions": {"workshop": "{workshop_id}", "library": "{slug}", **WHEN},
    "POST /api/v1/series": {"title": "Essai", "workshop": "{workshop_id}", "library": "{slug}", "sessions": ["{date}"]},
    "POST /api/v1/libraries/{name:str}/rooms": {"name": "Salle 3"},
    "PUT /api/v1/libraries/{name:str}/rooms/{room_id:uuid}": {"name": "Salle 4"},
    "PUT /api/v1/libraries/{name:str}/sheet": {
        "name": "Lyon",
        "address": "1 rue du Port",
        "postal_code": "69001",
        "city": "Lyon",
    },
    "PUT /api/v1/mediators/{which:uuid}": {"name": "Ana Bé", "libraries": ["{slug}"]},
    "POST /api/v1/mediators/{which:uuid}/habilitations": {"structure": "Ville", "first_on": "2027-01-01"},
    "PUT /api/v1/equipment/{which:uuid}": {"name": "Chariot", "kind": "laptop", "total": 9},
    "PUT /api/v1/paths/{path_id:uuid}": {
        "title": "Pas à pas",
        "steps": [{"workshop": "{workshop_id}"}, {"workshop": "{second}"}],
    },
    "POST /bureau/financements/nouveau": {"library": "{library}", "title": "Essai"},
    "POST /bureau/conventions/nouvelle": {"library": "{library}", "title": "Essai"},
    "POST /bureau/entrainement/nouvelle": {"library": "{library}"},
    "POST /bureau/equipe/{staff_id:uuid}/role": {"library": "{slug}", "role": "reading"},
    "POST /bureau/equipe": {"library": "{slug}", "role": "desk", "email": "zoe@exemple.fr"},
}


async def let_in(handler, role):
    """Ask the guards of a route, as the router does, about somebody with a role in one library."""
    guards = handler.resolve_guards()
    assert with_power in guards
    held = {new_id(): GIVEN[role]} if role in GIVEN else {}
    person = Person(new_id(), "", role == "administrator", "staff:1", held)
    try:
        await with_power(SimpleNamespace(state=State({"staff": person})), handler)
    except Forbidden:
        return False
    return True


async def test_each_role_comes_through_the_doors_that_are_its_own(app):
    wrong = [
        f"{role} {method} {path}"
        for method, path, handler in doors(app)
        for role in ROLES
        if await let_in(handler, role) != (ROLES.index(role) >= ROLES.index(DOORS[method, path][0]))
    ]
    assert not wrong


async def test_a_thing_of_another_library_is_not_there(app, browser, maker, things):
    """Open each door about a thing of Lyon: as who may there, then as a manager elsewhere who may not quite there."""
    elsewhere = await maker.library("nice")
    own, strangers = {}, {}
    for below, least in zip(("", *GIVEN), GIVEN, strict=False):
        own[least] = await opened_for(browser, maker, await maker.staff(least, things["library"]))
        stranger = await maker.staff("manager", elsewhere)
        if below:
            await appoint(stranger.id, things["library"], below, by="system", now=maker.now)
        strangers[least] = await opened_for(browser, maker, stranger)
    wrong = []
    for (method, path), (least, about) in DOORS.items():
        if about == "here":
            told = [await knock(opened[least], method, path, things) for opened in (own, strangers)]
            if told[0] in FAULTS or told[0] >= 500 or told[1] != 404:
                wrong.append(f"{method} {path}: {told[0]} for {least} there, {told[1]} for a manager elsewhere")
        elif about == "into":
            told = await knock(strangers[least], method, path, things)
            if told not in {400, 404, 422}:
                wrong.append(f"{method} {path}: {told} for a manager elsewhere")
    assert not wrong, "\n".join(wrong)


async def opened_for(browser, maker, person):
    """Return a browser of a person, which is a program of theirs too."""
    opened = browser()
    opened.sign_in_with(await maker.login(person))
    opened.headers["authorization"] = f"Bearer {await maker.token(person)}"
    return opened


async def knock(opened, method, path, things):
    """Send one request as a browser or a program would, undo what it did, and return its status."""
    door = f"{method} {path}"
    values = things | {hole: things[other] for hole, other in OTHERS.get(door, {}).items()}
    if re.search("/(materiel|equipment)/", path):
        values["which"] = things["stock"]
    name = next((of for start, of in NAMES.items() if path.startswith(start)), "slug")
    address = re.sub(r"{(\w+):\w+}", lambda hole: str(values[name if hole[1] == "name" else hole[1]]), path)
    sent = {field: filled(value, values) for field, value in SENT.get(door, {}).items()}
    before = await DB.current_transaction.get().savepoint()
    if path.startswith("/api/"):
        answer = await opened.request(method, address, json=sent if method in {"POST", "PATCH", "PUT"} else None)
    else:
        answer = await (opened.get(address) if method == "GET" else opened.send_form(address, **sent))
    await before.rollback_to()
    return answer.status_code


def filled(value, things):
    """Put the things of Lyon into what is sent."""
    if isinstance(value, dict):
        return {name: filled(each, things) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, things) for each in value]
    return value.format(**things) if isinstance(value, str) else value
