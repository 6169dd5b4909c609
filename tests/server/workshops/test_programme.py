"""The programme: by week, filters in the address, drafts included, an empty page that teaches."""

from datetime import timedelta

import pytest


async def test_an_empty_programme_teaches(signed_in, maker):
    assert "Ajouter une bibliothèque" in (await signed_in.get("/bureau/programme")).text
    await maker.library("rennes")
    text = (await signed_in.get("/bureau/programme")).text
    assert "Un atelier, c'est ce que vous proposez" in text
    assert "/bureau/ateliers" in text


async def test_drafts_are_there_and_told_apart(signed_in, maker):
    library = await maker.library("rennes")
    await maker.session(library, await maker.workshop("Photos"), published=False)
    await maker.session(library, await maker.workshop("Courriel"))
    text = (await signed_in.get("/bureau/programme")).text
    assert "Photos" in text
    assert "Courriel" in text
    only = (await signed_in.get("/bureau/programme?etat=draft")).text
    assert "Photos" in only
    assert "Courriel" not in only
    assert "Photos" not in (await signed_in.get("/bureau/programme?etat=published")).text


async def test_weeks_start_on_monday(signed_in, maker, now):
    library, workshop = await maker.library("rennes"), await maker.workshop()
    await maker.session(library, workshop, starts_at=now + timedelta(days=6))  # Sunday the 17th
    await maker.session(library, workshop, starts_at=now + timedelta(days=7))
    text = (await signed_in.get("/bureau/programme")).text
    assert "Semaine du lundi 11 janvier" in text.replace("\u00a0", " ")
    assert "Semaine du lundi 18 janvier" in text.replace("\u00a0", " ")


async def test_filters_stay_in_the_address(signed_in, maker):
    await maker.library("rennes")
    text = (await signed_in.get("/bureau/programme?du=2027-02-01&bibliotheque=rennes&etat=draft")).text
    assert "/bureau/programme?du=2027-03-01&amp;bibliotheque=rennes&amp;etat=draft" in text
    assert "/bureau/programme?du=2027-01-04&amp;bibliotheque=rennes&amp;etat=draft" in text
    assert 'value="rennes" selected' in text
    assert "Montrer toutes les séances" in text


async def test_another_library_of_mine_can_be_left_out(signed_in, maker):
    first, second = await maker.library("rennes"), await maker.library("lyon")
    await maker.session(first, await maker.workshop("Photos"))
    await maker.session(second, await maker.workshop("Courriel"))
    text = (await signed_in.get("/bureau/programme?bibliotheque=lyon")).text
    assert "Courriel" in text
    assert "Photos" not in text


@pytest.mark.parametrize(
    "query",
    ["du=hier", "du=0001-01-01", "du=9999-12-31", "du=%00", "etat=king", "bibliotheque=%27--", "bibliotheque=a%26b"],
)
async def test_an_odd_address_is_a_page_all_the_same(signed_in, maker, query):
    await maker.session()
    assert (await signed_in.get(f"/bureau/programme?{query}")).status_code == 200
