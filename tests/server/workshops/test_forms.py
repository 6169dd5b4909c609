"""The forms of workshops and sessions: what is kept, what is said, hours in the library's zone."""

import re
from datetime import timedelta

import pytest

from server.workshops import local_time, queries
from server.workshops.forms import read_plan

PLAN = {"day": "2027-01-20", "start": "14:00", "end": "16:30", "capacity": "8", "waiting_places": "4"}


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("14:00", (14, 0)), ("14h", (14, 0)), ("14 h 30", (14, 30)), ("9h05", (9, 5)), ("14", (14, 0)), ("00:00", (0, 0)),
     ("14:00:00", (14, 0)), ("24:00", None), ("14:60", None), ("quatorze", None), ("", None), ("14:30:15", None)],
)  # fmt: skip
def test_hours_as_people_write_them(typed, hour):
    found = local_time.hour(typed)
    assert (found and (found.hour, found.minute)) == hour


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2027-01-20", "2027-01-20"), ("20/01/2027", "2027-01-20"), ("1/2/2027", "2027-02-01"), ("31/02/2027", None),
     ("20/01/27", None), ("demain", None), ("", None), ("0000-01-01", None)],
)  # fmt: skip
def test_days_as_people_write_them(typed, day):
    found = local_time.day(typed)
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    ("zone", "change", "starts", "ends"),
    [
        ("Europe/Paris", {}, "2027-01-20T13:00", "2027-01-20T15:30"),
        ("Europe/Paris", {"day": "2027-07-20"}, "2027-07-20T12:00", "2027-07-20T14:30"),
        ("Indian/Reunion", {}, "2027-01-20T10:00", "2027-01-20T12:30"),
        ("Pacific/Noumea", {"start": "08:00"}, "2027-01-19T21:00", "2027-01-20T05:30"),
        ("America/Martinique", {"start": "20:00", "end": "22:00"}, "2027-01-21T00:00", "2027-01-21T02:00"),
        (
            "Europe/Paris",
            {"start": "22:00", "end": "01:00", "last_day": "2027-01-21"},
            "2027-01-20T21:00",
            "2027-01-21T00:00",
        ),
        # The night when watches go forward lasts one hour less; the one when they go back, one more.
        (
            "Europe/Paris",
            {"day": "2027-03-28", "start": "01:00", "end": "04:00"},
            "2027-03-28T00:00",
            "2027-03-28T02:00",
        ),
        (
            "Europe/Paris",
            {"day": "2027-10-31", "start": "01:00", "end": "04:00"},
            "2027-10-30T23:00",
            "2027-10-31T03:00",
        ),
        (
            "Europe/Paris",
            {"day": "2027-10-31", "start": "02:30", "end": "04:00"},
            "2027-10-31T00:30",
            "2027-10-31T03:00",
        ),
    ],
)
def test_hours_are_those_of_the_library(zone, change, starts, ends):
    plan = read_plan({**PLAN, **change}, zone)
    assert (plan.starts_at.isoformat()[:16], plan.ends_at.isoformat()[:16]) == (starts, ends)


@pytest.fixture
async def things(maker):
    """A library and a workshop, as a form names them."""
    return {"library": str(await maker.library("rennes")), "workshop": str(await maker.workshop())}


