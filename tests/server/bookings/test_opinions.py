"""One word about a session: asked once it is over, kept without a name, read when there are enough."""

import re
from datetime import timedelta

import pytest

from server.bookings import attendance, opinions
from server.bookings.queries import by_id
from server.bookings.tables import Feedback, FeedbackMark
from server.journal.tables import Entry

HOUR = timedelta(hours=1)
ASKED = "Comment était la séance"


@pytest.fixture
async def session(make_session, now):
    """A session that is over."""
    return await make_session(starts_at=now - 3 * HOUR)


@pytest.fixture
def booked(session, ask, now):
    async def made(name="Jeanne Le Goff", **more):
        return await ask(session, name, at=now - 4 * HOUR, **more)

    return made


async def test_one_tap_without_signing_in_and_once(client, session, booked):
    made = await booked()
    path = f"/reservations/{made.secret}"
    text = (await client.get(path)).text
    assert ASKED in text
    assert re.findall(r'name="opinion" value="(\w+)">([^<]+)', text) == [
        ("good", "Bien"), ("fair", "Moyen"), ("bad", "Pas bien"),
    ]  # fmt: skip
    assert (await client.send_form(f"{path}/avis", opinion="fair")).headers["location"] == f"{path}#avis"
    await client.send_form(f"{path}/avis", opinion="bad")
    assert [row["answer"] for row in await Feedback.select()] == ["fair"]
    after = (await client.get(path)).text
    assert ASKED not in after
    assert "Merci pour votre avis" in after


async def test_what_is_kept_names_nobody(client, session, booked, now):
    made = await booked()
    await client.send_form(f"/reservations/{made.secret}/avis", opinion="good")
    row = (await Feedback.select())[0]
    assert set(row) == {"id", "session", "answer", "given_on"}
    assert row["id"].version == 4  # a version 7 would tell the hour
    assert await FeedbackMark.select() == [{"booking": made.id}]
    line = (await Entry.select().order_by(Entry.id, ascending=False).limit(1))[0]
    assert (line["kind"], line["subject"], line["facts"]) == ("feedback.given", session, "{}")


@pytest.mark.parametrize("answer", ["", "great"])
async def test_other_answers_are_refused(client, booked, answer):
    made = await booked()
    assert (await client.send_form(f"/reservations/{made.secret}/avis", opinion=answer)).status_code == 400
    assert await Feedback.count() == 0


async def test_only_after_the_session_and_who_came(client, make_session, ask, booked, now):
    coming = await ask(await make_session(starts_at=now - HOUR), at=now - 2 * HOUR)
    absent, waits, came = await booked(people=6), await booked(people=3), await booked("Paul", people=2)
    assert (waits.state, came.state) == ("waiting", "waiting")
    there = await ask(await make_session(starts_at=now - 3 * HOUR), at=now - 4 * HOUR)
    await attendance.record(absent.id, "absent", by="staff:1", now=now)
    await attendance.record(there.id, "1", by="staff:1", now=now)
    for made in (coming, absent, waits):
        path = f"/reservations/{made.secret}"
        assert ASKED not in (await client.get(path)).text
        assert (await client.send_form(f"{path}/avis", opinion="good")).status_code == 409
    assert ASKED in (await client.get(f"/reservations/{there.secret}")).text
    assert (await client.send_form(f"/reservations/{there.secret}/avis", opinion="good")).status_code == 303


async def test_staff_read_figures_when_nobody_can_be_recognised(signed_in, session, booked, now):
    for number, answer in enumerate(("good", "good", "bad")):
        assert await opinions.of_session(session) == {}
        assert "à partir de trois réponses" in (await signed_in.get(f"/bureau/seances/{session}/presences")).text
        made = await booked(f"Personne {number}")
        await opinions.give(await by_id(made.id), answer, now=now)
    assert await opinions.of_session(session) == {"good": 2, "fair": 0, "bad": 1}
    text = (await signed_in.get(f"/bureau/seances/{session}/presences")).text
    assert re.findall(r"<li>([^<]+ : \d)</li>", text) == ["Bien : 2", "Moyen : 0", "Pas bien : 1"]
