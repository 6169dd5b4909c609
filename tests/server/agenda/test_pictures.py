"""Pictures for those who share a page: what they say, their addresses, and when they are drawn again."""

import re
import struct
from html import unescape

import pytest

from server.agenda import picture_routes, pictures
from server.libraries import actions as libraries
from server.workshops import sessions


async def meta(client, path):
    """The properties that a page tells to those who share it."""
    text = (await client.get(path)).text
    return {
        name: unescape(value) for name, value in re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', text)
    }


@pytest.fixture
async def place(maker):
    return await maker.library("jean-mace", name="Médiathèque Jean-Macé")


@pytest.fixture
async def session(maker, place):
    return await maker.session(place)


async def test_a_session_and_its_library_are_drawn(client, session):
    for path in (f"/seances/{session}", "/bibliotheques/jean-mace"):
        said = await meta(client, path)
        assert said["og:url"] == f"http://test.example{path}"
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert "Médiathèque Jean-Macé" in said["og:image:alt"]
        answer = await client.get(said["og:image"])
        assert answer.headers["content-type"] == "image/png"
        assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)
        assert "immutable" in answer.headers["cache-control"]
        again = await client.get(said["og:image"], headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "set-cookie" not in answer.headers


async def test_words_of_the_picture(client, session):
    said = (await meta(client, f"/seances/{session}"))["og:image:alt"]
    assert said == (
        "Premiers pas avec Internet. mercredi 13 janvier 2027. de 10 h à 12 h. Médiathèque Jean-Macé, Rennes."
    )


async def test_another_picture_when_what_it_says_changes_and_only_then(client, session, maker, place, now):
    path = f"/seances/{session}"
    first = (await meta(client, path))["og:image"]
    await sessions.change_session(session, {"capacity": 9}, by=maker.by, now=now)
    assert (await meta(client, path))["og:image"] == first
    sheet = libraries.Sheet("Médiathèque des Champs", "1 rue du Port", "35000", "Rennes")
    await libraries.change_library(place, sheet, by=maker.by, now=now)
    renamed = (await meta(client, path))["og:image"]
    assert renamed != first
    await sessions.cancel(session, "", by=maker.by, now=now)
    cancelled = await meta(client, path)
    assert cancelled["og:image"] != renamed
    assert cancelled["og:image:alt"].startswith("Séance annulée. ")


async def test_an_old_address_still_answers_and_is_not_kept_for_ever(client, session):
    answer = await client.get(f"/seances/{session}/image.png?v=old&lang=xx")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["cache-control"]


async def test_long_words_are_drawn_on_one_picture():
    long = pictures.Picture("/x", "fr", "Mot " * 37, "jour " * 30, "heure " * 30, "lieu " * 60, "Annulée")
    assert struct.unpack(">II", (await pictures.drawn(long))[16:24]) == (1200, 630)


async def test_drawing_is_rationed_and_what_is_drawn_is_not(client, session, monkeypatch):
    monkeypatch.setattr(picture_routes, "MOST_DRAWN", {"most": 1, "seconds": 600})
    monkeypatch.setattr(pictures, "KEPT", type(pictures.KEPT)())
    path = f"/seances/{session}/image.png"
    statuses = [(await client.get(f"{path}?lang={language}")).status_code for language in ("fr", "fr", "en", "fr")]
    assert statuses == [200, 200, 429, 200]


async def test_few_pictures_are_kept(monkeypatch):
    async def nothing(source, facts):
        return b"png"

    monkeypatch.setattr(pictures, "draw", nothing)
    for number in range(pictures.MOST_KEPT + 5):
        await pictures.drawn(pictures.Picture("/x", "fr", str(number), "", "", ""))
    assert len(pictures.KEPT) == pictures.MOST_KEPT


async def test_drafts_have_none(client, maker, mirror):
    draft, theirs = await maker.session(published=False), await mirror()
    for id in (draft, theirs):
        assert (await client.get(f"/seances/{id}/image.png")).status_code == 404
    assert (await meta(client, f"/seances/{theirs}"))["og:image"].startswith("http://test.example/static/banniere.png")
