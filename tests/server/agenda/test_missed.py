"""Searches that find nothing are counted by theme, place and week: nobody, no hour and no word typed is kept."""

from datetime import date, timedelta

import pytest

from server.agenda import missed
from server.agenda.filters import Filters, read
from server.agenda.missed import Missed, place_of, theme_of, worth
from server.agenda.tables import Missed as Row
from server.libraries.queries import all_libraries

YEAR = (date(2026, 1, 1), date(2028, 1, 1))
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.mark.parametrize(
    ("asked", "theme"),
    [
        ({"theme": "email"}, "email"),
        ({"theme": "email", "q": "tablette"}, "email"),
        ({"q": "ma TABLETTE"}, "phone_tablet"),
        ({"q": "numérique"}, ""),  # of two themes
        ({"q": "Jeanne Le Goff 0612345678"}, ""),
        ({}, ""),
    ],
)
def test_which_theme_is_asked_for(asked, theme):
    assert theme_of(read(asked)) == theme


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"commune": "Rennes"}, "35238"),
        ({"commune": "st malo"}, "35288"),
        ({"commune": "Quimper"}, ""),  # there is no library of ours in its département
        ({"commune": "Quimper", "departement": "29"}, "29232"),
        ({"commune": "4 rue des Lilas, Jeanne", "departement": "29"}, "29"),
        ({"departement": "29"}, "29"),
        ({"bibliotheque": "port"}, "35238"),
        ({"bibliotheque": "autre"}, ""),
        ({"centre": "48.1,-1.68", "rayon": "5"}, ""),
    ],
)
async def test_which_place_is_asked_for(maker, asked, place):
    await maker.library("port")
    assert place_of(read(asked), await all_libraries()) == place


@pytest.mark.parametrize(
    ("asked", "agent", "counted"),
    [
        ({"theme": "email"}, PHONE, True),
        ({"q": "tricot"}, PHONE, True),
        ({"quand": "ce-mois"}, PHONE, False),  # of nothing but days
        ({}, PHONE, False),
        ({"theme": "email"}, "", False),
        ({"theme": "email"}, "Mozilla/5.0 (compatible; Googlebot/2.1)", False),
        ({"theme": "email"}, "python-requests/2.32", False),
    ],
)
def test_what_is_worth_counting(asked, agent, counted):
    assert worth(read(asked), agent) is counted


async def test_a_search_in_vain_is_counted_with_nobody_in_it(client, maker, now, standing_clock):
    await maker.session(await maker.library("port"), await maker.workshop("Clics", themes=["internet"]))
    client.headers["user-agent"] = PHONE
    address = "/?theme=email&commune=Rennes&q=Jeanne"
    for path in (address, address, "/?theme=internet", f"{address}&apres=2027-01-20T09:00:00Z_{'0' * 8}"):
        assert (await client.get(path)).status_code == 200
    standing_clock(now + timedelta(seconds=61))
    await client.get(address)
    assert await missed.missed(*YEAR) == [Missed("email", "35238", 2)]
    row = await Row.select().first()
    assert {name for name in row if name != "id"} == {"week", "theme", "place", "times", "last_at"}
    assert row["week"] == date(2027, 1, 11)


async def test_what_tries_everything_fills_nothing(maker, now, monkeypatch):
    monkeypatch.setattr(missed, "MOST", 3)
    for theme in ("email", "internet", "jobs", "safety"):
        await missed.note(Filters(theme=theme), [], now)
    assert len(await missed.missed(*YEAR)) == 3
    await missed.note(Filters(theme="safety"), [], now + timedelta(seconds=61))
    assert len(await missed.missed(*YEAR)) == 4
