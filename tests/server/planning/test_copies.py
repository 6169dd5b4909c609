"""Copies of a session or a series: other days, another library, another room; what is in the way is said."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.libraries.closings import add_closing
from server.workshops.tables import Series, Session
from tests.server.planning.test_series_by_rule import rows, ticks

pytestmark = pytest.mark.usefixtures("undone")
TUESDAY = datetime(2027, 2, 2, 13, tzinfo=UTC)
WEEK = timedelta(days=7)


async def copy(signed_in, session, **given):
    """Send the form of a copy, then the page of dates as it was shown; return both answers."""
    path = f"/bureau/seances/{session}/copier"
    shown = await signed_in.send_form(path, **given)
    return shown, await signed_in.send_form(f"{path}/dates", **ticks(shown.text))


async def drafts():
    return await Session.select().where(Session.state == "draft").order_by(Session.starts_at)


async def test_a_session_keeps_its_local_hour_seats_and_opening(signed_in, maker):
    plan = {"kept_desk": 2, "laptops": 3, "opens_at": TUESDAY - WEEK, "note": "Apportez vos lunettes."}
    session = await maker.session(starts_at=TUESDAY, **plan)
    _, kept = await copy(signed_in, session, what="one", first="2027-03-30", room="", library="")
    assert kept.status_code == 303
    (made,) = await drafts()
    summer = datetime(2027, 3, 30, 12, tzinfo=UTC)  # fourteen hours, summer time
    assert (made["starts_at"], made["ends_at"]) == (summer, summer + timedelta(hours=2))
    assert (made["kept_desk"], made["laptops"], made["note"]) == (2, 3, "Apportez vos lunettes.")
    assert made["opens_at"] == datetime(2027, 3, 23, 13, tzinfo=UTC)


async def test_a_course_is_copied_to_another_library_and_skips_its_closings(signed_in, maker, now):
    course, dates = await maker.course(3, starts_in=TUESDAY - now, presenter="Ana")
    other = await maker.library("lilas", postal_code="67000")
    room = await maker.room(other)
    await add_closing(other, date(2027, 6, 8), date(2027, 6, 8), "Travaux", by=maker.by, now=now)
    given = {"what": "all", "library": str(other), "room": str(room), "first": "2027-06-01"}
    shown, kept = await copy(signed_in, dates[1], **given)
    assert [ticked for _, ticked, _ in rows(shown.text)] == [True, False, True]
    assert kept.status_code == 303
    made = await drafts()
    assert [row["starts_at"].date().isoformat() for row in made] == ["2027-06-01", "2027-06-15"]
    assert {row["room"] for row in made} == {room}
    assert await Series.count() == 2
    assert {row["series"] for row in made} != {course}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"first": ""}, "first"), ({"first": "x"}, "first"), ({"library": "x"}, "library"), ({"room": "x"}, "room")],
)
async def test_the_form_says_what_is_wrong(signed_in, maker, change, field):
    session = await maker.session(starts_at=TUESDAY)
    sent = {"what": "one", "first": "2027-03-30", "library": "", "room": "", **change}
    answer = await signed_in.send_form(f"/bureau/seances/{session}/copier", **sent)
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert (await signed_in.get(f"/bureau/seances/{session}/copier")).status_code == 200


async def test_a_room_of_elsewhere_and_a_workshop_of_one_library_are_refused(signed_in, maker):
    library, other = await maker.library(), await maker.library()
    session = await maker.session(library, await maker.workshop(library=library), starts_at=TUESDAY)
    room = await maker.room(library)
    given = {"what": "one", "first": "2027-03-30", "library": str(other)}
    elsewhere = await signed_in.send_form(f"/bureau/seances/{session}/copier", **given, room=str(room))
    assert 'href="#room"' in elsewhere.text
    _, kept = await copy(signed_in, session, **given, room="")
    assert (kept.status_code, 'href="#library"' in kept.text) == (422, True)
    assert await drafts() == []


async def test_a_copy_on_top_of_itself_is_in_its_own_way(signed_in, maker):
    library = await maker.library()
    room = await maker.room(library)
    session = await maker.session(library, starts_at=TUESDAY, room=room)
    shown, kept = await copy(signed_in, session, what="one", first="2027-02-02", library="", room=str(room))
    assert "est déjà prise" in shown.text
    assert kept.status_code == 422
