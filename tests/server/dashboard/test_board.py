"""The dashboard of a hub: members' sessions each once, what is lacking, who could help, and its files."""

import csv
import io
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from server.agenda import missed
from server.agenda.filters import Filters
from server.bookings import heard
from server.foundation.database import DB
from server.libraries.queries import by_id

BOARD = "/bureau/tableau"
VANNES = {"place_name": "Médiathèque de Vannes", "postal_code": "56000", "locality": "Vannes"}
NANTES = {"place_name": "Médiathèque de Nantes", "postal_code": "44000", "locality": "Nantes"}


@pytest.fixture
async def region(signed_in):
    made = await signed_in.send_form("/bureau/territoires", hub="hub-bretagne")
    return made.headers["location"].rpartition("/")[2].partition("?")[0]


@pytest.fixture
async def members(mirror, now):
    """Two members: the first tells four sessions, the second three, one of which the first tells too."""
    shared = uuid4()
    first, second = {"host": "quimper.example"}, {"host": "vannes.example", **VANNES}
    await mirror(**first, tags=["CourrierElectronique"], level="beginner", remaining=0)
    await mirror(**first, tags=["CourrierElectronique"], level="beginner", starts_in=timedelta(days=4))
    await mirror(**first, uuid=shared, first_seen_at=now - timedelta(days=2))
    await mirror(**first, **NANTES)
    await mirror(**second, tags=["SecuriteEtArnaques"])
    await mirror(**second, uuid=shared, first_seen_at=now - timedelta(days=1))
    await mirror(host="vannes.example", place_name="Bibliobus", postal_code="56999", locality="Nulle-Part")
    await mirror(**first, status="cancelled")
    await mirror(**first, starts_in=timedelta(days=400))


@pytest.fixture
def table(signed_in):
    """Return a function that reads a file of the dashboard, by the first column."""

    async def read(name, **asked):
        answer = await signed_in.get(f"{BOARD}/{name}.csv", params=asked)
        assert answer.status_code == 200, name
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        return {row[0]: row[1:] for row in rows[1:]}

    return read


@pytest.mark.usefixtures("members")
async def test_what_two_members_tell_counts_once(table):
    found = await table("membres", territoire="tout")
    told, shared, counted = (sum(int(row[column]) for row in found.values()) for column in range(3))
    assert found["quimper.example"][:3] == ["4", "0", "4"]
    assert found["vannes.example"][:3] == ["3", "1", "2"]
    assert (told, shared, counted) == (7, 1, 6)
    assert sum(int(row[0]) for row in (await table("mois", territoire="tout")).values()) == counted


@pytest.mark.usefixtures("members", "region")
async def test_a_territory_counts_what_is_in_it(table):
    communes = await table("communes")
    assert communes.keys() == {"Quimper", "Vannes"}
    assert communes["Quimper"][0] == "29232"
    assert communes["Quimper"][2:] == ["3", "30", "22", "1"]
    assert communes["Vannes"][2:] == ["1", "10", "6", "0"]
    assert (await table("communes", par="departement"))["Morbihan"][:2] == ["56", "1"]
    assert (await table("communes", departement="56")).keys() == {"Vannes"}
    assert (await table("communes", theme="email")).keys() == {"Quimper"}
    themes = await table("themes")
    assert themes["Courrier électronique"][0] == "2"
    assert themes["Non indiqué"][0] == "1"
    assert (await table("niveaux"))["Pour débuter"][0] == "2"
    assert (await table("demandes"))["Quimper (29)"] == ["3", "1", "0"]


@pytest.mark.usefixtures("members", "region")
async def test_what_is_lacking_is_listed(table, maker):
    await maker.library("fermee", name="Médiathèque sans atelier", city="Rennes", insee="35238")
    blank = await table("zones-blanches")
    assert len(blank) > 1000
    assert next(iter(blank)) == "Rennes"
    assert blank["Rennes"][:3] == ["35238", "Rennes Métropole", "oui"]
    assert "Quimper" not in blank
    assert (await table("lieux-sans-seance")).keys() == {"Médiathèque sans atelier"}
    assert (await table("a-situer")).keys() == {"Bibliobus"}


@pytest.mark.usefixtures("members", "region")
async def test_who_could_help_is_told_by_the_name_that_the_public_reads(table, maker):
    library = await maker.library("pontivy", name="Espace Kenere", city="Pontivy", insee="56178")
    workshop = await maker.workshop(themes=["safety"])
    await maker.session(library, workshop, presenter="Anne Un")
    found = await table("rapprochements", manque="safety", rayon="50")
    assert "Médiathèque des Ursulines" not in found  # 70 km away
    assert found.get("Espace Kenere") is None
    far = await table("rapprochements", manque="email", rayon="50")
    assert far == {}
    await maker.library("loudeac", name="Médiathèque de Loudéac", city="Loudéac", insee="22136")
    (row,) = (await table("rapprochements", manque="safety", rayon="30")).values()
    assert re.fullmatch(r"Loudéac \(22\);Espace Kenere, à \d\d km \(Anne Un\)", ";".join(row))


