"""What other sites show: the list, the script that draws it, the frame, and the page where one copies them."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from server.bookings import actions
from server.foundation.web import POLICY
from server.workshops import sessions

LIST, SCRIPT = "/integrer/1/agenda.json", "/integrer/1/agenda.js"


async def lines(client, query=""):
    """The sessions that the script would draw."""
    return (await client.get(f"{LIST}{query}")).json()["sessions"]


async def test_the_list_says_all_in_words(client, session):
    told = (await client.get(f"{LIST}?theme=email")).json()
    assert told["sessions"] == [
        {
            "url": f"http://test.example/seances/{session}",
            "title": "Mails & photos",
            "start": "2027-01-13T09:00:00+00:00",
            "when": "mercredi 13 janvier, de 10 h à 12 h",
            "place": "Médiathèque Jean-Macé, Rennes",
            "seats": "Il reste 8 places",
            "cancelled": False,
        }
    ]
    assert told["url"] == "http://test.example/?theme=email"
    assert told["title"] == "L'agenda des ateliers numériques · Courrier électronique"
    english = (await client.get(f"{LIST}?lang=en")).json()
    assert (english["lang"], english["sessions"][0]["seats"]) == ("en", "8 seats left")


async def test_filters_of_the_agenda_work(client, session, mirror):
    theirs = await mirror("Découvrir la tablette")
    titles = {each["title"] for each in await lines(client)}
    assert titles == {"Mails & photos", "Découvrir la tablette"}
    assert [each["title"] for each in await lines(client, "?source=quimper.example")] == ["Découvrir la tablette"]
    assert (await lines(client, "?source=quimper.example"))[0]["url"] == f"http://test.example/seances/{theirs}"
    assert await lines(client, "?theme=jobs") == []
    assert (await client.get(f"{LIST}?theme=jobs")).json()["none"]


@pytest.mark.parametrize(
    ("asked", "shown", "more"),
    [("1", 1, True), ("2", 2, True), ("0", 1, True), ("3", 3, False), ("x", 3, False), ("-1", 3, False)],
)
async def test_so_many_and_no_more(client, maker, asked, shown, more):
    library, workshop = await maker.library(), await maker.workshop()
    for days in (1, 2, 3):
        await maker.session(library, workshop, starts_in=timedelta(days=days))
    told = (await client.get(f"{LIST}?nombre={asked}")).json()
    assert (len(told["sessions"]), told["more"]) == (shown, more)


async def test_full_and_cancelled_are_said(client, maker, session, administrator, now):
    full = await maker.session(capacity=1, waiting_places=0, starts_in=timedelta(days=1))
    await actions.book(actions.Request(full, "Ana Morel"), by="patron", now=now)
    await sessions.cancel(session, "", by=administrator, now=now)
    said = [(each["seats"], each["cancelled"]) for each in await lines(client)]
    assert said == [("Il n'y a plus de place.", False), ("Séance annulée", True)]


@pytest.mark.parametrize("path", [LIST, SCRIPT])
async def test_other_sites_may_read_it_and_keep_it(client, session, path):
    answer = await client.get(path, headers={"origin": "https://mairie.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "public" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    again = await client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_script_makes_no_html_of_text_and_brings_no_style(client):
    text = (await client.get(SCRIPT)).text
    assert not re.search(r"innerHTML|insertAdjacent|outerHTML|eval|\.style|document\.write|cookie|Storage", text)


async def test_only_frames_may_stand_in_a_frame(client, session):
    for path in ("/integrer/cadre", "/integrer/cadre?theme=email&nombre=5&lang=en", f"/integrer/seances/{session}"):
        answer = await client.get(path)
        assert "Mails &amp; photos" in answer.text
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert "form-action 'none'" in answer.headers["content-security-policy"]
        assert "<form" not in answer.text
        assert "set-cookie" not in answer.headers
    for path in ("/", "/integrer", "/retrouver", f"/seances/{session}", f"/seances/{session}/reservation", "/bureau"):
        assert "frame-ancestors 'none'" in (await client.get(path)).headers["content-security-policy"]


async def test_a_frame_of_what_is_not_public(client, maker, session, administrator, now):
    draft = await maker.session(published=False)
    assert (await client.get(f"/integrer/seances/{draft}")).status_code == 404
    await sessions.withdraw(session, by=administrator, now=now)
    assert (await client.get(f"/integrer/seances/{session}")).status_code == 410


async def test_one_copies_what_one_chose(client, session):
    answer = await client.get("/integrer?bibliotheque=jean-mace&nombre=5&q=%22%3E%3Cb%3E")
    plain, frame = (unescape(each) for each in re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL))
    assert ' data-bibliotheque="jean-mace" data-nombre="5"' in plain
    assert "<b>" not in plain
    assert '<script type="module" src="http://test.example/integrer/1/agenda.js"></script>' in plain
    address = unescape(re.search(r'<iframe src="([^"]+)"', frame)[1])
    assert address == "http://test.example/integrer/cadre?q=%22%3E%3Cb%3E&bibliotheque=jean-mace&nombre=5"
    assert 'title="' in frame
    assert answer.headers["content-security-policy"] == f"{POLICY}; frame-src 'self'"
    assert 'src="/integrer/cadre?' in answer.text


async def test_pages_lead_there_with_their_choice(client, session):
    for page, there in (
        ("/?theme=email", "/integrer?theme=email"),
        ("/bibliotheques/jean-mace", "/integrer?bibliotheque=jean-mace"),
    ):
        text = (await client.get(page)).text
        assert f'href="{there}"' in text
        assert (await client.get(there)).status_code == 200


async def oembed(client, url, **more):
    return await client.get("/oembed", params={"url": url, **more})


async def test_pages_say_what_to_show_elsewhere(client, session):
    pages = {
        "/?theme=email": "/integrer/cadre?theme=email",
        "/bibliotheques/jean-mace": "/integrer/cadre?bibliotheque=jean-mace",
        f"/seances/{session}": f"/integrer/seances/{session}",
    }
    for page, frame in pages.items():
        text = (await client.get(page)).text
        (found,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', text)
        told = (await client.get(unescape(found))).json()
        assert (told["version"], told["type"]) == ("1.0", "rich")
        address = unescape(re.search(r'<iframe src="([^"]+)"', told["html"])[1])
        assert address == f"http://test.example{frame}"
        assert (await client.get(address)).status_code == 200
        assert isinstance(told["width"], int)
        assert isinstance(told["height"], int)
        if page != "/?theme=email":
            assert (await client.get(told["thumbnail_url"])).headers["content-type"] == "image/png"


async def test_oembed_as_xml(client, session):
    answer = await oembed(client, f"http://test.example/seances/{session}", format="xml")
    assert answer.headers["content-type"].startswith("text/xml")
    assert "<title>Mails &amp; photos</title>" in answer.text
    assert "&lt;iframe src=" in answer.text


@pytest.mark.parametrize(
    ("url", "more", "status"),
    [
        ("https://elsewhere.example/", {}, 404),
        ("http://test.example.evil.example/", {}, 404),
        ("http://test.example/retrouver", {}, 404),
        ("http://test.example/seances/x", {}, 404),
        ("http://test.example/bibliotheques/nulle-part", {}, 404),
        ("", {}, 404),
        ("http://test.example", {"format": "yaml"}, 501),
        ("http://test.example", {"maxwidth": "beaucoup", "maxheight": "²"}, 200),
    ],
)
async def test_what_oembed_does_not_know(client, url, more, status):
    assert (await oembed(client, url, **more)).status_code == status


async def test_oembed_stays_within_what_is_asked(client, session):
    told = (await oembed(client, "http://test.example/", maxwidth="320", maxheight="240")).json()
    assert (told["width"], told["height"]) == (320, 240)
    assert 'width="320" height="240"' in told["html"]
    assert json.dumps(told)
