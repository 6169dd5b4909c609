"""The library that takes the programme in."""

import pytest


@pytest.fixture
async def library(maker):
    return await maker.library("jean-mace", name="Médiathèque Jean-Macé")
