"""A peer that writes the identity of another peer's session takes neither its place in the list nor its page."""

from datetime import timedelta

import pytest


@pytest.mark.parametrize("hosts", [("z.example", "a.example"), ("a.example", "z.example")])
async def test_the_first_that_was_seen_keeps_its_page(client, mirror, now, hosts):
    true, copy = hosts
    identity = await mirror("Le vrai atelier", host=true, first_seen_at=now - timedelta(days=1))
    await mirror("La copie", host=copy, uuid=identity, first_seen_at=now)
    agenda = (await client.get("/")).text
    page = (await client.get(f"/seances/{identity}")).text
    for text in (agenda, page):
        assert "Le vrai atelier" in text
        assert "La copie" not in text
