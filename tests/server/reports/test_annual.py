"""The annual report against a count of its own, row by row in plain Python; NC and 0, years, files, codes, the page."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from server.reports import annual, annual_export, elected
from tests.server.reports.recount import count_again


@pytest.mark.parametrize("of", [2024, 2025, 2026])
async def test_the_report_is_what_an_independent_count_finds(year, now, of):
    libraries, _ = year
    report = await annual.report(of, now)
    for site in report.sites:
        assert dict(site.figures) == await count_again(of, now, {site.library.id}), site.library.slug
    assert dict(report.network) == await count_again(of, now, set(libraries.values()))


async def test_not_counted_is_not_nought_and_nothing_counts_twice(year, now):
    report = await annual.report(2026, now)
    by_name = {site.library.slug: site.figures for site in report.sites}
    rennes, island, nowhere = by_name["rennes"], by_name["ile"], by_name["vide"]
    assert (rennes["actions"], rennes["occurrences"], rennes["participants"]) == (2, 5, 31)
    assert (island["actions"], island["occurrences"], island["participants"]) == (1, 2, 14)
    assert (report.network["actions"], report.network["occurrences"], report.network["participants"]) == (2, 7, 45)
    assert (rennes["cents"], rennes["volunteers"], rennes["pupils"], rennes["remote"]) == (0, 2, 25, 0)
    assert (rennes["off_site_occurrences"], rennes["off_site_participants"]) == (1, 27)
    assert (island["off_site_occurrences"], island["volunteers"], island["visits"]) == (None, None, 0)
    assert (nowhere["occurrences"], nowhere["participants"], nowhere["cents"]) == (0, 0, None)
    assert (await annual.report(2025, now)).network["participants"] == 9
    assert (report.recorded, [site.recorded for site in report.sites if site.library.slug == "rennes"]) == (6, [4])


def test_figures_are_written_in_their_units():
    cases = {("cents", 4550): "45,50", ("cents", 4500): "45", ("staff_minutes", 255): "4,25", ("visits", 0): "0"}
    assert {asked: annual_export.told(*asked) for asked in cases} == cases
    assert annual_export.told("cents", None) == "NC"


async def test_files_have_the_official_names_and_the_codes_of_the_year(signed_in, year):
    page = "/bureau/rapport-annuel/correspondance"
    assert (await signed_in.send_form(page, annee="2026", visits="H-12", cents=" H-40 ")).status_code == 303
    assert (await signed_in.send_form(page, annee="2026", visits="H-12", cents="x" * 41)).status_code == 422
    text = (await signed_in.get("/bureau/rapport-annuel/lieux.csv?annee=2026")).content.decode("utf-8-sig")
    rows = {row["Commune"] and row["Code INSEE"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    official = [(row["nombre_actions_culturelles"], row["pop_touchee_actions_culturelles"],
                 row["depenses_action_culturelle"]) for row in (rows["35238"], rows["97411"], rows[""])]  # fmt: skip
    assert official == [("5", "31", "0"), ("2", "14", "45,50"), ("7", "45", "45,50")]
    assert rows["97411"]["Bénévoles présents, séance par séance"] == "NC"
    book = CalamineWorkbook.from_filelike(
        io.BytesIO((await signed_in.get("/bureau/rapport-annuel/rapport.ods?annee=2026")).content)
    )
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [row[:6] for row in sheets[0] if row[0].endswith("rennes")] == [
        ["Médiathèque rennes", "Rennes", "35238", 5, 31, 0],
    ]  # fmt: skip
    assert ["Médiathèque ile", "Visites de classes", "H-12", 0] in sheets[1]
    text = (await signed_in.get("/bureau/rapport-annuel/codes.csv?annee=2025")).text
    assert "H-12" not in text


async def test_each_sees_the_figures_of_their_own_libraries(browser, maker, year):
    libraries, _ = year
    reader = await maker.staff("reading", libraries["ile"])
    async with browser() as opened:
        opened.sign_in_with(await maker.login(reader))
        text = (await opened.get("/bureau/rapport-annuel?annee=2026")).text
        assert ("Médiathèque ile" in text, "Médiathèque rennes" in text) == (True, False)
        assert (await opened.get("/bureau/rapport-annuel?annee=2026&lieu=rennes")).status_code == 404
        assert (await opened.get("/bureau/rapport-annuel?annee=2026&lieu=ile")).status_code == 200
        assert (await opened.get("/bureau/rapport-annuel/correspondance")).status_code == 403


async def test_the_public_page_says_the_same_but_who_could_be_recognised(client, year, now):
    report, shown = await annual.report(2026, now), await elected.year_shown(2026, now)
    assert shown.hidden == {"volunteers"}
    assert all(shown.figures[name] == report.network[name] for name in annual.INDICATORS if name not in shown.hidden)
    assert (shown.places, shown.themes) == (2, (("email", 4),))
    text = (await client.get("/chiffres?annee=2026")).text.replace("\u202f", " ").replace("\xa0", " ")
    for said in ('<p class="big">45</p>', '<p class="big">7</p>', "élèves : 25", "45,50 €", "moins de 5"):
        assert said in text
    assert "Anne" not in text
    assert (await client.get("/chiffres?annee=1")).status_code == 200


@pytest.mark.parametrize(
    ("figures", "hidden"),
    [({"participants": 4}, {"participants"}), ({"participants": 12, "pupils": 9}, {"pupils"}),
     ({"participants": 12, "pupils": 12, "remote": 0}, set()), ({"participants": None, "pupils": 3}, {"pupils"}),
     ({"participants": 12, "off_site_participants": 2}, {"off_site_participants"})],
)  # fmt: skip
def test_too_few_people_are_not_told(figures, hidden):
    assert elected.hidden_of({name: figures.get(name) for name in annual.INDICATORS}) == hidden
