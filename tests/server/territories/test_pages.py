"""The pages of territories: draw one, add and leave out, rename, give up."""

import pytest

from server.foundation.database import DB

HOME = "/bureau/territoires"


@pytest.fixture
async def bretagne(signed_in):
    made = await signed_in.send_form(HOME, hub="hub-bretagne")
    assert made.status_code == 303
    return made.headers["location"].partition("?")[0]


async def test_the_territory_of_a_hub_is_corrected(signed_in, bretagne):
    page = (await signed_in.get(bretagne)).text.replace("\u202f", " ")
    assert "Hub Bretagne" in page
    assert "1202 communes" in page
    assert "3 449 370 habitants" in page
    found = (await signed_in.get(f"{bretagne}?lieu=Lannion")).text
    assert 'value="C22113"' in found
    assert "CA Lannion-Trégor Communauté" in found
    for part, how in (("D22", "leave"), ("C22113", "take"), ("D44", "take"), ("D44", "drop")):
        assert (await signed_in.send_form(f"{bretagne}/morceaux", part=part, how=how)).status_code == 303
    (kept,) = await DB.rows("SELECT takes, leaves FROM territory")
    assert (kept["takes"], kept["leaves"]) == (["R53", "C22113"], ["D22"])
    assert "Ce qu'il ne comprend pas" in (await signed_in.get(bretagne)).text.replace("&#39;", "'")
    assert "Rien ne porte ce nom" in (await signed_in.get(f"{bretagne}?lieu=zzzz")).text


async def test_it_is_renamed_and_given_up(signed_in, bretagne):
    assert (await signed_in.send_form(f"{bretagne}/nom", name="Breizh  hub")).status_code == 303
    listed = (await signed_in.get(HOME)).text
    assert "Breizh hub" in listed
    assert '<option value="hub-bretagne">' in listed
    assert "Retirer « Breizh hub »" in (await signed_in.get(f"{bretagne}/retrait")).text.replace("\u00a0", " ")
    assert (await signed_in.send_form(f"{bretagne}/retrait")).status_code == 303
    assert "Aucun territoire encore" in (await signed_in.get(HOME)).text
    assert (await signed_in.get(bretagne)).status_code == 404
    kinds = [row["kind"] for row in await DB.rows("SELECT kind FROM journal WHERE kind LIKE 'territory.%' ORDER BY id")]
    assert kinds == ["territory.drawn", "territory.renamed", "territory.given_up"]


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("", {"name": ""}, "Écrivez une réponse ici."),
        ("", {"name": "x" * 101}, "trop long"),
        ("", {"name": "Hub Bretagne"}, "porte déjà ce nom"),
        ("", {"hub": "hub-de-nulle-part"}, "Choisissez une des réponses."),
        ("/nom", {"name": " "}, "Écrivez une réponse ici."),
        ("/morceaux", {"part": "R99", "how": "take"}, "Choisissez une des réponses."),
        ("/morceaux", {"part": "D22", "how": "?"}, "Choisissez une des réponses."),
        ("/morceaux", {}, "Choisissez une des réponses."),
    ],
)
async def test_what_cannot_be_read_is_said(signed_in, bretagne, path, form, words):
    answer = await signed_in.send_form(f"{bretagne}{path}" if path else HOME, **form)
    assert answer.status_code == 422
    assert words in answer.text.replace("&#39;", "'")
