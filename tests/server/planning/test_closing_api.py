"""Closings and copies for programs."""

from datetime import UTC, datetime, timedelta

import pytest

from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
TUESDAY = datetime(2027, 2, 2, 13, tzinfo=UTC)


async def test_a_closing_says_what_it_hits_and_is_read_by_anybody(program, client, maker):
    library = await maker.library("port")
    session = await maker.session(library, starts_at=TUESDAY)
    sent = {"first_on": "2027-02-02", "reason": "Inventaire"}
    made = await program.post("/api/v1/libraries/port/closings", json=sent)
    assert made.status_code == 201
    assert made.json()["hits"] == [{"session": str(session), "instead": ["2027-01-26", "2027-02-09", "2027-02-16"]}]
    kept = made.json()["closing"]
    assert (await client.get("/api/v1/libraries/port/closings")).json() == {"items": [kept], "next": None}
    assert (await program.delete(f"/api/v1/libraries/port/closings/{kept['id']}")).status_code == 204
    assert (await client.get("/api/v1/libraries/port/closings")).json()["items"] == []
    assert (await program.post("/api/v1/libraries/port/closings", json={**sent, "reason": ""})).status_code == 400


async def test_copies_go_where_nothing_speaks_against_them(program, maker):
    _, dates = await maker.course(2, starts_in=TUESDAY - maker.now)
    await maker.library("lilas")
    sent = {"first": "2027-02-16", "scope": "all", "library": "lilas"}
    made = await program.post(f"/api/v1/sessions/{dates[0]}/copies", json=sent)
    # The second copy would be in the school holidays of zone B.
    assert (made.status_code, len(made.json()["sessions"])) == (201, 1)
    both = {**sent, "dates": ["2027-02-16", "2027-02-23"], "publish": True}
    made = await program.post(f"/api/v1/sessions/{dates[0]}/copies", json=both)
    assert (made.status_code, len(made.json()["sessions"])) == (201, 2)
    rows = await Session.select().where(Session.batch == made.json()["batch"]).order_by(Session.starts_at)
    assert [(row["starts_at"], row["state"], row["series_number"]) for row in rows] == [
        (TUESDAY + timedelta(days=14), "published", 1),
        (TUESDAY + timedelta(days=21), "published", 2),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first": "0001-01-01"}, "first"),
        ({"library": "nulle-part"}, "library"),
        ({"room": "01a22010-64d3-748c-a37e-c20f0db84b86"}, "room"),
        ({"dates": []}, "dates"),
    ],
)
async def test_copies_that_cannot_be(program, maker, change, field):
    session = await maker.session(starts_at=TUESDAY)
    answer = await program.post(f"/api/v1/sessions/{session}/copies", json={"first": "2027-03-09", **change})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


async def test_a_manager_closes_and_nobody_else(browser, maker):
    programmer = await maker.staff("programming", await maker.library("port"))
    async with browser() as opened:
        opened.headers["authorization"] = f"Bearer {await maker.token(programmer)}"
        sent = {"first_on": "2027-02-02", "reason": "Inventaire"}
        assert (await opened.post("/api/v1/libraries/port/closings", json=sent)).status_code == 403
