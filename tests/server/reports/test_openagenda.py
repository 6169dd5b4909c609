"""Sessions as OpenAgenda takes events in: required fields, lengths, what is never told, and the numbers of places."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from server.reports import openagenda_coming, paging
from server.reports.openagenda import CONDITIONS, DESCRIPTION, LONG, STATUS, TITLE, event, why_not
from server.workshops.public_states import LABELS
from server.workshops.queries import session

SITE = "https://agenda.example"
# What its API works out by itself and refuses in what is written, and what it knows (OpenAgenda API v3, EventInput).
READ_ONLY = {"uid", "slug", "timezone", "dateRange", "country", "createdAt", "updatedAt", "links", "originAgenda"}
KNOWN = set(
    "title description longDescription conditions keywords timings location attendanceMode onlineAccessLink"
    " accessibility age registration extIds state status image additionalFields".split()
)


@pytest.fixture
def told(maker):
    """Return a function that dates a session and gives its event, at a place that OpenAgenda knows as 77."""

    async def make(*, title="Premiers pas", full=False, with_status=False, workshop=None, **plan):
        library = await maker.library()
        made = await maker.session(library, await maker.workshop(title, **(workshop or {})), **plan)
        view = await session(made)
        return event(view, site=SITE, locations={library: 77}, full=full, with_status=with_status)

    return make


@pytest.mark.parametrize(
    ("plan", "mode", "has"),
    [
        ({}, 1, {"location"}),
        ({"mode": "online", "online_url": "https://visio.example/secret"}, 2, {"onlineAccessLink"}),
        ({"mode": "mixed", "online_url": "https://visio.example/secret"}, 3, {"location", "onlineAccessLink"}),
    ],
)
async def test_what_must_be_there(told, plan, mode, has):
    made = await told(**plan)
    assert {"title", "description", "timings"} <= made.keys() <= KNOWN - {"status"}
    assert not READ_ONLY & made.keys()
    assert made["attendanceMode"] == mode
    assert made.keys() & {"location", "onlineAccessLink"} == has
    assert "visio.example" not in str(made)
    assert made["registration"][0] == {"type": "link", "value": f"{SITE}/seances/{made['extIds'][0]['value']}"}


async def test_lengths_are_those_that_the_server_takes(told):
    long = {"summary": "mot " * 74, "description": "Une phrase. " * 900}
    made = await told(title="T" * 150, workshop=long)
    for name, most in (
        ("title", TITLE),
        ("description", DESCRIPTION),
        ("longDescription", LONG),
        ("conditions", CONDITIONS),
    ):
        assert 0 < len(made[name]["fr"]) <= most
    assert made["description"]["fr"].endswith("mot…")


async def test_hours_are_local_with_their_offset(told, now):
    (timing,) = (await told(starts_at=datetime.fromisoformat("2027-07-06T14:00:00+02:00")))["timings"]
    assert timing == {"begin": "2027-07-06T14:00:00+02:00", "end": "2027-07-06T16:00:00+02:00"}


async def test_a_state_is_told_on_demand_only(told):
    assert (await told(full=True, with_status=True))["status"] == 5
    assert "status" not in await told(full=True)
    assert STATUS.keys() == LABELS.keys()
    assert sorted(STATUS.values()) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("plan", "known", "why"),
    [
        ({}, True, ""),
        ({}, False, "openagenda_no_place"),
        ({"mode": "online", "online_url": "https://visio.example/x"}, False, ""),
        ({"lasts": timedelta(hours=25)}, True, "openagenda_too_long"),
    ],
)
async def test_what_it_would_refuse(maker, plan, known, why):
    library = await maker.library()
    view = await session(await maker.session(library, **plan))
    assert why_not(view, {library if known else uuid4(): 77}) == why


async def test_the_file_holds_what_is_to_come_once_the_place_has_its_number(signed_in, client, maker):
    library, other = await maker.library("port"), await maker.library("bruz")
    workshop = await maker.workshop()
    for where in (library, other, other):
        await maker.session(where, workshop)
    await maker.session(library, workshop, published=False)
    assert (await client.get("/donnees/openagenda.json")).json() == []
    wrong = await signed_in.send_form("/bureau/openagenda", uid_port="douze", uid_bruz="")
    assert wrong.status_code == 422
    assert 'value="douze"' in wrong.text
    assert (await signed_in.send_form("/bureau/openagenda", uid_port="12 345 678", uid_bruz="")).status_code == 303
    answer = await client.get("/donnees/openagenda.json")
    assert [one["location"] for one in answer.json()] == [{"uid": 12345678}]
    shown = (await signed_in.get("/bureau/openagenda")).text
    assert "1 séance à venir est dans le fichier." in shown
    assert "2 séances n'y sont pas" in shown
    again = await client.get("/donnees/openagenda.json", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_what_is_refused_is_shown_a_page_at_a_time_and_by_library(signed_in, maker, now, monkeypatch):
    port, bruz = await maker.library("port"), await maker.library("bruz")
    workshop = await maker.workshop()
    for where, lasts in ((port, 2), (port, 2), (bruz, 2), (bruz, 30)):
        await maker.session(where, workshop, lasts=timedelta(hours=lasts))
    monkeypatch.setattr(paging, "PAGE", 3)

    async def listed(query=""):
        text = (await signed_in.get(f"/bureau/openagenda{query}")).text
        return text.count('<th role="rowheader"'), text

    assert [(await listed(query))[0] for query in ("", "?page=2", "?page=9", "?bibliotheque=port")] == [3, 1, 1, 2]
    assert (await listed("?bibliotheque=elsewhere"))[0] == 3
    text = (await listed())[1]
    assert "4 séances n'y sont pas" in text
    assert text.count("2 séances attendent ce numéro.") == 2
    monkeypatch.setattr(openagenda_coming, "MOST", 3)
    assert "1 séance viendra plus tard" in (await listed())[1]