CAME = """
INSERT INTO member_figure (host, month, library, name, city, insee, sessions, seats, recorded, booked, present, unmet,
  masked, themes, levels, keys, key)
SELECT {}, date_trunc('month', {}::timestamptz)::date, f.city, f.city, f.city, f.insee, f.sessions, 0, f.sessions, 0,
  f.present, f.unmet, ARRAY[]::varchar[], to_jsonb(0), to_jsonb(0), ARRAY[]::varchar[], ''
FROM jsonb_to_recordset({}::text::jsonb) AS f(city text, insee text, sessions int, present int, unmet int)
"""


@pytest.mark.usefixtures("members", "region")
async def test_who_came_is_what_members_publish(table, signed_in, now):
    await DB.rows(
        "INSERT INTO member_reading (host, name, url, next_at, failures, error) VALUES ('q', '', '', {}, 0, '')", now
    )
    told = [
        {"city": "Quimper", "insee": "29232", "sessions": 3, "present": 21, "unmet": 3},
        {"city": "Vannes", "insee": "", "sessions": 1, "present": 6, "unmet": None},
        {"city": "Nantes", "insee": "44109", "sessions": 9, "present": 90, "unmet": 9},
    ]
    await DB.rows(CAME, "q", now, json.dumps(told))
    found = await table("venues-communes")
    assert found == {"Quimper (29)": ["3", "3", "21", "<5"], "Vannes (56)": ["1", "1", "6", ""]}
    assert list((await table("venues")).values()) == [["4", "4", "27", "<5"]]
    assert "27, aux 4 séances comptées" in (await signed_in.get(BOARD)).text


@pytest.mark.usefixtures("region")
async def test_needs_heard_at_our_desks_are_counted_without_anybody(table, maker, now):
    here = await by_id(await maker.library("rennes", insee="35238"))
    away = await by_id(await maker.library("nantes", insee="44109"))
    for library, times, found in ((here, 6, True), (here, 5, False), (away, 9, False)):
        for _ in range(times):
            await heard.count("procedure", library, found=found, by="staff", now=now)
    for _ in range(6):
        await heard.count("device", here, found=True, by="staff", now=now)
    assert list((await table("besoins")).values()) == [["11", "5"], ["6", "0"]]
    assert ["20", "14"] in (await table("besoins", territoire="tout")).values()


@pytest.mark.usefixtures("region")
async def test_searches_in_vain_are_told_by_theme_and_place(table, maker, now):
    library = await by_id(await maker.library("rennes", insee="35238"))
    searches = ({"theme": "email", "commune": "Rennes"}, {"theme": "jobs", "departement": "35"}, {"q": "tricot"})
    for number, asked in enumerate(searches):
        for minute in range(number + 1):
            await missed.note(Filters(**asked), [library], now + timedelta(minutes=1 + 2 * minute))
    assert await table("recherches") == {"Courrier électronique": ["Rennes (35)", "1"]}  # of a part of a département
    assert list((await table("recherches", territoire="tout")).items()) == [
        ("Tous les thèmes", ["Partout", "3"]),
        ("Emploi et CV", ["Ille-et-Vilaine (35)", "2"]),
        ("Courrier électronique", ["Rennes (35)", "1"]),
    ]
    assert await table("recherches", territoire="tout", departement="35", theme="email") == {
        "Courrier électronique": ["Rennes (35)", "1"]
    }


@pytest.mark.usefixtures("members", "region")
async def test_the_page_shows_charts_with_their_tables(signed_in):
    page = (await signed_in.get(BOARD)).text
    assert page.count("<svg") >= 4
    assert '<p class="lead">Hub Bretagne. De juillet 2026 à juin 2027.</p>' in page
    for caption in ("Par mois", "Par commune", "Par thème", "Par niveau", "Par membre", "Communes sans séance"):
        assert f"<caption>{caption}</caption>" in page
    for link in set(re.findall(r'href="(/bureau/tableau/[^"]+)"', page)):
        assert (await signed_in.get(link.replace("&amp;", "&"))).status_code == 200, link


@pytest.mark.parametrize(
    "query", ["", "?territoire=tout", "?du=x&au=1&departement=%00&theme=z&niveau=z&par=z&manque=z&rayon=z&territoire=z"]
)
async def test_an_agenda_with_nothing_in_it_has_a_page(signed_in, query):
    answer = await signed_in.get(BOARD + query)
    assert answer.status_code == 200
    assert "Aucune séance ici pendant ces mois" in answer.text


@pytest.mark.parametrize("name", ["mois", "mois.txt", "rien.csv", "mois.csv.csv"])
async def test_there_is_no_other_file(signed_in, name):
    assert (await signed_in.get(f"{BOARD}/{name}")).status_code == 404
