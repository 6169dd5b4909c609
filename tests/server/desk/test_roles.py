"""Staff of one library on another library's things: 404 everywhere, pages and API (threat T85)."""

import pytest

from server.bookings import queries as bookings
from server.bookings.actions import Request, book
from server.journal.readers import follow
from server.notifications import calls, relay
from server.workshops import queries, sessions

PLAN = {"day": "2027-01-20", "start": "14:00", "end": "16:00", "capacity": "8"}
SHEET = {"name": "À moi", "address": "1 rue", "postal_code": "1", "city": "X", "timezone": "Europe/Paris"}


@pytest.fixture
async def theirs(maker, now):
    """Everything that the other library has: a session, a draft, a booking, a workshop, a room."""
    library = await maker.library("lyon")
    workshop = await maker.workshop("Atelier de Lyon", library)
    session = await maker.session(library, workshop, capacity=1)
    draft = await maker.session(library, workshop, published=False)
    asked = Request(session=session, name="Yvonne Le Goff", phone="0612345678", channel_of_contact="call")
    booked = await book(asked, by="system", now=now)
    return {"library": library, "workshop": workshop, "session": session, "draft": draft, "booking": booked.id}


# Method, path, what is sent; each with what someone needs there, so that its good twin is known to work.
PAGES = [
    ("GET", "/bureau/seances/{session}", {}, "reading"),
    ("GET", "/bureau/seances/{draft}", {}, "reading"),
    ("GET", "/bureau/seances/{session}/presences", {}, "desk"),
    ("POST", "/bureau/seances/{session}/feuille", {}, "desk"),
    ("POST", "/bureau/seances/{session}/inscriptions", {"name": "Intrus"}, "desk"),
    ("GET", "/bureau/inscriptions/{booking}/annuler", {}, "desk"),
    ("POST", "/bureau/inscriptions/{booking}/annuler", {}, "desk"),
    ("GET", "/bureau/seances/nouvelle?comme={session}", {}, "programming"),
    ("GET", "/bureau/seances/{session}/modifier", {}, "programming"),
    ("POST", "/bureau/seances/{session}/modifier", PLAN, "programming"),
    ("GET", "/bureau/seances/{draft}/publier", {}, "programming"),
    ("POST", "/bureau/seances/{draft}/publier", {}, "programming"),
    ("GET", "/bureau/seances/{session}/annuler", {}, "programming"),
    ("POST", "/bureau/seances/{session}/annuler", {"reason": "Intrus"}, "programming"),
    ("GET", "/bureau/seances/{draft}/retirer", {}, "programming"),
    ("POST", "/bureau/seances/{draft}/retirer", {}, "programming"),
    ("GET", "/bureau/ateliers/{workshop}", {}, "programming"),
    ("POST", "/bureau/ateliers/{workshop}", {"title": "Intrus"}, "programming"),
    ("GET", "/bureau/bibliotheques/lyon", {}, "manager"),
    ("POST", "/bureau/bibliotheques/lyon", SHEET, "manager"),
    ("POST", "/bureau/bibliotheques/lyon/salles", {"room": "Intrus"}, "manager"),
    ("GET", "/bureau/bibliotheques/lyon/messages", {}, "manager"),
    ("POST", "/bureau/bibliotheques/lyon/messages", {"days": "3"}, "manager"),
    ("GET", "/bureau/bibliotheques/lyon/messages/waiting", {}, "manager"),
    ("POST", "/bureau/bibliotheques/lyon/messages/waiting", {"geste": "garder", "subject": "Intrus"}, "manager"),
]
SESSION = {
    "workshop": "{workshop}",
    "library": "lyon",
    "starts_at": "2027-01-20T14:00:00",
    "ends_at": "2027-01-20T15:00:00",
}
API = [
    ("GET", "/api/v1/sessions/{draft}", None, "reading"),
    ("POST", "/api/v1/sessions/{session}/bookings", {"name": "Intrus"}, "desk"),
    ("GET", "/api/v1/sessions/{session}/bookings", None, "desk"),
    ("GET", "/api/v1/bookings/{booking}", None, "desk"),
    ("DELETE", "/api/v1/bookings/{booking}", None, "desk"),
    ("POST", "/api/v1/workshops", {"title": "Intrus", "library": "lyon"}, "programming"),
    ("PATCH", "/api/v1/workshops/{workshop}", {"title": "Intrus"}, "programming"),
    ("POST", "/api/v1/sessions", {**SESSION, "capacity": 1}, "programming"),
    ("PATCH", "/api/v1/sessions/{session}", {"note": "Intrus"}, "programming"),
    ("POST", "/api/v1/sessions/{draft}/publication", None, "programming"),
    ("POST", "/api/v1/sessions/{session}/cancellation", {"reason": "Intrus"}, "programming"),
    ("DELETE", "/api/v1/sessions/{draft}", None, "programming"),
    ("POST", "/api/v1/libraries", {k: v for k, v in SHEET.items() if k != "timezone"}, "administrator"),
]
ROLES = ["reading", "desk", "programming", "manager", "administrator"]


def filled(value, theirs):
    if isinstance(value, dict):
        return {name: filled(part, theirs) for name, part in value.items()}
    return value.format(**theirs) if isinstance(value, str) else value


