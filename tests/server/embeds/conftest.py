"""A session to show elsewhere, and one of a peer."""

import pytest

from tests.server.agenda.conftest import mirror as mirror


@pytest.fixture
async def session(maker):
    library = await maker.library("jean-mace", name="Médiathèque Jean-Macé")
    workshop = await maker.workshop("Mails & photos", themes=["email"])
    return await maker.session(library, workshop)
