"""The API's contract for libraries, workshops and sessions."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

PLAN = {"starts_at": "2027-01-20T14:00:00+01:00", "ends_at": "2027-01-20T16:00:00+01:00", "capacity": 8}


@pytest.fixture
async def planned(program, maker):
    """A draft session, as the API answers it."""
    library, workshop = await maker.library("rennes"), await maker.workshop()
    answer = await program.post("/api/v1/sessions", json={**PLAN, "workshop": str(workshop), "library": str(library)})
    return answer.json()


async def test_a_library_is_added_and_read_back(program, client):
    sent = {"name": "Médiathèque Jean Macé", "address": "2 rue du Lac", "postal_code": "69007", "city": "Lyon"}
    answer = await program.post("/api/v1/libraries", json={**sent, "latitude": 45.7, "longitude": 4.8})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["slug"], made["timezone"], made["rooms"]) == ("mediatheque-jean-mace", "Europe/Paris", [])
    assert made["url"] == "http://test.example/bibliotheques/mediatheque-jean-mace"
    assert UUID(made["id"]).version == 7
    assert (await client.get(answer.headers["location"])).json() == made
    assert (await client.get("/api/v1/libraries/mediatheque-jean-mace")).json() == made
    assert (await client.get("/api/v1/libraries")).json() == {"items": [made], "next": None}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
        ({"latitude": 91.0}, "latitude"),
        ({"slug": "Jean Macé"}, "slug"),
        ({"slug": "../etc"}, "slug"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"opening_hours": "x" * 301}, "opening_hours"),
        ({"colour": "blue"}, "colour"),
        ({"name": 4}, "name"),
        ({"latitude": "45.7"}, "latitude"),
    ],
)
async def test_a_library_that_cannot_be_kept_says_which_field(program, change, field):
    sent = {"name": "Médiathèque", "address": "2 rue du Lac", "postal_code": "69007", "city": "Lyon", **change}
    answer = await program.post("/api/v1/libraries", json=sent)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(answer.json()["fields"]) == [field]


async def test_two_libraries_cannot_share_an_address(program, maker):
    await maker.library("rennes")
    sent = {"name": "Autre", "slug": "rennes", "address": "2 rue du Lac", "postal_code": "69007", "city": "Lyon"}
    assert "slug" in (await program.post("/api/v1/libraries", json=sent)).json()["fields"]


async def test_a_workshop_is_written_changed_and_read(program, client, maker):
    answer = await program.post("/api/v1/workshops", json={"title": "Envoyer un e-mail", "themes": ["email"]})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["slug"], made["library"], made["minutes"]) == ("envoyer-un-e-mail", None, 120)
    path = f"/api/v1/workshops/{made['id']}"
    changed = await program.patch(path, json={"level": "beginner"})
    assert (changed.status_code, changed.json()) == (200, {**made, "level": "beginner", "version": 1})
    assert (await client.get("/api/v1/workshops/envoyer-un-e-mail")).json()["level"] == "beginner"
    assert [item["title"] for item in (await client.get("/api/v1/workshops")).json()["items"]] == ["Envoyer un e-mail"]


async def test_a_session_lives_its_life(program, client, planned):
    path = f"/api/v1/sessions/{planned['id']}"
    assert (planned["state"], planned["capacity"], planned["waiting_places"]) == ("draft", 8, 0)
    assert planned["starts_at"] == "2027-01-20T13:00:00Z"
    assert (await client.get(path)).status_code == 404  # a draft is nobody's business
    assert (await program.get(path)).json() == planned
    published = await program.post(f"{path}/publication")
    assert (published.status_code, published.json()["state"]) == (200, "published")
    assert (await client.get(path)).json() == published.json()
    page = await client.get(f"/seances/{planned['id']}")
    assert page.status_code == 200
    cancelled = await program.post(f"{path}/cancellation", json={"reason": "Panne d'électricité"})
    assert (cancelled.json()["state"], cancelled.json()["cancel_reason"]) == ("cancelled", "Panne d'électricité")
    assert (await client.get(path)).json()["state"] == "cancelled"
    assert (await program.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 410


async def test_creation_says_where_the_thing_is(program, maker):
    library, workshop = await maker.library("rennes"), await maker.workshop()
    answer = await program.post("/api/v1/sessions", json={**PLAN, "workshop": str(workshop), "library": "rennes"})
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/sessions/{answer.json()['id']}"
    assert answer.json()["library"] == str(library)
    assert answer.json()["url"] == f"http://test.example/seances/{answer.json()['id']}"


async def test_a_workshop_is_known_by_its_address_too(program, maker):
    await maker.library("rennes")
    workshop = await maker.workshop("Photos de famille")
    sent = {**PLAN, "workshop": "photos-de-famille", "library": "rennes"}
    assert (await program.post("/api/v1/sessions", json=sent)).json()["workshop"] == str(workshop)


@pytest.mark.parametrize(
    ("zone", "typed", "instant"),
    [
        ("Europe/Paris", "2027-01-20T14:00:00", "2027-01-20T13:00:00Z"),
        ("Europe/Paris", "2027-07-20T14:00:00", "2027-07-20T12:00:00Z"),
        ("Indian/Reunion", "2027-01-20T14:00:00", "2027-01-20T10:00:00Z"),
        ("America/Martinique", "2027-01-20T20:00:00", "2027-01-21T00:00:00Z"),
        ("Europe/Paris", "2027-10-31T02:30:00", "2027-10-31T00:30:00Z"),  # comes twice: the first time
        ("Indian/Reunion", "2027-01-20T14:00:00Z", "2027-01-20T14:00:00Z"),
        ("Indian/Reunion", "2027-01-20T14:00:00-05:00", "2027-01-20T19:00:00Z"),
    ],
)
async def test_times_without_offset_are_local_to_the_library(program, maker, zone, typed, instant):
    await maker.library("ici", timezone=zone)
    sent = {"workshop": str(await maker.workshop()), "library": "ici", "capacity": 4, "starts_at": typed}
    answer = await program.post("/api/v1/sessions", json={**sent, "ends_at": "2027-10-31T12:00:00Z"})
    if answer.status_code == 400:  # longer than a month: only the start matters here
        end = datetime.fromisoformat(instant) + timedelta(hours=2)
        answer = await program.post("/api/v1/sessions", json={**sent, "ends_at": end.isoformat()})
    assert answer.json()["starts_at"] == instant


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_at": "2027-03-28T02:30:00"}, "starts_at"),  # watches go forward that night
        ({"starts_at": "1987-01-20T14:00:00Z"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-23:59"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+23:59"}, "starts_at"),
        ({"starts_at": "2027-01-20"}, "starts_at"),
        ({"starts_at": "demain"}, "starts_at"),
        ({"starts_at": 1800000000}, "starts_at"),
        ({"ends_at": "2027-01-20T14:00:00+01:00"}, "ends_at"),
        ({"ends_at": "2027-03-20T14:00:00+01:00"}, "ends_at"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 1001}, "capacity"),
        ({"capacity": 10**30}, "capacity"),
        ({"capacity": True}, "capacity"),
        ({"capacity": "8"}, "capacity"),
        ({"capacity": None}, "capacity"),
        ({"waiting_places": 1.5}, "waiting_places"),
        ({"mode": "hologram"}, "mode"),
        ({"online_url": "http://visio.example"}, "online_url"),
        ({"place": "x" * 301}, "place"),
        ({"room": str(uuid4())}, "room"),
        ({"room": "Salle 2"}, "room"),
        ({"library": "nulle-part"}, "library"),
        ({"workshop": "aucun"}, "workshop"),
        ({"state": "published"}, "state"),
        ({"taken": 3}, "taken"),
        ({"id": str(uuid4())}, "id"),
    ],
)
async def test_a_session_that_cannot_be_kept_says_which_field(program, maker, change, field):
    await maker.library("rennes")
    sent = {**PLAN, "workshop": str(await maker.workshop()), "library": "rennes", **change}
    answer = await program.post("/api/v1/sessions", json=sent)
    assert answer.status_code == 400, answer.text
    assert list(answer.json()["fields"]) == [field]


@pytest.mark.parametrize("missing", ["workshop", "library", "starts_at", "ends_at", "capacity"])
async def test_what_is_missing_is_named(program, missing):
    sent = {**PLAN, "workshop": "x", "library": "y"}
    del sent[missing]
    assert list((await program.post("/api/v1/sessions", json=sent)).json()["fields"]) == [missing]


async def test_a_change_leaves_the_rest(program, planned):
    path = f"/api/v1/sessions/{planned['id']}"
    answer = await program.patch(path, json={"capacity": 12, "note": "Venez tôt"})
    same = {name: value for name, value in answer.json().items() if name not in {"version", "updated_at"}}
    expected = {**planned, "capacity": 12, "seats_left": 12, "note": "Venez tôt"}
    assert same == {name: value for name, value in expected.items() if name not in {"version", "updated_at"}}


async def test_a_move_is_said(program, planned):
    path = f"/api/v1/sessions/{planned['id']}"
    await program.post(f"{path}/publication")
    moved = {"starts_at": "2027-01-21T10:00:00", "ends_at": "2027-01-21T11:00:00"}
    answer = (await program.patch(path, json=moved)).json()
    assert (answer["starts_at"], answer["previous_starts_at"]) == ("2027-01-21T09:00:00Z", planned["starts_at"])


async def test_rules_answer_409_and_name_the_reason(program, planned):
    path = f"/api/v1/sessions/{planned['id']}"
    answer = await program.post(f"{path}/cancellation")
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:agendatheque:reason:not_published"
    assert answer.json()["detail"]
    await program.post(f"{path}/publication")
    assert (await program.post(f"{path}/publication")).json()["type"].endswith(":not_a_draft")
    await program.post(f"{path}/bookings", json={"name": "Yvonne Le Goff", "people": 3})
    assert (await program.delete(path)).json()["type"].endswith(":people_booked")
    assert (await program.patch(path, json={"capacity": 2})).json()["type"].endswith(":seats_taken")


async def test_a_draft_is_erased(program, planned):
    path = f"/api/v1/sessions/{planned['id']}"
    assert (await program.delete(path)).status_code == 204
    assert (await program.get(path)).status_code == 404


class TestList:
    """GET /api/v1/sessions."""

    @pytest.fixture
    async def five(self, maker, now):
        """Five sessions a day apart in two libraries; two start at the same instant."""
        first, second = await maker.library("rennes"), await maker.library("lyon")
        workshop = await maker.workshop()
        starts = [now + timedelta(days=day) for day in (1, 2, 2, 3, 4)]
        places = [first, first, second, second, first]
        return [
            str(await maker.session(place, workshop, starts_at=at)) for place, at in zip(places, starts, strict=True)
        ]

    async def ids(self, client, query=""):
        return [item["id"] for item in (await client.get(f"/api/v1/sessions{query}")).json()["items"]]

    async def test_by_start(self, client, five, maker):
        await maker.session(published=False)
        assert await self.ids(client) == five

    async def test_of_a_library(self, client, five):
        assert await self.ids(client, "?library=lyon") == five[2:4]

    async def test_between_two_days(self, client, five):
        assert await self.ids(client, "?since=2027-01-13&until=2027-01-14") == five[1:3]

    async def test_a_plus_sign_that_became_a_space_is_understood(self, client, five):
        assert await self.ids(client, "?since=2027-01-14T00:00:00+01:00") == five[3:]

    async def test_what_is_over_is_left_out_unless_asked_for(self, client, five, standing_clock, now):
        standing_clock(now + timedelta(days=3, hours=12))
        assert await self.ids(client) == five[4:]
        assert await self.ids(client, "?since=2027-01-01") == five

    @pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
    async def test_pieces_make_the_whole(self, client, five, limit):
        seen, address = [], f"/api/v1/sessions?limit={limit}"
        while address:
            piece = (await client.get(address)).json()
            assert 0 < len(piece["items"]) <= limit
            seen += [item["id"] for item in piece["items"]]
            parts = urlsplit(piece["next"] or "")
            address = f"{parts.path}?{parts.query}" if piece["next"] else ""
        assert seen == five

    async def test_filters_follow_to_the_next_piece(self, client, five):
        piece = (await client.get("/api/v1/sessions?library=lyon&limit=1")).json()
        parts = urlsplit(piece["next"])
        assert await self.ids(client, f"?{parts.query}") == five[3:4]

    async def test_no_contact_and_no_seat_holder_is_shown(self, client, program, five):
        await program.post(
            f"/api/v1/sessions/{five[0]}/bookings", json={"name": "Yvonne Le Goff", "phone": "0612345678"}
        )
        text = (await client.get("/api/v1/sessions")).text
        assert "Goff" not in text
        assert "0612345678" not in text

    @pytest.mark.parametrize(
        "query",
        ["cursor=x", "cursor=%00", "cursor=w6k", "cursor=MjAyNy0wMS0wMXxhYmM", "since=hier", "since=0001-01-01",
         "until=99999-01-01", "limit=x", "library=nulle-part", "workshop=aucun", "library=%00"],
    )  # fmt: skip
    async def test_a_question_that_cannot_be_read_is_refused(self, client, five, query):
        answer = await client.get(f"/api/v1/sessions?{query}")
        assert answer.status_code == 400
        assert list(answer.json()["fields"]) == [query.partition("=")[0]]

    @pytest.mark.parametrize("limit", ["0", "-5", "100000"])
    async def test_an_odd_limit_is_brought_back(self, client, five, limit):
        assert 0 < len(await self.ids(client, f"?limit={limit}")) <= 5


async def test_answers_are_not_kept_by_caches(program, planned):
    assert (await program.get(f"/api/v1/sessions/{planned['id']}")).headers["cache-control"] == "no-store"


async def test_published_instants_are_those_sent(program, planned):
    assert datetime.fromisoformat(planned["ends_at"]) == datetime(2027, 1, 20, 15, tzinfo=UTC)
