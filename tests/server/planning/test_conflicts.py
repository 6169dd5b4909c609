"""What is in the way of a session: room with its set-up, presenter, closed library; passed over, and written down."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.foundation.errors import Refused
from server.journal import history
from server.libraries.closings import add_closing
from server.libraries.queries import rooms_of
from server.workshops.conflicts import names_in
from server.workshops.sessions import Plan, change_session, plan_session, publish
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
AT = datetime(2027, 2, 2, 13, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
async def town(maker):
    """Two libraries; a room of the first one is taken from one to three, in UTC, by Ana Bé and Yann."""
    library, other = await maker.library("port"), await maker.library("lilas")
    room, workshop = await maker.room(library), await maker.workshop()
    await maker.session(library, workshop, starts_at=AT, room=room, presenter="Ana Bé, Yann")
    return library, other, room, workshop


CASES = [
    ({"at": AT + 2 * HOUR, "room": True}, "room_taken"),
    ({"at": AT + 2 * HOUR + 29 * MINUTE, "room": True}, "room_taken"),
    ({"at": AT + 2 * HOUR + 30 * MINUTE, "room": True}, ""),
    ({"at": AT - HOUR, "room": True}, "room_taken"),
    ({"at": AT - HOUR - 30 * MINUTE, "room": True}, ""),
    ({"at": AT + HOUR, "presenter": "ana be"}, "presenter_taken"),
    ({"at": AT + HOUR, "presenter": "Ana"}, ""),
    ({"at": AT + HOUR, "presenter": "Zoé et Yann", "other": True}, "presenter_taken"),
    ({"at": AT + 2 * HOUR, "presenter": "Yann"}, ""),
    ({"at": AT + timedelta(days=1)}, "library_closed"),
    ({"at": AT + timedelta(days=1), "place": "Mairie"}, ""),
    ({"at": AT + timedelta(days=1), "mode": "online"}, ""),
    ({"at": AT + timedelta(days=1), "other": True}, ""),
    # Until midnight, local time: not on the next day, on which the library is closed.
    ({"at": datetime(2027, 2, 2, 22, tzinfo=UTC)}, ""),
    ({"at": datetime(2027, 2, 2, 22, 1, tzinfo=UTC)}, "library_closed"),
]


@pytest.mark.parametrize(("case", "reason"), CASES)
async def test_in_the_way(signed_in, maker, now, town, case, reason):
    library, other, room, workshop = town
    await signed_in.send_form(f"/bureau/bibliotheques/port/salles/{room}", room="Salle 2", setup_minutes="30")
    await add_closing(library, date(2027, 2, 3), date(2027, 2, 3), "Inventaire", by=maker.by, now=now)
    given = {"room": room if case.get("room") else None, "place": case.get("place", "")}
    given |= {"presenter": case.get("presenter", ""), "mode": case.get("mode", "on_site")}
    plan = Plan(case["at"], case["at"] + HOUR, 8, **given)
    where = other if case.get("other") else library
    if not reason:
        await plan_session(workshop, where, plan, by=maker.by, now=now)
        return
    with pytest.raises(Refused) as refusal:
        await plan_session(workshop, where, plan, by=maker.by, now=now)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ana, Yann et Zoé", {"ana", "yann", "zoe"}),
        ("Ana & Yann", {"ana", "yann"}),
        ("Benoît Etienne", {"benoit etienne"}),
        ("", set()),
    ],
)
def test_who_presents(written, names):
    assert names_in(written) == names


async def test_passing_over_is_written_down_and_shown(signed_in, maker, town):
    library, _, room, workshop = town
    form = {"workshop": str(workshop), "library": str(library), "day": "2027-02-02", "start": "14:30", "end": "15:30"}
    form |= {"capacity": "8", "room": str(room)}
    refused = await signed_in.send_form("/bureau/seances/nouvelle", **form)
    assert (refused.status_code, 'href="#despite"' in refused.text) == (422, True)
    assert "est déjà prise" in refused.text
    unknown = await signed_in.send_form("/bureau/seances/nouvelle", **form, despite="parce que")
    assert 'href="#despite"' in unknown.text
    kept = await signed_in.send_form("/bureau/seances/nouvelle", **form, despite="shared")
    assert kept.status_code == 303
    text = (await signed_in.get(kept.headers["location"])).text.replace("\u00a0", " ")
    assert "par Directrice : salle déjà prise. Pourquoi : La salle peut accueillir les deux." in text
    assert "Il garde Salle 2 jusqu'au lundi 25 janvier 2027." in text


async def test_a_draft_of_long_ago_is_looked_at_again_when_it_is_published(signed_in, maker, town, now):
    library, _, room, workshop = town
    plan = Plan(AT + 5 * HOUR, AT + 6 * HOUR, 8, room=room)
    draft = await plan_session(workshop, library, plan, by=maker.by, now=now - timedelta(days=20))
    assert "Il ne garde plus Salle 2" in (await signed_in.get(f"/bureau/seances/{draft}")).text
    await maker.session(library, workshop, starts_at=AT + 5 * HOUR, room=room)
    path = f"/bureau/seances/{draft}/publier"
    refused = await signed_in.send_form(path)
    assert (refused.status_code, 'id="despite"' in refused.text) == (422, True)
    assert (await signed_in.send_form(path, despite="agreed")).status_code == 303
    assert "session.overruled" in [line.kind for line in await history.of(draft)]


async def test_what_does_not_place_a_session_is_not_held_back_by_a_conflict(maker, town, now):
    library, _, room, workshop = town
    plan = Plan(AT, AT + HOUR, 8, room=room)
    session = await plan_session(workshop, library, plan, by=maker.by, now=now, despite="shared")
    await change_session(session, {"note": "Entrée par la cour."}, by=maker.by, now=now)
    with pytest.raises(Refused):
        await change_session(session, {"ends_at": AT + 2 * HOUR}, by=maker.by, now=now)
    with pytest.raises(Refused):
        await publish(session, by=maker.by, now=now)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"room": ""}, "room"),
        ({"room": "Salle 1"}, "room"),
        ({"setup_minutes": "-5"}, "setup_minutes"),
        ({"setup_minutes": "481"}, "setup_minutes"),
        ({"room_access": "x" * 301}, "room_access"),
    ],
)
async def test_a_room_is_changed_or_the_form_says_what_is_wrong(signed_in, maker, town, typed, field):
    library, _, room, _ = town
    await maker.room(library, "Salle 1")
    path = f"/bureau/bibliotheques/port/salles/{room}"
    assert 'value="Salle 2"' in (await signed_in.get(path)).text
    answer = await signed_in.send_form(path, **{"room": "Salle 2", "setup_minutes": "20", **typed})
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert (await signed_in.send_form(path, room="Salle bleue", setup_minutes="20")).status_code == 303
    assert [(one.name, one.setup_minutes) for one in await rooms_of(library)] == [("Salle 1", 0), ("Salle bleue", 20)]
    assert "20 minutes libres entre deux séances" in (await signed_in.get("/bureau/bibliotheques/port")).text


async def test_a_program_is_told_and_may_pass_over(program, town):
    library, _, room, workshop = town
    sent = {"workshop": str(workshop), "library": str(library), "capacity": 8, "room": str(room)}
    sent |= {"starts_at": "2027-02-02T14:30:00", "ends_at": "2027-02-02T15:30:00"}
    refused = await program.post("/api/v1/sessions", json=sent)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "room_taken")
    assert "mardi 2 février" in refused.json()["detail"]
    assert (await program.post("/api/v1/sessions?despite=shared", json=sent)).status_code == 201
    assert await Session.count() == 2
