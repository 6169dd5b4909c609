"""Series for programs: the dates of a rule, planned all or none, changed together."""

import pytest

from server.workshops.tables import Series, Session

pytestmark = pytest.mark.usefixtures("undone")
RULE = {"kind": "weekly", "first": "2027-02-16", "most": 3}


@pytest.fixture
async def series(maker):
    """What a program sends for a series of Tuesdays at two."""
    library, workshop = await maker.library("port"), await maker.workshop()
    return {"workshop": str(workshop), "library": str(library), "rule": RULE, "start": "14:00", "minutes": 90}


async def test_the_dates_then_the_sessions_then_a_change(program, series):
    found = (await program.post("/api/v1/series/proposals", json=series)).json()
    assert [(one["day"], one["kept"]) for one in found["dates"]] == [
        ("2027-02-16", True), ("2027-02-23", False), ("2027-03-02", False), ("2027-03-09", True), ("2027-03-16", True),
    ]  # fmt: skip
    why = {"reason": "skipped_school", "detail": "Vacances scolaires de la zone B.", "conflict": False}
    assert found["dates"][1]["reasons"] == [why]
    assert found["school_known"] is True
    assert await Session.count() == 0
    made = await program.post("/api/v1/series/plans", json={**series, "publish": True, "title": "Premiers clics"})
    assert made.status_code == 201
    sessions = made.json()["sessions"]
    assert len(sessions) == 3
    assert await Series.count() == 1
    sent = {"scope": "following", "start": "15:00", "capacity": 12}
    changed = await program.post(f"/api/v1/sessions/{sessions[1]}/changes", json=sent)
    assert changed.json() == {"changed": 2, "told": 0}
    read = [(await program.get(f"/api/v1/sessions/{session}")).json() for session in sessions]
    assert [(one["starts_at"][11:16], one["capacity"]) for one in read] == [("13:00", 8), ("14:00", 12), ("14:00", 12)]


async def test_chosen_dates_and_what_is_in_the_way(program, series):
    chosen = {**series, "dates": ["2027-02-23", "2027-03-02"], "presenter": "Ana"}
    assert (await program.post("/api/v1/series/plans", json=chosen)).status_code == 201
    again = await program.post("/api/v1/series/plans", json={**chosen, "dates": ["2027-02-16", "2027-02-23"]})
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "presenter_taken")
    assert await Session.count() == 2
    passed = {**chosen, "despite": "replaced"}
    assert (await program.post("/api/v1/series/plans", json=passed)).status_code == 201


@pytest.mark.parametrize(
    ("path", "change", "status"),
    [
        ("proposals", {"rule": {"kind": "weekly", "most": 2}}, 400),
        ("proposals", {"rule": {"kind": "daily", "first": "2027-02-16", "most": 2}}, 400),
        ("proposals", {"rule": {"kind": "chosen", "days": ["0001-01-01"]}}, 400),
        ("proposals", {"rule": {"kind": "weekly", "first": "2027-02-16", "weekdays": [9], "most": 2}}, 400),
        ("proposals", {"minutes": 0}, 400),
        ("proposals", {"start": "25:00"}, 400),
        ("proposals", {"library": "nulle-part"}, 400),
        ("proposals", {"skip": ["rain"]}, 400),
        ("plans", {"dates": []}, 400),
        ("plans", {"dates": ["9999-12-31"]}, 400),
        ("plans", {"workshop": "rien"}, 400),
        ("plans", {"dates": ["2027-03-09"], "despite": "?"}, 400),
        ("plans", {"title": "Seul", "dates": ["2027-03-09"]}, 400),
    ],
)
async def test_what_cannot_be_read_or_kept(program, series, path, change, status):
    assert (await program.post(f"/api/v1/series/{path}", json={**series, **change})).status_code == status
    assert await Session.count() == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"scope": "one"}, 400),
        ({"scope": "some", "capacity": 9}, 400),
        ({"scope": "one", "by_days": 99999999}, 400),
        ({"scope": "one", "minutes": -1}, 400),
        ({"scope": "one", "capacity": -1}, 400),
        ({"scope": "one", "room": "01a22010-64d3-748c-a37e-c20f0db84b86"}, 400),
        ({"scope": "one", "presenter": "x" * 121}, 400),
    ],
)
async def test_a_change_that_cannot_be(program, maker, sent, status):
    session = await maker.session()
    assert (await program.post(f"/api/v1/sessions/{session}/changes", json=sent)).status_code == status


async def test_who_does_not_programme_there(browser, maker, series):
    desk = await maker.staff("desk", series["library"])
    session = await maker.session(series["library"])
    async with browser() as opened:
        opened.headers["authorization"] = f"Bearer {await maker.token(desk)}"
        answers = [
            await opened.post("/api/v1/series/proposals", json=series),
            await opened.post("/api/v1/series/plans", json=series),
            await opened.post(f"/api/v1/sessions/{session}/changes", json={"scope": "one", "capacity": 9}),
        ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
