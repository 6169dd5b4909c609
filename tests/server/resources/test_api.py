"""Those who present, equipment, rooms, roads and paths for programs."""


async def test_a_program_keeps_them_all(program, client, maker):
    library, other = await maker.library("port"), await maker.library("bruz")
    room = {"name": "Salle 1", "capacity": 12, "facilities": ["wheelchair"], "setup_minutes": 10, "tidy_minutes": 5}
    made = (await program.post("/api/v1/libraries/port/rooms", json=room)).json()
    assert {name: made[name] for name in room} == room
    changed = await program.put(f"/api/v1/libraries/port/rooms/{made['id']}", json={"name": "Salle 2", "capacity": 0})
    assert (changed.status_code, changed.json()["type"].rpartition(":")[2]) == (400, "invalid")
    trolley = {"name": "Chariot", "kind": "laptop", "total": 12, "moves": True, "library": "port"}
    stock = (await program.post("/api/v1/equipment", json=trolley)).json()
    assert (await program.get("/api/v1/equipment")).json()["items"] == [stock]
    road = {"first": "port", "second": "bruz", "minutes": 30}
    assert (await program.put("/api/v1/roads", json=road)).status_code == 204
    assert [one["minutes"] for one in (await program.get("/api/v1/roads")).json()["items"]] == [30]
    ana = {"name": "Ana Bé", "shown": False, "libraries": ["port"], "hours": ["", "9h-18h", "", "", "", "", ""]}
    person = (await program.post("/api/v1/mediators", json=ana)).json()
    assert (person["hours"][1], person["libraries"]) == ("09:00-18:00", [str(library)])
    leave = await program.post(f"/api/v1/mediators/{person['id']}/leaves", json={"first_on": "2027-02-09"})
    assert leave.status_code == 201
    assert (await client.get("/api/v1/mediators")).status_code == 401
    workshop = {"title": "Tableur", "needs": {"laptop": 8}}
    tableur = (await program.post("/api/v1/workshops", json=workshop)).json()
    assert tableur["needs"] == {"laptop": 8}
    sent = {"workshop": "tableur", "library": "bruz", "capacity": 8, "presenter": "Ana Bé"}
    sent |= {"starts_at": "2027-02-02T14:00:00", "ends_at": "2027-02-02T16:00:00"}
    refused = await program.post("/api/v1/sessions", json=sent)
    assert refused.json()["type"].rpartition(":")[2] == "mediator_not_here"
    session = (await program.post("/api/v1/sessions", json={**sent, "library": str(library)})).json()
    assert (session["equipment"], session["presenter"]) == ({stock["id"]: 8}, "Ana Bé")
    used = await program.delete(f"/api/v1/equipment/{stock['id']}")
    assert used.json()["type"].rpartition(":")[2] == "stock_used"
    none = await program.patch(f"/api/v1/sessions/{session['id']}", json={"equipment": {}})
    assert none.json()["equipment"] == {}
    assert (await program.delete(f"/api/v1/equipment/{stock['id']}")).status_code == 204
    await maker.workshop("Souris")
    path = {"title": "Premiers pas", "steps": [{"workshop": "souris"}, {"workshop": "tableur", "needed": False}]}
    walked = (await program.post("/api/v1/paths", json=path)).json()
    assert [step["needed"] for step in walked["steps"]] == [True, False]
    assert (await client.get("/api/v1/paths")).json()["items"] == [walked]
    path["steps"].reverse()
    assert (await program.put(f"/api/v1/paths/{walked['id']}", json=path)).json()["steps"][0]["slug"] == "tableur"
    assert (await program.post("/api/v1/paths", json={**path, "steps": [{"workshop": "x"}]})).status_code == 400
    assert (await program.delete(f"/api/v1/paths/{walked['id']}")).status_code == 204
    assert (await program.delete(f"/api/v1/mediators/{person['id']}")).status_code == 204
    assert str(other) not in (await program.get("/api/v1/mediators")).text
