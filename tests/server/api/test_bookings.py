"""The API's contract for bookings."""

from uuid import uuid4

import pytest


@pytest.fixture
async def path(maker):
    """The bookings of a session with two seats and one waiting place."""
    return f"/api/v1/sessions/{await maker.session(capacity=2, waiting_places=1)}/bookings"


async def test_a_name_is_enough(program, client, path):
    answer = await program.post(path, json={"name": "Yvonne Le Goff"})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["people"], made["position"], made["contact"]) == ("confirmed", 1, None, "none")
    assert made["reference"].split()[1].isdigit()
    assert made["url"].startswith("http://test.example/reservations/")
    assert answer.headers["location"] == f"/api/v1/bookings/{made['id']}"
    assert (await program.get(answer.headers["location"])).json() == made
    ticket = await client.get(made["url"])
    assert ticket.status_code == 200
    assert made["reference"] in ticket.text


async def test_seats_then_the_waiting_list_then_409(program, path):
    states = []
    for name in ("Anne Un", "Brice Deux", "Chloé Trois", "Denis Quatre"):
        answer = await program.post(path, json={"name": name})
        states.append((answer.status_code, answer.json().get("state"), answer.json().get("position")))
    assert states[:3] == [(201, "confirmed", None), (201, "confirmed", None), (201, "waiting", 1)]
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:agendatheque:reason:session_full"


async def test_cancelling_gives_the_seat_to_who_waits(program, path):
    made = [(await program.post(path, json={"name": name})).json() for name in ("Anne Un", "Brice Deux", "Chloé Trois")]
    assert (await program.delete(f"/api/v1/bookings/{made[0]['id']}")).status_code == 204
    assert (await program.delete(f"/api/v1/bookings/{made[0]['id']}")).status_code == 204  # twice is once
    assert (await program.get(f"/api/v1/bookings/{made[2]['id']}")).json()["state"] == "confirmed"
    names = [item["name"] for item in (await program.get(path)).json()["items"]]
    assert names == ["Brice Deux", "Chloé Trois"]


async def test_the_same_key_gives_the_same_booking(program, path, maker):
    headers = {"Idempotency-Key": str(uuid4())}
    first, second = [await program.post(path, json={"name": "Yvonne Le Goff"}, headers=headers) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len((await program.get(path)).json()["items"]) == 1
    elsewhere = f"/api/v1/sessions/{await maker.session()}/bookings"
    other = await program.post(elsewhere, json={"name": "Yvonne Le Goff"}, headers=headers)
    assert other.json()["id"] != first.json()["id"]


@pytest.mark.parametrize("key", ["", " ", "x" * 101])
async def test_a_key_that_cannot_be_kept_is_refused(program, path, key):
    answer = await program.post(path, json={"name": "Yvonne Le Goff"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("given", "contact"),
    [
        ({}, "none"),
        ({"email": "yvonne@exemple.fr"}, "email"),
        ({"phone": "06 12 34 56 78"}, "call"),
        ({"email": "yvonne@exemple.fr", "phone": "0612345678"}, "email"),
        ({"email": "yvonne@exemple.fr", "phone": "0612345678", "contact": "call"}, "call"),
        ({"phone": "0612345678", "contact": "none"}, "none"),
    ],
)
async def test_how_to_warn_them_follows_from_what_is_given(program, path, given, contact):
    assert (await program.post(path, json={"name": "Yvonne Le Goff", **given})).json()["contact"] == contact


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"name": ""}, 400, "name"),
        ({"name": "\u0000\u200b "}, 400, "name"),
        ({"name": "x" * 200}, 400, "name"),
        ({"name": None}, 400, "name"),
        ({"people": 0}, 400, "people"),
        ({"people": -3}, 400, "people"),
        ({"people": 2.5}, 400, "people"),
        ({"email": "pas une adresse"}, 400, "email"),
        ({"email": "a@b.fr\nbcc: c@d.fr"}, 400, "email"),
        ({"phone": "12"}, 400, "phone"),
        ({"contact": "pigeon"}, 400, "contact"),
        ({"contact": "call"}, 400, "phone"),
        ({"state": "confirmed"}, 400, "state"),
        ({"people": 3}, 409, None),
        ({"people": 7}, 409, None),
        ({"people": 10**12}, 409, None),
    ],
)
async def test_a_booking_that_cannot_be_kept_is_refused(program, path, change, status, field):
    answer = await program.post(path, json={"name": "Yvonne Le Goff", **change})
    assert answer.status_code == status, answer.text
    assert field is None or list(answer.json()["fields"]) == [field]
    assert (await program.get(path)).json()["items"] == []


