"""Paths of workshops: written down, shown on the pages of workshops, planned in one go."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from server.workshops import paths
from server.workshops.tables import Session


@pytest.fixture
async def three(maker):
    """Three workshops of the network, of an hour, two hours and an hour and a half."""
    titles = {"La souris": 60, "Internet": 120, "Le courrier": 90}
    return [await maker.workshop(title, minutes=minutes, level="beginner") for title, minutes in titles.items()]


def steps(workshops, needed=(2, 3)):
    typed = {f"step_{number}": str(one) for number, one in enumerate(workshops, start=1)}
    return typed | {f"needed_{number}": "1" for number in needed}


async def test_a_path_is_written_down_shown_changed_and_erased(signed_in, client, three):
    sent = {"title": "Premiers pas", **steps(three, needed=(2,))}
    made = await signed_in.send_form("/bureau/parcours/nouveau", **sent)
    assert made.status_code == 303
    address = made.headers["location"].split("?")[0]
    middle = (await client.get("/ateliers/internet")).text
    assert "Avant cet atelier, il faut savoir faire" in middle
    assert ('href="/ateliers/la-souris"' in middle, 'href="/ateliers/le-courrier"' in middle) == (True, True)
    assert "Ensuite" in (await client.get("/ateliers/la-souris")).text
    assert "Avant cet atelier, on peut suivre" in (await client.get("/ateliers/le-courrier")).text
    await signed_in.send_form(address, **{**sent, **steps(three[:2]), "step_3": ""})
    assert "Dans un parcours" not in (await client.get("/ateliers/le-courrier")).text
    text = (await signed_in.get("/bureau/parcours")).text
    assert "<li>La souris (Pour débuter)</li>" in text
    assert (await signed_in.send_form(address + "/effacer")).status_code == 303
    assert "Dans un parcours" not in (await client.get("/ateliers/internet")).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"step_2": "", "step_3": ""}, "steps"),
        ({"step_1": "la souris"}, "step_1"),
        ({"step_3": "01a220b0-c327-726c-9a02-3d02b8b49a8b"}, "steps"),
        ({"step_2": "same"}, "steps"),
    ],
)
async def test_what_is_no_path(signed_in, three, typed, field):
    typed = {name: str(three[0]) if value == "same" else value for name, value in typed.items()}
    sent = {"title": "Premiers pas", **steps(three), **typed}
    answer = await signed_in.send_form("/bureau/parcours/nouveau", **sent)
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)


async def test_a_path_is_planned_in_one_go_each_date_in_words_first(signed_in, maker, three, now):
    library = await maker.library("port")
    outline = paths.Outline("Premiers pas", [paths.Step(one) for one in three])
    path = await paths.write_path(outline, None, by=maker.by, now=now)
    form = {"rhythm": "w1", "first": "2027-02-02", "start": "14:00", "capacity": "8", "waiting_places": "2"}
    form |= {"mode": "on_site", "presenter": "Ana", "skip_public": "1", "skip_school": "1"}
    busy = datetime(2027, 2, 9, 13, tzinfo=UTC)
    await maker.session(library, starts_at=busy, presenter="Ana")
    address = f"/bureau/parcours/{path}"
    assert "La souris, 1\u00a0h" in (await signed_in.get(address + "/planifier")).text
    listed = await signed_in.send_form(address + "/planifier", **form)
    text = listed.text.replace("\u00a0", " ")
    for words in (
        "La souris : mardi 2 février 2027, de 14 h à 15 h",
        "Internet : mardi 16 février 2027, de 14 h à 16 h",
    ):
        assert words in text
    assert ("Ana anime déjà" in text, "Vacances scolaires de la zone B" in text) == (True, True)
    assert "Le courrier : mardi 9 mars 2027, de 14 h à 15 h 30" in text
    days = ("2027-02-02", "2027-02-16", "2027-03-09")
    few = await signed_in.send_form(address + "/dates", **form, **{f"tick_{day}": "1" for day in days[:2]})
    assert (few.status_code, "Ce parcours en a 3" in few.text) == (422, True)
    kept = await signed_in.send_form(address + "/dates", **form, publish="1", **{f"tick_{day}": "1" for day in days})
    assert kept.status_code == 303
    batch = UUID(kept.headers["location"].split("/")[-1].split("?")[0])
    rows = await Session.select(Session.workshop, Session.starts_at, Session.state).where(Session.batch == batch)
    found = sorted((row["starts_at"].date().isoformat(), row["workshop"], row["state"]) for row in rows)
    assert found == [(day, one, "published") for day, one in zip(days, three, strict=True)]
    wrong = await signed_in.send_form(address + "/planifier", **{**form, "first": ""})
    assert (wrong.status_code, 'href="#first"' in wrong.text) == (422, True)
