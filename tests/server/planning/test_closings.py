"""Closings of a library: kept, refused, taken back; the sessions that they hit and days to move them to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.libraries.closings import add_closing, closings_of
from server.libraries.days_off import school_holiday, school_known_until, school_zone
from server.libraries.opening import open_weekdays
from server.libraries.queries import by_id

PATH = "/bureau/bibliotheques/port/fermetures"
TUESDAY = datetime(2027, 2, 2, 13, tzinfo=UTC)


async def test_a_closing_lists_the_sessions_that_it_hits_and_proposes_days(signed_in, maker):
    library = await maker.library("port")
    hit = await maker.session(library, starts_at=TUESDAY, presenter="Ana")
    await maker.session(library, starts_at=TUESDAY + timedelta(days=7), presenter="Ana")
    await maker.session(library, starts_at=TUESDAY, place="Mairie")
    answer = await signed_in.send_form(PATH, first_on="02/02/2027", last_on="2027-02-03", reason="Inventaire")
    assert answer.status_code == 303
    text = (await signed_in.get(answer.headers["location"])).text
    assert "1 séance tombe un jour de fermeture" in text
    days = ["2027-01-26", "2027-02-16", "2027-03-09"]  # not the week after: Ana is busy; nor school holidays
    proposed = [day for day in days if f"/bureau/seances/{hit}/modifier?jour={day}" in text]
    assert proposed == days[:2]
    assert 'value="2027-01-26"' in (await signed_in.get(f"/bureau/seances/{hit}/modifier?jour=2027-01-26")).text


async def test_a_closing_is_taken_back(signed_in, maker, now):
    library = await maker.library("port")
    kept = await add_closing(library, date(2027, 2, 2), date(2027, 2, 2), "Pont", by=maker.by, now=now)
    assert "2 février 2027" in (await signed_in.get(PATH)).text
    await signed_in.send_form(f"{PATH}/{kept.id}/retirer")
    assert await closings_of(library, since=now.date()) == []
    assert (await signed_in.send_form(f"{PATH}/{kept.id}/retirer")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_on": ""}, "first_on"),
        ({"first_on": "30/02/2027"}, "first_on"),
        ({"last_on": "demain"}, "last_on"),
        ({"last_on": "2027-02-01"}, "last_on"),
        ({"last_on": "2028-02-03"}, "last_on"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 201}, "reason"),
    ],
)
async def test_what_is_no_closing(signed_in, maker, now, typed, field):
    library = await maker.library("port")
    sent = {"first_on": "2027-02-02", "last_on": "", "reason": "Pont", **typed}
    answer = await signed_in.send_form(PATH, **sent)
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert await closings_of(library, since=now.date()) == []


async def test_only_a_manager_closes(browser, maker):
    programmer = await maker.staff("programming", await maker.library("port"))
    async with browser() as opened:
        opened.sign_in_with(await maker.login(programmer))
        assert (await opened.send_form(PATH, first_on="2027-02-02", reason="Pont")).status_code == 403


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ("Tu-Fr 10:00-18:00; Sa 10:00-17:00", {1, 2, 3, 4, 5}),
        ("Mo-Su 10:00-18:00; Mo,Su off", {1, 2, 3, 4, 5}),
        ("Fr-Tu 10:00-12:00,14:00-18:00", {4, 5, 6, 0, 1}),
        ("Tu 10:00-18:00; PH off", {1}),
        ("", None),
        ("du mardi au samedi", None),
        ("Xx 10:00-18:00", None),
    ],
)
def test_open_days(hours, days):
    assert open_weekdays(hours) == (None if days is None else frozenset(days))


@pytest.mark.parametrize(
    ("postal_code", "zone", "chosen", "expected"),
    [
        ("35000", "Europe/Paris", "", "B"),
        ("69001", "Europe/Paris", "", "A"),
        ("75 011", "Europe/Paris", "", "C"),
        ("14000", "Europe/Paris", "", "B"),
        ("20000", "Europe/Paris", "", ""),
        ("97400", "Indian/Reunion", "", ""),
        ("97400", "Indian/Reunion", "A", "A"),
        ("35000", "Europe/Paris", "none", ""),
        ("1000", "Europe/Brussels", "", ""),
    ],
)
def test_school_zone(postal_code, zone, chosen, expected):
    assert school_zone(postal_code, zone, chosen) == expected


# The first day off (a Saturday) and the last one (a Sunday) of some holidays of zone B.
ZONE_B = [
    (date(2026, 10, 17), date(2026, 11, 1)),
    (date(2026, 12, 19), date(2027, 1, 3)),
    (date(2027, 2, 20), date(2027, 3, 7)),
    (date(2027, 4, 17), date(2027, 5, 2)),
    (date(2027, 10, 23), date(2027, 11, 7)),
    (date(2028, 2, 5), date(2028, 2, 20)),
]


@pytest.mark.parametrize(("first", "last"), ZONE_B)
def test_zone_b(first, last):
    one = timedelta(days=1)
    assert [school_holiday(day, "B") for day in (first - one, first, last, last + one)] == [False, True, True, False]


def test_beyond_what_is_known_nobody_says_that_there_is_school():
    until = school_known_until()
    assert school_holiday(until, "B") is True
    assert school_holiday(until + timedelta(days=1), "B") is None
    assert school_holiday(date(2027, 1, 12), "") is None


async def test_the_zone_is_on_the_sheet(signed_in, maker):
    library = await maker.library("port")
    sheet = {"name": "Port", "address": "1 quai", "postal_code": "20000", "city": "Bastia", "timezone": "Europe/Paris"}
    await signed_in.send_form("/bureau/bibliotheques/port", **sheet, school_zone="A")
    assert (await by_id(library)).school_zone == "A"
    assert (await signed_in.send_form("/bureau/bibliotheques/port", **sheet, school_zone="D")).status_code == 422