async def test_drafts_and_cancelled_sessions_take_nobody(program, maker):
    draft = f"/api/v1/sessions/{await maker.session(published=False)}"
    assert (
        (await program.post(f"{draft}/bookings", json={"name": "Yvonne"})).json()["type"].endswith("session_not_open")
    )
    await program.post(f"{draft}/publication")
    await program.post(f"{draft}/cancellation")
    assert (
        (await program.post(f"{draft}/bookings", json={"name": "Yvonne"})).json()["type"].endswith("session_cancelled")
    )


async def test_what_is_not_there(program):
    assert (await program.post(f"/api/v1/sessions/{uuid4()}/bookings", json={"name": "Yvonne"})).status_code == 404
    assert (await program.get(f"/api/v1/bookings/{uuid4()}")).status_code == 404
    assert (await program.delete(f"/api/v1/bookings/{uuid4()}")).status_code == 404


async def test_an_offered_seat_says_until_when_it_is_held(program, maker, now):
    session = await maker.session(capacity=1, offer_hours=4)
    first, second = [
        (await program.post(f"/api/v1/sessions/{session}/bookings", json={"name": name})).json()
        for name in ("Anne Un", "Brice Deux")
    ]
    assert (second["state"], second["offered_until"]) == ("waiting", None)
    await program.delete(f"/api/v1/bookings/{first['id']}")
    held = (await program.get(f"/api/v1/bookings/{second['id']}")).json()
    assert (held["state"], held["position"]) == ("offered", None)
    assert held["offered_until"] == "2027-01-11T13:00:00Z"


@pytest.mark.parametrize(("answer", "state"), [("acceptance", "confirmed"), ("refusal", "cancelled")])
async def test_an_offered_seat_is_taken_or_left(program, maker, answer, state):
    session = await maker.session(capacity=1, offer_hours=4)
    first, second = [
        (await program.post(f"/api/v1/sessions/{session}/bookings", json={"name": name})).json()
        for name in ("Anne Un", "Brice Deux")
    ]
    path = f"/api/v1/bookings/{second['id']}/{answer}"
    assert (await program.post(path)).status_code == 409  # nothing is offered yet
    await program.delete(f"/api/v1/bookings/{first['id']}")
    for _ in range(2):
        said = await program.post(path)
        assert (said.status_code, said.json()["state"]) == (200, state)
    assert (await program.post(f"/api/v1/bookings/{uuid4()}/{answer}")).status_code == 404


async def test_a_rule_is_passed_over_for_a_reason(program, maker):
    session = await maker.session(capacity=1, waiting_places=0)
    path = f"/api/v1/sessions/{session}/bookings"
    assert (await program.post(path, json={"name": "Anne Un"})).status_code == 201
    assert (await program.post(path, json={"name": "Brice Deux"})).status_code == 409
    assert (await program.post(path, json={"name": "Brice Deux", "over": "because"})).status_code == 400
    assert (await program.post(path, json={"name": "Brice Deux", "over": "room"})).json()["state"] == "confirmed"
    series, dates = await maker.course(2)
    alone = f"/api/v1/sessions/{dates[0]}/bookings"
    assert (await program.post(alone, json={"name": "Brice Deux"})).status_code == 409
    assert (await program.post(alone, json={"name": "Brice Deux", "over": "agreed"})).status_code == 201
    whole = await program.post(f"/api/v1/series/{series}/bookings", json={"name": "Cloé Trois", "over": "room"})
    assert whole.status_code == 400


async def test_offers_and_rules_passed_over_are_described(client):
    told = (await client.get("/api/openapi.json")).json()
    yes = told["paths"]["/api/v1/bookings/{booking_id}/acceptance"]["post"]["description"]
    assert yes.startswith("Say yes to an offered seat")
    over = told["components"]["schemas"]["NewBooking"]["properties"]["over"]
    assert over["description"].startswith("Why a rule is passed over: room, need")
