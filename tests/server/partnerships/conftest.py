"""A charter, and communities that sign it."""

from datetime import date

import pytest

from server.partnerships import charter
from server.partnerships.rules import Signing


@pytest.fixture
def signing(now):
    """Return a function that makes what a community says when it signs, today unless told otherwise."""

    def made(community="Ville de Rennes", **more):
        given = {"kind": "commune", "place": "Rennes", "signatory": "Anne Le Bihan", "quality": "Maire"}
        return Signing(community, **{**given, "signed_on": date(2027, 1, 11), **more})

    return made


@pytest.fixture
async def published(administrator, now):
    """Publish the house's own text as version 1; return its number."""
    return await charter.publish(charter.FIRST_TITLE, charter.FIRST_WORDS, by=administrator, now=now)
