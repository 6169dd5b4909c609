"""Papers for programs: made, looked at, moved, told of when something changes; the answering machine."""

from datetime import timedelta

import pytest

from server.workshops import sessions
from tests.server.prints.reading import Paper


@pytest.fixture
async def session(maker):
    """A session on 13 January 2027, from 10 h to 12 h."""
    return await maker.session(await maker.library("port", name="Médiathèque du Port"))


@pytest.fixture
def quick(monkeypatch):
    """Set nothing: what is noted is looked at, not the paper."""

    async def typeset(source, facts):
        return b"%PDF-"

    monkeypatch.setattr("server.prints.papers.typeset", typeset)


async def test_a_poster_is_made_and_read(program, session):
    asked = {"kind": "poster", "session": str(session), "language": "en", "places": ["hall", "mairie"]}
    answer = await program.post("/api/v1/prints", json=asked)
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/prints/{made['id']}"
    assert (made["places"], made["paper"], made["subject"], made["of"]) == (
        ["hall", "mairie"], "a4", "session", str(session))  # fmt: skip
    pdf = await program.get(made["pdf"])
    assert pdf.headers["content-type"] == "application/pdf"
    paper = Paper(pdf.content)
    assert paper.language == "en"
    assert "To book" in paper.text
    assert [found["id"] for found in (await program.get("/api/v1/prints")).json()["items"]] == [made["id"]]
    picture = await program.get("/api/v1/prints/preview", params={"kind": "sign", "library": "port"})
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")


async def test_what_changed_is_told_until_it_is_settled(program, session, administrator, now, quick):
    asked = {"kind": "poster", "session": str(session), "places": ["hall", "mairie", "marché"]}
    made = (await program.post("/api/v1/prints", json=asked)).json()
    path = f"/api/v1/prints/{made['id']}"
    assert (await program.post(f"{path}/settlement")).json()["type"].endswith("print_true")
    later = {"starts_at": now + timedelta(days=2, hours=1)}
    await sessions.change_session(session, later, by=administrator, now=now)
    (wrong,) = (await program.get("/api/v1/prints/outdated")).json()["items"]
    assert (wrong["heading"], wrong["places"]) == ("3 affiches à remplacer", ["hall", "mairie", "marché"])
    assert wrong["changes"][0]["sentences"] == ["L'heure change : 11 h au lieu de 10 h."]
    assert (await program.get(made["pdf"])).status_code == 409
    fresh = await program.post(f"{path}/reprint")
    assert (fresh.status_code, fresh.json()["replaces"]) == (201, made["id"])
    assert (await program.get("/api/v1/prints/outdated")).json()["items"][0]["fresh"] == fresh.json()["id"]
    assert (await program.post(f"{path}/settlement")).json() == {"how": "replaced"}
    assert (await program.get("/api/v1/prints/outdated")).json()["items"] == []
    assert (await program.get(path)).json()["removed_at"]


async def test_where_it_hangs_is_changed(program, session, quick):
    made = (await program.post("/api/v1/prints", json={"kind": "flyer", "session": str(session)})).json()
    path = f"/api/v1/prints/{made['id']}"
    assert (await program.patch(path, json={"places": ["école", "école"]})).json()["places"] == ["école"]
    assert (await program.patch(path, json={"removed": True})).json()["removed_at"]
    assert (await program.patch(path, json={"places": []})).status_code == 409
    assert (await program.get("/api/v1/prints")).json()["items"] == []


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"kind": "mug"}, 400, "kind"),
        ({"kind": "poster"}, 400, "kind"),
        ({"kind": "sign", "library": "port", "paper": "a5"}, 400, "paper"),
        ({"kind": "brochure", "library": "port", "language": "xx"}, 400, "language"),
        ({"kind": "brochure", "library": "port", "month": "janvier"}, 400, "month"),
        ({"kind": "brochure", "library": "nulle-part"}, 404, ""),
        ({"kind": "poster", "workshop": "rien"}, 404, ""),
        ({"kind": "sign", "room": "x"}, 404, ""),
        ({"kind": "brochure", "library": "port", "places": ["x" * 81]}, 400, "places"),
    ],
)
async def test_what_is_not_made_is_said(program, session, quick, asked, status, field):
    answer = await program.post("/api/v1/prints", json=asked)
    assert answer.status_code == status
    assert list(answer.json().get("fields", {})) == ([field] if field else [])


async def test_a_workshop_is_narrowed_to_a_library(program, maker, session, quick):
    workshop = await maker.workshop("Les photos")
    await maker.session(await maker.library("gare"), workshop)
    narrowed = {"kind": "poster", "workshop": str(workshop), "library": "port"}
    assert (await program.post("/api/v1/prints", json=narrowed)).json()["type"].endswith("print_nothing")
    made = await program.post("/api/v1/prints", json={**narrowed, "library": "gare"})
    assert made.status_code == 201
    assert made.json()["library"]


async def test_the_answering_machine_is_for_who_works_there(program, browser, maker, session):
    said = (await program.get("/api/v1/libraries/port/answering-machine")).json()
    assert said["paragraphs"][0] == "Bonjour. Vous êtes à : Médiathèque du Port. Nous sommes le lundi onze janvier."
    assert said["text"].startswith(said["paragraphs"][0])
    assert (await program.get("/api/v1/libraries/port/answering-machine?language=xx")).status_code == 400
    stranger = await maker.staff("desk", await maker.library())
    async with browser() as opened:
        opened.headers["authorization"] = f"Bearer {await maker.token(stranger)}"
        assert (await opened.get("/api/v1/libraries/port/answering-machine")).status_code == 404
        assert (
            await opened.post("/api/v1/prints", json={"kind": "poster", "session": str(session)})
        ).status_code == 404
