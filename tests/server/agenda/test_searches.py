"""Searches with a short address: the same for the same search, a page for people, feeds for calendars."""

import json

import pytest
from icalendar import Calendar

from server.agenda.tables import SavedSearch
from server.libraries.tables import Library


@pytest.fixture
async def made(maker):
    """A session about e-mail, and another."""
    library = await maker.library("jean-mace")
    await maker.session(library, await maker.workshop("Mails", themes=["email"]))
    await maker.session(library, await maker.workshop("Photos", themes=["files_photos"]))


async def saved(client, **fields):
    answer = await client.send_form("/f", **fields)
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_a_search_gets_an_address_and_its_feeds(client, made):
    page = (await client.get("/abonnements?theme=email")).text
    assert 'action="/f"' in page
    path = await saved(client, theme="email")
    assert len(path) == len("/f/abcdef")
    page = (await client.get(path)).text
    assert f"http://test.example{path}.ics" in page
    assert f"webcal://test.example{path}.ics" in page
    feed = await client.get(f"{path}.ics")
    assert [str(each["SUMMARY"]) for each in Calendar.from_ical(feed.content).walk("VEVENT")] == ["Mails"]
    assert f"SOURCE;VALUE=URI:http://test.example{path}.ics" in feed.text
    assert (await client.get(f"{path}.ics", headers={"if-none-match": feed.headers["etag"]})).status_code == 304
    assert [each["title"] for each in json.loads((await client.get(f"{path}.json")).content)["items"]] == ["Mails"]
    assert "<title>Mails" in (await client.get(f"{path}.atom")).text
    assert (await client.get(f"{path}.ics?variant=rich")).text.count("BEGIN:VLOCATION") == 1


async def test_the_same_search_has_the_same_address(client, made):
    first = await saved(client, theme="email", bibliotheque="jean-mace")
    assert await saved(client, bibliotheque="Jean-Macé", theme="courrier-electronique", q=" ") == first
    assert await saved(client, theme="email") != first
    assert await SavedSearch.count() == 2


async def test_an_address_that_is_taken_is_given_to_nobody_else(client, made):
    path = await saved(client, theme="email")
    await SavedSearch.update({SavedSearch.query: "theme=jobs"}, force=True)
    assert await saved(client, theme="email") != path


async def test_what_is_no_search(client, made):
    assert (await client.send_form("/f", theme="poterie")).status_code == 409
    for path in ("/f/xxxxxx", "/f/xxxxxx.ics", "/f/.ics"):
        assert (await client.get(path)).status_code == 404


async def test_the_search_of_a_library_that_is_no_more_is_gone(client, maker):
    await maker.library("jean-mace")
    path = await saved(client, bibliotheque="jean-mace")
    await Library.delete(force=True)
    assert (await client.get(f"{path}.ics")).status_code == 410
    assert (await client.get(path)).status_code == 410
