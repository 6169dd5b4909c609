"""Ready paths: adopted in one click, once for each place, then planned on dates that skip holidays and closings."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.libraries.closings import add_closing
from server.materials import adopting
from server.materials.models import all_models, model_path
from server.materials.tables import AdoptedWorkshop
from server.workshops.competences import check_competences
from server.workshops.queries import all_workshops
from server.workshops.rules import check_path, check_workshop
from server.workshops.tables import Path

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.key)
def test_each_ready_path_can_be_kept(model):
    assert 4 <= len(model.workshops) <= 6
    check_path(model.title, model.summary, [one.key for one in model.workshops])
    for one in model.workshops:
        check_workshop(one.title, one.level, list(one.themes), list(one.audiences), one.minutes)
        check_competences(one.competences, [one.competence_level] * len(one.competences))
        assert len(one.summary) <= 300
        minutes = [int(re.match(r"(\d+) min\. ", step)[1]) for step in one.steps]
        assert sum(minutes) == one.minutes, one.key


async def test_twice_adopted_is_once_there_and_workshops_are_shared(signed_in, maker, now):
    library = await maker.library("port")
    address = "/bureau/parcours/modeles/premiers-pas"
    first, again = [await signed_in.send_form(address) for _ in range(2)]
    path = re.search(r"parcours=([^&]+)", first.headers["location"])[1]
    assert (first.headers["location"].endswith("fait=adopte"), again.headers["location"].endswith("fait=deja")) == (
        True, True
    )  # fmt: skip
    assert path in again.headers["location"]
    page = (await signed_in.get(again.headers["location"])).text
    assert ("Ce parcours était déjà là" in page, f"/bureau/parcours/{path}/planifier" in page) == (True, True)
    assert len(await all_workshops()) == 4
    await signed_in.send_form("/bureau/parcours/modeles/emploi")
    assert len(await all_workshops()) == 8  # one of the five is there already
    own = await signed_in.send_form(address, library=str(library))
    assert (own.status_code, len(await all_workshops()), await Path.count()) == (303, 12, 3)
    assert "déjà adopté" in (await signed_in.get("/bureau/parcours/modeles")).text
    steps = (await signed_in.get(f"/bureau/parcours/{path}/deroules")).text
    assert "Bouger la souris" in steps
    await signed_in.send_form(f"/bureau/parcours/{path}/effacer")
    anew = await adopting.adopt(model_path("premiers-pas"), None, by=maker.by, now=now)
    assert (anew.made, len(await all_workshops()), await AdoptedWorkshop.count()) == (True, 12, 12)


async def test_who_may_adopt_where(browser, maker):
    own, other = await maker.library("port"), await maker.library("gare")
    mediator = browser()
    mediator.sign_in_with(await maker.login(await maker.staff("programming", own)))
    address = "/bureau/parcours/modeles/photos"
    assert (await mediator.send_form(address, library=str(other))).status_code == 404
    assert (await mediator.send_form(address, library="x")).status_code == 422
    assert (await mediator.send_form(address, library=str(own))).status_code == 303
    assert (await mediator.get("/bureau/parcours/modeles/autre")).status_code == 404


def read(text):
    """Return (start, title) of each event of a calendar: a second reader, apart from the one that writes."""
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    found, event = [], None
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            found.append((event["DTSTART"], event["SUMMARY"]))
            event = None
        elif event is not None:
            name, _, parameters = name.partition(";")
            if name == "DTSTART":
                assert parameters == "TZID=Europe/Paris"
                event[name] = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=PARIS)
            else:
                event.setdefault(name, re.sub(r"\\(.)", r"\1", value))
    return sorted(found)


async def test_a_ready_path_becomes_sessions_that_skip_holidays_and_closings(signed_in, client, maker, now):
    library = await maker.library("port")
    await add_closing(library, date(2027, 5, 20), date(2027, 5, 20), "Inventaire", by=maker.by, now=now)
    made = await adopting.adopt(model_path("premiers-pas"), None, by=maker.by, now=now)
    form = {"rhythm": "w1", "first": "2027-05-06", "start": "14:00", "capacity": "8", "waiting_places": "2"}
    form |= {"mode": "on_site", "skip_public": "1", "skip_school": "1"}
    address = f"/bureau/parcours/{made.path}"
    listed = (await signed_in.send_form(f"{address}/planifier", **form)).text
    days = re.findall(r'name="(tick_[0-9-]+)"[^>]*checked', listed)
    assert ("Inventaire" in listed, "Ascension" in listed) == (True, True)
    kept = await signed_in.send_form(f"{address}/dates", **form, publish="1", **dict.fromkeys(days, "1"))
    assert kept.status_code == 303
    calendar = (await client.get("/bibliotheques/port/agenda.ics")).text
    titles = [one.title for one in model_path("premiers-pas").workshops]
    expected = [datetime(2027, *day, 14, tzinfo=PARIS) for day in ((5, 13), (5, 27), (6, 3), (6, 10))]
    assert read(calendar) == list(zip(expected, titles, strict=True))