async def ask(opened, method, path, sent, theirs):
    """Send one request of the tables as a person's browser or program would."""
    path, sent = path.format(**theirs), filled(sent, theirs)
    if path.startswith("/bureau"):
        return await (opened.get(path) if method == "GET" else opened.send_form(path, **sent))
    return await (opened.request(method, path) if sent is None else opened.request(method, path, json=sent))


async def opened_for(browser, maker, person):
    opened = browser()
    opened.sign_in_with(await maker.login(person))
    opened.headers["authorization"] = f"Bearer {await maker.token(person)}"
    return opened


def named(cases):
    return [pytest.param(*case, id=f"{case[0]} {case[1]}") for case in cases]


@pytest.mark.parametrize(("method", "path", "sent", "need"), named(PAGES + API))
async def test_the_manager_of_another_library_finds_nothing(browser, maker, theirs, method, path, sent, need):
    mine = await maker.library("rennes")
    opened = await opened_for(browser, maker, await maker.staff("manager", mine))
    answer = await ask(opened, method, path, sent, theirs)
    assert answer.status_code == (403 if need == "administrator" else 404)
    assert "Yvonne" not in answer.text
    assert (await queries.session(theirs["session"])).state == "published"
    assert (await queries.session(theirs["draft"])).state == "draft"
    assert [party.name for party in await bookings.of_session(theirs["session"])] == ["Yvonne Le Goff"]
    assert (await queries.workshop(theirs["workshop"])).title == "Atelier de Lyon"


@pytest.mark.parametrize(("method", "path", "sent", "need"), named(PAGES + API))
async def test_each_role_does_what_it_may_and_no_more(browser, maker, theirs, method, path, sent, need):
    below = ROLES.index(need) - 1
    if below >= 0:
        opened = await opened_for(browser, maker, await maker.staff(ROLES[below], theirs["library"]))
        assert (await ask(opened, method, path, sent, theirs)).status_code == 403
    person = await maker.staff(
        "" if need == "administrator" else need, theirs["library"], administrator=need == "administrator"
    )
    opened = await opened_for(browser, maker, person)
    assert (await ask(opened, method, path, sent, theirs)).status_code in {200, 201, 204, 303, 409, 422}


async def test_lists_and_searches_show_only_my_libraries(browser, maker, theirs):
    mine = await maker.library("rennes")
    opened = await opened_for(browser, maker, await maker.staff("manager", mine))
    for path in (
        "/bureau",
        "/bureau/programme",
        "/bureau/programme?bibliotheque=lyon",
        "/bureau/ateliers",
        "/bureau/bibliotheques",
        "/bureau/seances/nouvelle",
    ):
        text = (await opened.get(path)).text
        assert "Yvonne" not in text
        assert "Atelier de Lyon" not in text, path
    for typed in ("Goff", "0612345678", "Lyon"):
        text = (await opened.send_form("/bureau/personnes", q=typed)).text
        assert "Rien pour" in text
        assert "Yvonne" not in text


async def test_someone_who_may_only_look_sees_no_name(browser, maker, theirs):
    opened = await opened_for(browser, maker, await maker.staff("reading", theirs["library"]))
    text = (await opened.get(f"/bureau/seances/{theirs['session']}")).text
    assert "Atelier de Lyon" in text
    assert "Yvonne" not in text
    assert "Inscrire" not in text
    assert "Yvonne" not in (await opened.send_form("/bureau/personnes", q="Goff")).text


async def test_my_library_cannot_date_their_workshop(browser, maker, theirs):
    mine = await maker.library("rennes")
    opened = await opened_for(browser, maker, await maker.staff("manager", mine))
    typed = {**PLAN, "workshop": str(theirs["workshop"]), "library": str(mine)}
    answer = await opened.send_form("/bureau/seances/nouvelle", **typed)
    assert answer.status_code == 422
    assert 'href="#workshop"' in answer.text


async def test_my_session_cannot_take_their_room(browser, maker, theirs, now, administrator):
    mine = await maker.library("rennes")
    from_them = await maker.room(theirs["library"], "Salle de Lyon")
    opened = await opened_for(browser, maker, await maker.staff("manager", mine))
    typed = {**PLAN, "workshop": str(await maker.workshop()), "library": str(mine), "room": str(from_them)}
    assert (await opened.send_form("/bureau/seances/nouvelle", **typed)).status_code == 422


async def test_calls_of_another_library_cannot_be_marked(browser, maker, theirs, now, administrator):
    await sessions.cancel(theirs["session"], "Panne", by=administrator, now=now)
    await follow("notifications", relay.hear, now=now)
    call = (await calls.of_today([theirs["library"]], now))[0]
    mine = await maker.library("rennes")
    opened = await opened_for(browser, maker, await maker.staff("manager", mine))
    assert "Yvonne" not in (await opened.get("/bureau")).text
    for verb in ("fait", "encore"):
        assert (await opened.send_form(f"/bureau/messages/{call.message}/{verb}")).status_code == 404
    assert "Yvonne" not in (await opened.get("/bureau/appels")).text
    for path, sent in ((f"/{call.message}", {"issue": "told"}), (f"/{call.message}/remettre", {})):
        assert (await opened.send_form(f"/bureau/appels{path}", **sent)).status_code == 404
    assert (await opened.get(f"/bureau/appels?fait={call.message}")).status_code == 404
    assert len(await calls.of_today([theirs["library"]], now)) == 1
