"""A series planned by rule: every date in words with its reason, nothing written before the confirmation."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from server.libraries.closings import add_closing
from server.workshops.sessions import Plan, plan_session
from server.workshops.tables import Series, Session

pytestmark = pytest.mark.usefixtures("undone")
RULE = {
    "rhythm": "w1", "first": "2027-02-02", "most": "3", "start": "14:00", "minutes": "120", "capacity": "8",
    "waiting_places": "4", "skip_public": "1", "skip_school": "1", "skip_not_open": "1", "booked": "each",
}  # fmt: skip


@pytest.fixture
async def rule(maker):
    """The form of a series of Tuesdays at two, in a library of Rennes (zone B)."""
    library, workshop = await maker.library("port"), await maker.workshop()
    return {**RULE, "workshop": str(workshop), "library": str(library)}


def rows(page):
    """The dates listed: (words, ticked, reasons), ticked being None where it may not be."""
    listed = re.search(r'<fieldset class="question[^"]*" id="dates">(.*?)</fieldset>', page, re.S)[1]
    found = re.findall(r'<label class="tick">(.*?)</label>|<p>(.*?)</p>', listed, re.S)
    return [
        (
            re.sub(r"\s+", " ", re.match(r"(?:<input[^>]*> <span>)?(.*?)(?:<br>|</span>|$)", part, re.S)[1]).strip(),
            None if not label else " checked>" in label,
            re.findall(r'class="hint"> ?(.*?)</span>', part),
        )
        for label, bare in found
        for part in [label or bare]
    ]


def ticks(page):
    """What the form of dates sends, as it was shown: what it carries, and the ticks."""
    carried = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page))
    return {**carried, **dict.fromkeys(re.findall(r'name="(tick_[^"]+)" value="1" checked', page), "1")}


async def starts():
    return [row["starts_at"] for row in await Session.select(Session.starts_at).order_by(Session.starts_at)]


async def test_kept_and_skipped_dates_are_listed_then_planned(signed_in, rule):
    shown = await signed_in.send_form("/bureau/planifier", **{**rule, "first": "2027-02-16"})
    assert shown.status_code == 200
    assert rows(shown.text) == [
        ("mardi 16 février 2027, de 14 h à 16 h", True, []),
        ("mardi 23 février 2027, de 14 h à 16 h", False, ["Vacances scolaires de la zone B."]),
        ("mardi 2 mars 2027, de 14 h à 16 h", False, ["Vacances scolaires de la zone B."]),
        ("mardi 9 mars 2027, de 14 h à 16 h", True, []),
        ("mardi 16 mars 2027, de 14 h à 16 h", True, []),
    ]
    assert await Session.count() == 0
    sent = ticks(shown.text)
    del sent["tick_2027-03-16"]
    kept = await signed_in.send_form("/bureau/planifier/dates", **sent, **{"tick_2027-03-02": "1"})
    assert kept.status_code == 303
    hours = [datetime(2027, 2, 16, 13, tzinfo=UTC), datetime(2027, 3, 2, 13, tzinfo=UTC)]
    assert await starts() == [*hours, datetime(2027, 3, 9, 13, tzinfo=UTC)]
    twice = await signed_in.send_form("/bureau/planifier/dates", **sent, **{"tick_2027-03-02": "1"})
    assert twice.headers["location"] == kept.headers["location"]
    assert await Session.count() == 3
    page = await signed_in.get(kept.headers["location"])
    assert "3 séances sont planifiées" in page.text
    assert "Publier les 3 séances en brouillon" in page.text
    published = await signed_in.send_form(kept.headers["location"].replace("?fait=1", "/publier"))
    assert published.status_code == 303
    assert {row["state"] for row in await Session.select(Session.state)} == {"published"}


@pytest.mark.parametrize(
    ("sheet", "change", "skipped"),
    [
        ({}, {"first": "2027-03-26", "most": "1"}, {}),  # Good Friday, in Rennes
        (
            {"postal_code": "67000", "city": "Strasbourg"},
            {"first": "2027-03-26", "most": "1"},
            {date(2027, 3, 26): ["Jour férié : Vendredi saint."]},
        ),
        (
            {"postal_code": "97400", "city": "Saint-Denis", "timezone": "Indian/Reunion"},
            {"first": "2027-12-20", "most": "1"},
            {date(2027, 12, 20): ["Jour férié : Abolition de l&#39;esclavage."]},
        ),
        (
            {"opening_hours": "We-Sa 10:00-18:00"},
            {"first": "2027-02-02", "weekday_1": "1", "weekday_2": "1", "most": "1"},
            {date(2027, 2, 2): ["D&#39;habitude, la bibliothèque n&#39;ouvre pas ce jour-là."]},
        ),
        (
            {"postal_code": "75001", "school_zone": ""},
            {"first": "2027-02-09", "most": "1"},
            {
                date(2027, 2, 9): ["Vacances scolaires de la zone C."],
                date(2027, 2, 16): ["Vacances scolaires de la zone C."],
            },
        ),
        ({"postal_code": "75001", "school_zone": "none"}, {"first": "2027-02-09", "most": "1"}, {}),
        ({}, {"first": "2027-02-23", "most": "1", "skip_school": ""}, {}),
        (
            {},
            {"first": "2027-03-28", "start": "02:30", "most": "1", "skip_public": ""},
            {date(2027, 3, 28): ["Cette heure n&#39;existe pas ce jour-là : on avance les montres d&#39;une heure."]},
        ),
        (
            {},
            {"first": "2027-01-05", "last": "2027-01-12", "most": ""},
            {date(2027, 1, 5): ["C&#39;est déjà passé."]},
        ),
    ],
)
async def test_what_is_skipped_depends_on_the_place(signed_in, maker, rule, sheet, change, skipped):
    place = await maker.library("ailleurs", **sheet)
    shown = await signed_in.send_form("/bureau/planifier", **{**rule, "library": str(place), **change})
    text = shown.text.replace("\u00a0", " ").replace(" Écrivez une autre heure.", "")
    found = [why for _, ticked, why in rows(text) if not ticked]
    assert found == list(skipped.values())


async def test_closings_and_what_is_in_the_way_are_said_and_passed_over_on_purpose(signed_in, maker, rule, now):
    library = rule["library"]
    await add_closing(library, date(2027, 2, 2), date(2027, 2, 3), "Inventaire", by=maker.by, now=now)
    room = await maker.room(library)
    await maker.session(library, starts_at=datetime(2027, 2, 9, 14, 30, tzinfo=UTC), room=room, presenter="Ana et Yann")
    shown = await signed_in.send_form("/bureau/planifier", **{**rule, "room": str(room), "presenter": "Yann"})
    listed = {words[:20]: (ticked, why) for words, ticked, why in rows(shown.text.replace("\u00a0", " "))}
    assert listed["mardi 2 février 2027"] == (
        False, ["La bibliothèque est fermée du mardi 2 février 2027 au mercredi 3 février 2027 : Inventaire."],
    )  # fmt: skip
    ticked, why = listed["mardi 9 février 2027"]
    assert not ticked
    other = "« Premiers pas avec Internet », {}mardi 9 février, de 15 h 30 à 17 h 30."
    assert why == [
        f"Salle 2 est déjà prise : {other.format('')}",
        f"Ana et Yann anime déjà {other.format('Médiathèque port, ')}",
    ]
    sent = {**ticks(shown.text), "tick_2027-02-09": "1"}
    refused = await signed_in.send_form("/bureau/planifier/dates", **sent)
    assert refused.status_code == 422
    assert 'name="tick_2027-02-09" value="1" checked' in refused.text
    assert await Session.count() == 1
    kept = await signed_in.send_form("/bureau/planifier/dates", **sent, despite="shared")
    assert kept.status_code == 303
    assert await Session.count() == 5


async def test_a_course_is_made_and_published_at_once(signed_in, rule):
    asked = {
        **rule,
        "booked": "whole",
        "title": "Premiers clics",
        "rhythm": "m24",
        "first": "2027-03-01",
        "weekday_1": "1",
    }
    shown = await signed_in.send_form("/bureau/planifier", **asked)
    assert [words.partition(",")[0] for words, *_ in rows(shown.text.replace("\u00a0", " "))] == [
        "mardi 9 mars 2027", "mardi 23 mars 2027", "mardi 13 avril 2027",
    ]  # fmt: skip
    kept = await signed_in.send_form("/bureau/planifier/dates", **ticks(shown.text), publish="1")
    assert "On s'y inscrit comme à un cycle" in (await signed_in.get(kept.headers["location"])).text
    assert await Series.count() == 1
    assert [row["series_number"] for row in await Session.select().order_by(Session.starts_at)] == [1, 2, 3]


async def test_the_same_dates_in_several_libraries_each_with_its_days_off(signed_in, maker, rule):
    paris = await maker.library("paris", postal_code="75011")
    asked = {**rule, "first": "2027-02-09", "most": "2", f"also_{paris}": "1", "booked": "whole", "title": "Clics"}
    shown = await signed_in.send_form("/bureau/planifier", **asked)
    listed = re.findall(r'name="tick_([^"]+)" value="1"( checked)?>', shown.text)
    assert [name for name, ticked in listed if ticked] == [
        "2027-02-09", "2027-02-16", f"{paris}_2027-02-23", f"{paris}_2027-03-02",
    ]  # fmt: skip
    assert [name for name, ticked in listed if not ticked] == [f"{paris}_2027-02-09", f"{paris}_2027-02-16"]
    kept = await signed_in.send_form("/bureau/planifier/dates", **ticks(shown.text), publish="1")
    assert "4 séances sont planifiées" in (await signed_in.get(kept.headers["location"])).text
    rows = await Session.select(Session.library, Session.starts_at, Session.series).order_by(Session.starts_at)
    assert [(str(row["library"]) == str(paris), row["starts_at"].day) for row in rows] == [
        (False, 9), (False, 16), (True, 23), (True, 2),
    ]  # fmt: skip
    assert await Series.count() == 2
    assert len({row["series"] for row in rows}) == 2


async def test_a_room_is_of_one_library(signed_in, maker, rule):
    room, other = await maker.room(rule["library"]), await maker.library("autre")
    answer = await signed_in.send_form("/bureau/planifier", **{**rule, "room": str(room), f"also_{other}": "1"})
    assert (answer.status_code, "Une salle est dans une seule bibliothèque" in answer.text) == (422, True)


async def test_what_is_not_known_is_said(signed_in, maker, rule):
    far = await signed_in.send_form("/bureau/planifier", **{**rule, "first": "2028-12-19", "most": "2"})
    assert "Elles ne sont connues que jusqu'au 31 août 2028." in far.text
    corsica = await maker.library("ajaccio", postal_code="20000")
    nowhere = await signed_in.send_form("/bureau/planifier", **{**rule, "library": str(corsica)})
    assert "il n'est dans aucune zone A, B ou C" in nowhere.text
    assert "Elles ne sont" not in (await signed_in.send_form("/bureau/planifier", **rule)).text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first": ""}, "first"),
        ({"first": "2027-02-30"}, "first"),
        ({"most": ""}, "most"),
        ({"most": "61"}, "most"),
        ({"most": "", "last": "2027-01-01"}, "last"),
        ({"rhythm": "chosen"}, "days"),
        ({"rhythm": "chosen", "days": "12/01/2027 30/02/2027"}, "days"),
        ({"rhythm": "x"}, "rhythm"),
        ({"start": "25:00"}, "start"),
        ({"minutes": "0"}, "minutes"),
        ({"capacity": "-2"}, "capacity"),
        ({"booked": "whole", "title": ""}, "title"),
        ({"booked": "?"}, "booked"),
        ({"workshop": ""}, "workshop"),
        ({"room": "01a22010-64d3-748c-a37e-c20f0db84b86"}, "room"),
        ({"rhythm": "m5", "weekday_1": "1", "most": "", "last": "2027-02-27"}, "first"),
        ({"opens_before": "400"}, "opens_before"),
    ],
)
async def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(signed_in, rule, change, field):
    answer = await signed_in.send_form("/bureau/planifier", **{**rule, "presenter": "Ana <b>", **change})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Ana &lt;b&gt;" in answer.text
    assert await Session.count() == 0


async def test_chosen_dates_and_going_back_to_the_rule(signed_in, rule):
    asked = {**rule, "rhythm": "chosen", "days": "09/03/2027\n2028-02-29", "first": "", "most": ""}
    shown = await signed_in.send_form("/bureau/planifier", **asked)
    assert [words[:20].strip(",") for words, *_ in rows(shown.text)] == ["mardi 9 mars 2027, d", "mardi 29 février 202"]
    again = await signed_in.send_form("/bureau/planifier/dates", **ticks(shown.text), back="1")
    assert ">09/03/2027\n2028-02-29</textarea>" in again.text
    nothing = await signed_in.send_form("/bureau/planifier/dates", **asked)
    assert nothing.status_code == 422
    assert "Cochez au moins une date." in nothing.text


async def test_the_form_begins_like_the_latest_session_of_the_workshop(signed_in, maker, rule, now):
    plan = {"lasts": timedelta(minutes=90), "presenter": "Ana", "opens_at": now}
    await maker.session(rule["library"], rule["workshop"], **plan)
    text = (await signed_in.get(f"/bureau/planifier?atelier={rule['workshop']}")).text
    assert 'name="presenter" type="text" value="Ana"' in text
    assert 'name="minutes" type="text" value="90"' in text
    assert 'name="opens_before" type="text" value="2"' in text


async def test_who_does_not_programme_there_plans_nothing(browser, maker, rule):
    desk = await maker.staff("desk", rule["library"])
    async with browser() as opened:
        opened.sign_in_with(await maker.login(desk))
        assert (await opened.get("/bureau/planifier")).status_code == 403
        assert (await opened.send_form("/bureau/planifier/dates", **rule)).status_code == 403
    other = await maker.staff("programming", await maker.library("autre"))
    async with browser() as opened:
        opened.sign_in_with(await maker.login(other))
        answer = await opened.send_form("/bureau/planifier", **rule)
    assert (answer.status_code, 'href="#library"' in answer.text) == (422, True)


async def test_a_draft_of_long_ago_no_longer_holds_its_room(signed_in, maker, rule, now):
    room = await maker.room(rule["library"])
    at = datetime(2027, 2, 2, 13, tzinfo=UTC)
    plan = Plan(at, at + timedelta(hours=1), 8, room=room)
    await plan_session(rule["workshop"], rule["library"], plan, by=maker.by, now=now - timedelta(days=13))
    held = await signed_in.send_form("/bureau/planifier", **{**rule, "room": str(room), "most": "1"})
    assert "est gardée par un brouillon" in held.text
    await Session.update({Session.updated_at: now - timedelta(days=14)}, force=True)
    free = await signed_in.send_form("/bureau/planifier", **{**rule, "room": str(room), "most": "1"})
    assert "est gardée par un brouillon" not in free.text