async def test_a_session_goes_from_the_form_to_the_agenda(signed_in, client, things):
    answer = await signed_in.send_form("/bureau/seances/nouvelle", **PLAN, **things)
    path = answer.headers["location"]
    assert re.fullmatch(r"/bureau/seances/[0-9a-f-]{36}", path)
    public = path.removeprefix("/bureau")
    assert "Brouillon" in (await signed_in.get(path)).text
    assert (await client.get(public)).status_code == 404
    assert "Oui, publier cette séance" in (await signed_in.get(f"{path}/publier")).text
    assert (await client.get(public)).status_code == 404  # looking at the question publishes nothing
    assert (await signed_in.send_form(f"{path}/publier")).headers["location"] == f"{path}?fait=publiee"
    shown = await client.get(public)
    assert shown.status_code == 200
    assert "14\u00a0h" in shown.text.replace("14 h", "14\u00a0h")
    again = await signed_in.send_form(f"{path}/publier")
    assert again.status_code == 422
    assert "déjà publiée" in again.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "32/01/2027"}, "day"),
        ({"start": ""}, "start"),
        ({"start": "25:00"}, "start"),
        ({"end": "14:00"}, "end"),
        ({"end": "tard"}, "end"),
        ({"last_day": "hier"}, "last_day"),
        ({"last_day": "2027-05-20"}, "end"),
        ({"day": "2027-03-28", "start": "02:30", "end": "04:00"}, "start"),
        ({"day": "2027-03-28", "start": "01:30", "end": "02:00"}, "end"),
        ({"day": "1901-01-20"}, "start"),
        ({"capacity": ""}, "capacity"),
        ({"capacity": "beaucoup"}, "capacity"),
        ({"capacity": "1001"}, "capacity"),
        ({"capacity": "-1"}, "capacity"),
        ({"waiting_places": "x"}, "waiting_places"),
        ({"mode": "hologram"}, "mode"),
        ({"online_url": "visio.example"}, "online_url"),
        ({"place": "x" * 301}, "place"),
        ({"room": "Salle 2"}, "room"),
        ({"workshop": ""}, "workshop"),
        ({"workshop": "00000000-0000-0000-0000-000000000000"}, "workshop"),
    ],
)
async def test_errors_keep_what_was_typed(signed_in, maker, things, change, field):
    typed = {**PLAN, **things, "presenter": "Nour & Malo", "note": "Apportez <votre> chargeur", **change}
    answer = await signed_in.send_form("/bureau/seances/nouvelle", **typed)
    assert answer.status_code == 422
    assert re.search(r"<title>Erreur\s:", answer.text)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text  # the link of the summary leads somewhere
    assert "Nour &amp; Malo" in answer.text
    assert "Apportez &lt;votre&gt; chargeur" in answer.text
    for name in ("day", "start", "end", "last_day", "capacity"):
        assert f'value="{typed.get(name, "")}"' in answer.text


async def test_the_hour_that_does_not_exist_is_explained(signed_in, things):
    typed = {**PLAN, **things, "day": "2027-03-28", "start": "02:30", "end": "04:00"}
    text = (await signed_in.send_form("/bureau/seances/nouvelle", **typed)).text
    assert "on avance les montres" in text


async def test_with_two_libraries_one_must_be_chosen(signed_in, maker, things):
    await maker.library("lyon")
    answer = await signed_in.send_form("/bureau/seances/nouvelle", **PLAN, workshop=things["workshop"])
    assert answer.status_code == 422
    assert 'href="#library"' in answer.text


async def test_with_one_library_it_goes_without_saying(signed_in, things):
    answer = await signed_in.send_form("/bureau/seances/nouvelle", **PLAN, workshop=things["workshop"])
    assert answer.status_code == 303


async def test_a_session_is_changed_and_its_form_shows_local_hours(signed_in, maker, now):
    reunion = await maker.library("saint-denis", timezone="Indian/Reunion")
    session = await maker.session(reunion, starts_at=now.replace(day=20, hour=20), lasts=timedelta(hours=2))
    path = f"/bureau/seances/{session}/modifier"
    text = (await signed_in.get(path)).text
    for value in ("2027-01-21", "00:00", "02:00"):  # 20:00 UTC is midnight there, the day after
        assert f'value="{value}"' in text
    changed = {**PLAN, "day": "2027-01-22", "start": "10:00", "end": "11:00", "capacity": "5"}
    assert (await signed_in.send_form(path, **changed)).status_code == 303
    found = await queries.session(session)
    assert found.starts_at.isoformat() == "2027-01-22T06:00:00+00:00"
    assert found.capacity == 5
    assert found.previous_starts_at == now.replace(day=20, hour=20)


async def test_a_form_cannot_move_a_session_to_another_library(signed_in, maker):
    session, elsewhere = await maker.session(), await maker.library("lyon")
    before = await queries.session(session)
    await signed_in.send_form(
        f"/bureau/seances/{session}/modifier", **PLAN, library=str(elsewhere), state="cancelled", taken="3"
    )
    after = await queries.session(session)
    assert (after.library_id, after.state, after.taken) == (before.library_id, "published", 0)


async def test_the_next_week_at_the_same_hour_even_when_watches_change(signed_in, maker, now):
    session = await maker.session(starts_at=now.replace(month=3, day=24, hour=13))  # 14 h in winter time
    text = (await signed_in.get(f"/bureau/seances/nouvelle?comme={session}")).text
    assert 'value="2027-03-31"' in text
    assert 'value="14:00"' in text
    assert 'value="16:00"' in text


