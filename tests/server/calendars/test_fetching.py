"""Calendars asked for over real HTTP, through the one guarded door."""

import asyncio
import gzip

import pytest

from ical_feeds import fetch as fetching
from ical_feeds.fetch import What, fetch
from server.foundation.http import Door

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
AGENT = "Essai/1 (+https://agenda.exemple.fr)"


class Site:
    """A real server on this machine; `answers` holds by path what is written, or a function of the request's text."""

    def __init__(self):
        self.answers, self.asked = {}, []
        self.port = 0

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader, writer):
        text = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(text)
        answer = self.answers.get(text.split()[1], (404, {}, b""))
        if callable(answer):
            answer = answer(text)
        if answer is None:
            await asyncio.sleep(30)
            return
        status, headers, body = answer
        lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
        head = "\r\n".join([*lines, f"content-length: {len(body)}", "connection: close", "", ""])
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()


@pytest.fixture
async def site():
    made = Site()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


@pytest.fixture
async def door():
    made = Door(allow_private=True, agent=AGENT)
    yield made
    await made.close()


async def test_a_calendar_and_then_that_it_did_not_change(site, door, now):
    def answer(text):
        unchanged = 'if-none-match: "1"' in text.lower()
        return (304, {}, b"") if unchanged else (200, {"etag": '"1"', "content-type": "text/calendar"}, CALENDAR)

    site.answers["/a.ics"] = answer
    found = await fetch(door, site.url("/a.ics"), now=now)
    assert (found.what, found.body, found.etag) == (What.GOOD, CALENDAR, '"1"')
    assert AGENT in site.asked[0]
    assert "cookie" not in site.asked[0].lower()
    again = await fetch(door, found.url, etag=found.etag, now=now)
    assert (again.what, again.body) == (What.SAME, b"")


async def test_compressed_is_read_and_a_bomb_is_cut(site, door, now):
    packed = {"content-encoding": "gzip"}
    site.answers["/a.ics"] = (200, packed, gzip.compress(CALENDAR))
    site.answers["/bombe.ics"] = (200, packed, gzip.compress(b"\0" * 60_000_000))
    assert (await fetch(door, site.url("/a.ics"), now=now)).body == CALENDAR
    assert (await fetch(door, site.url("/bombe.ics"), now=now)).error == "too_large"


@pytest.mark.parametrize(("hops", "error"), [(1, ""), (3, ""), (4, "redirects")])
async def test_three_redirects_are_followed(site, door, now, hops, error):
    site.answers |= {f"/{n}": (301, {"location": f"/{n - 1}"}, b"") for n in range(1, hops + 1)}
    site.answers["/0"] = (200, {}, CALENDAR)
    found = await fetch(door, site.url(f"/{hops}"), now=now)
    assert found.error == error
    assert len(site.asked) == min(hops + 1, 4)
    if not error:
        assert found.url == site.url("/0")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/", "https://10.0.0.1/", "file:///etc/passwd", "//[", "https://localhost/"]
)
async def test_a_redirect_inside_is_refused_without_a_connection(site, now, target):
    """The door of a public instance, but for the first step, which no test could take otherwise."""
    open_door, strict = Door(allow_private=True, agent=AGENT), Door(allow_private=False, agent=AGENT)

    class First:
        async def send(self, method, url, **more):
            return await (open_door if url.startswith(site.url("")) else strict).send(method, url, **more)

        def refusal(self, url):
            return "" if url.startswith(site.url("/")) else strict.refusal(url)

    site.answers["/a"] = (302, {"location": target}, b"")
    assert (await fetch(First(), site.url("/a"), now=now)).error == "refused_address"
    assert len(site.asked) == 1
    await open_door.close()
    await strict.close()


async def test_a_page_says_its_title(site, door, now):
    site.answers["/a"] = (200, {"content-type": "text/html"}, b"<!doctype html><title>Connexion</title>")
    found = await fetch(door, site.url("/a"), now=now)
    assert (found.what, found.error, found.detail) == (What.PAGE, "html", "Connexion")


async def test_a_server_that_hangs_is_left(site, door, now, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    site.answers["/a"] = lambda _: None
    assert (await fetch(door, site.url("/a"), now=now)).error == "slow"


async def test_nobody_there(door, now):
    assert (await fetch(door, "http://127.0.0.1:1/a", now=now)).error == "unreachable"
