"""Our libraries as actors: what their page says too."""

import pytest

from server.libraries import queries
from server.sharing.profiles import profile

pytestmark = pytest.mark.usefixtures("undone")


async def test_a_library_says_where_and_when_it_is_open(maker):
    library = await maker.library("jean-mace", name="Jean-Macé & Cie", opening_hours="Tu-Sa 10:00-18:00")
    found = profile(await queries.by_id(library))
    assert (found.id, found.username) == ("http://test.example/ap/bibliotheques/jean_mace", "jean_mace")
    assert found.url == "http://test.example/bibliotheques/jean-mace"
    assert found.summary == "<p>Les ateliers numériques de Jean-Macé &amp; Cie.</p>"
    assert found.details["Adresse"] == "1 rue du Port, 35000 Rennes"
    assert found.details["Horaires"] == "Du mardi au samedi, de 10 h à 18 h"
    assert found.details["Téléphone"] == "02 99 00 00 00"
    assert "Site" not in found.details, "nothing is told of what is not known"