async def test_a_draft_is_erased_after_a_question(signed_in, maker):
    session = await maker.session(published=False)
    path = f"/bureau/seances/{session}"
    assert "effacé pour toujours" in (await signed_in.get(f"{path}/retirer")).text
    assert (await signed_in.send_form(f"{path}/retirer")).headers["location"] == "/bureau/programme"
    assert (await signed_in.get(path)).status_code == 404


async def test_a_workshop_is_written_and_changed(signed_in, client, maker):
    await maker.library("rennes")
    typed = {"title": "Envoyer des photos", "level": "beginner", "minutes": "90", "theme_email": "1"}
    answer = await signed_in.send_form(
        "/bureau/ateliers/nouveau", **typed, theme_files_photos="1", audience_seniors="1"
    )
    assert answer.headers["location"].startswith("/bureau/seances/nouvelle?atelier=")
    workshop = await queries.workshop_by_slug("envoyer-des-photos")
    assert (workshop.themes, workshop.audiences, workshop.minutes) == (("email", "files_photos"), ("seniors",), 90)
    assert "selected>Envoyer des photos" in (await signed_in.get(answer.headers["location"])).text
    path = f"/bureau/ateliers/{workshop.id}"
    text = (await signed_in.get(path)).text
    assert re.search(r'name="theme_email" value="1" checked', text)
    assert not re.search(r'name="theme_safety" value="1" checked', text)
    await signed_in.send_form(path, title="Envoyer des photos de famille", minutes="90")
    assert (await queries.workshop(workshop.id)).themes == ()
    assert "photos de famille" in (await client.get("/ateliers/envoyer-des-photos")).text


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": "ab"}, "title"), ({"title": "x" * 151}, "title"), ({"minutes": "deux heures"}, "minutes"),
     ({"minutes": "5"}, "minutes"), ({"level": "guru"}, "level"), ({"summary": "x" * 301}, "summary")],
)  # fmt: skip
async def test_a_workshop_that_cannot_be_kept(signed_in, change, field):
    typed = {"title": "Envoyer des photos", "minutes": "90", "bring": "Votre <téléphone>", "theme_email": "1", **change}
    answer = await signed_in.send_form("/bureau/ateliers/nouveau", **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Votre &lt;téléphone&gt;" in answer.text
    assert 'name="theme_email" value="1" checked' in answer.text


@pytest.mark.parametrize(
    ("typed", "opens_at", "closes", "held"),
    [
        ({}, None, 0, 0),
        ({"opens_day": "2027-01-15"}, "2027-01-14T23:00", 0, 0),
        ({"opens_day": "15/01/2027", "opens_hour": "10 h", "closes_hours": "24"}, "2027-01-15T09:00", 24, 0),
        ({"offer_hours": "12"}, None, 0, 12),
    ],
)
def test_when_booking_opens_and_closes(typed, opens_at, closes, held):
    plan = read_plan({**PLAN, **typed}, "Europe/Paris")
    assert (plan.opens_at and plan.opens_at.isoformat()[:16], plan.closes_hours, plan.offer_hours) == (
        opens_at,
        closes,
        held,
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"opens_day": "demain"}, "opens_day"),
        ({"opens_hour": "10:00"}, "opens_day"),
        ({"opens_day": "2027-01-15", "opens_hour": "midi"}, "opens_hour"),
        ({"opens_day": "2027-01-20", "opens_hour": "14:00"}, "opens_day"),
        ({"opens_day": "2027-01-19", "opens_hour": "14:00", "closes_hours": "24"}, "opens_day"),
        ({"closes_hours": "beaucoup"}, "closes_hours"),
        ({"offer_hours": "1000"}, "offer_hours"),
    ],
)
async def test_windows_that_cannot_be_are_said_at_their_field(signed_in, things, typed, field):
    answer = await signed_in.send_form("/bureau/seances/nouvelle", **things, **PLAN, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


async def test_windows_come_back_in_the_form_and_a_week_later(signed_in, things):
    windows = {"opens_day": "2027-01-15", "opens_hour": "10:00", "closes_hours": "24", "offer_hours": "12"}
    kept = await signed_in.send_form("/bureau/seances/nouvelle", **things, **PLAN, **windows)
    session = kept.headers["location"].rsplit("/", 1)[1]
    shown = (await signed_in.get(f"/bureau/seances/{session}/modifier")).text
    again = (await signed_in.get(f"/bureau/seances/nouvelle?comme={session}")).text
    for name, value in windows.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"', shown)
    assert re.search(r'name="opens_day"[^>]*value="2027-01-22"', again)
