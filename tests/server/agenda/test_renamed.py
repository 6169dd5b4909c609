"""A library whose page has another name: former addresses lead there for ever, in every form and in saved searches."""

import pytest

from server.foundation.errors import Invalid, NotFound
from server.libraries import actions
from server.libraries.queries import by_slug


@pytest.fixture
async def renamed(maker, now):
    """A library with a session, whose page was renamed twice."""
    library = await maker.library("centre", name="Centre")
    await maker.session(library)
    for name in ("jean-mace", "simone-veil"):
        await actions.rename_pages(library, name, by=maker.by, now=now)
    return library


@pytest.mark.parametrize("old", ["centre", "jean-mace"])
@pytest.mark.parametrize(
    "end", ["", "/agenda.ics", "/agenda.atom", "/agenda.json?format=jcal", "/agenda.ics?theme=email"]
)
async def test_former_addresses_lead_to_the_new_one(client, renamed, old, end):
    answer = await client.get(f"/bibliotheques/{old}{end}")
    assert answer.status_code == 308
    assert answer.headers["location"].removeprefix("http://test.example") == f"/bibliotheques/simone-veil{end}"
    assert (await client.head(f"/bibliotheques/{old}{end}")).status_code in {308, 405}
    assert (await client.get(f"/bibliotheques/simone-veil{end}")).status_code == 200


async def test_filters_understand_every_name(client, renamed):
    for name in ("centre", "jean-mace", "simone-veil"):
        assert (await client.get(f"/agenda.ics?bibliotheque={name}")).text.count("BEGIN:VEVENT") == 1
    assert "/bibliotheques/simone-veil" in (await client.get("/bibliotheques")).text


async def test_an_old_name_may_come_back_and_is_nobody_elses(client, renamed, maker, now):
    await actions.rename_pages(renamed, "centre", by=maker.by, now=now)
    assert (await client.get("/bibliotheques/centre")).status_code == 200
    assert (await client.get("/bibliotheques/jean-mace")).status_code == 308
    other = await maker.library("autre")
    for taken in ("centre", "jean-mace"):
        with pytest.raises(Invalid):
            await actions.rename_pages(other, taken, by=maker.by, now=now)
        with pytest.raises(Invalid):
            await maker.library(taken)
    for bad in ("", "Médiathèque", "a b", "x" * 31):
        with pytest.raises(Invalid):
            await actions.rename_pages(other, bad, by=maker.by, now=now)
    with pytest.raises(NotFound):
        await actions.rename_pages(other, "neuf", by=await maker.staff("programming", other), now=now)
    assert (await by_slug("autre")).page_name == "autre"


async def test_staff_rename_on_the_sheet(signed_in, maker):
    await maker.library("centre", name="Centre")
    page = await signed_in.send_form("/bureau/bibliotheques/centre/adresse", slug="simone-veil")
    assert page.headers["location"] == "/bureau/bibliotheques/centre?fait=adresse"
    assert "/bibliotheques/simone-veil" in (await signed_in.get("/bureau/bibliotheques/centre")).text
    again = await signed_in.send_form("/bureau/bibliotheques/centre/adresse", slug="Pas possible")
    assert again.status_code == 422
