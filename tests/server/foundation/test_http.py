"""The outbound door: what it refuses makes no connection; what it allows is bounded."""

import asyncio
import gzip
import socket
import threading

import pytest

from server.foundation.http import Door, JudgingResolver


class Listener:
    """A server on this machine that counts who comes."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", hang: bool = False):
        self.answer, self.hang, self.visits, self.requests = answer, hang, 0, []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def _serve(self, reader, writer):
        self.visits += 1
        self.requests.append(await reader.readuntil(b"\r\n\r\n"))
        if self.hang:
            await asyncio.sleep(30)
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
async def guarded():
    door = Door(allow_private=False, agent="test")
    yield door
    await door.close()


@pytest.fixture
async def private():
    door = Door(allow_private=True, agent="test")
    yield door
    await door.close()


SPELLINGS = """
http://127.0.0.1/ https://127.0.0.1/ https://127.1/ https://2130706433/ https://0x7f000001/ https://0177.0.0.1/ https://0/
https://[::1]/ https://[::ffff:127.0.0.1]/ https://localhost/ https://169.254.169.254/ https://10.0.0.1/ ftp://example.org/
file:///etc/passwd gopher://example.org/ data:text/plain,x https://user@example.org/ https://user:pw@example.org/
https://example.org:25/ https://example.org:5432/ https://example.org\\@127.0.0.1/ https:///x //example.org/ https://printer/
https://127。0。0。1/ https://exa mple.org/ https://example.org/%0d%0a\r\nx https://[fe80::1%25eth0]/
""".replace("https://exa mple.org/", "").split()


@pytest.mark.parametrize("url", [*SPELLINGS, "https://exa mple.org/", "https://example.org/\x00"])
async def test_a_bad_address_is_refused_before_any_connection(guarded, url, monkeypatch):
    def nobody(*_, **__):
        raise AssertionError("a socket was made")

    monkeypatch.setattr(socket, "socket", nobody)
    answer = await guarded.send("GET", url)
    assert answer.status == 0
    assert answer.error


async def test_a_name_that_leads_to_this_machine_makes_no_connection(guarded, monkeypatch):
    async def lying(self, host, port=0, family=socket.AF_UNSPEC):
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": listener.port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
        ]

    async with Listener() as listener:
        monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", lying)
        answer = await guarded.send("GET", "https://agenda.example.org/")
    assert (answer.status, listener.visits) == (0, 0)
    assert "private" in answer.error


async def test_a_name_with_one_good_and_one_private_answer_is_refused_whole(monkeypatch):
    async def mixed(self, host, port=0, family=socket.AF_UNSPEC):
        entry = {"hostname": host, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
        return [{**entry, "host": "93.184.216.34"}, {**entry, "host": "10.0.0.1"}]

    monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", mixed)
    with pytest.raises(OSError, match="private"):
        await JudgingResolver(allow_private=False).resolve("agenda.example.org", 443)


async def test_rebinding_after_the_resolver_is_stopped_at_the_socket(guarded, monkeypatch):
    async def late(self, host, port=0, family=socket.AF_UNSPEC):
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": listener.port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
        ]

    async with Listener() as listener:
        monkeypatch.setattr(JudgingResolver, "resolve", late)
        answer = await guarded.send("GET", "https://agenda.example.org/")
    assert (answer.status, listener.visits) == (0, 0)


async def test_the_private_network_can_be_allowed(private):
    async with Listener() as listener:
        answer = await private.send("GET", f"http://127.0.0.1:{listener.port}/")
    assert (answer.status, answer.body, listener.visits) == (200, b"ok", 1)


async def test_an_address_is_asked_for_as_it_is_written(private):
    """What is signed is the address as written, so that nothing may tidy it up afterwards."""
    async with Listener() as listener:
        await private.send("GET", f"http://127.0.0.1:{listener.port}/a/../b?x=%7e&y=%C3%A9#part")
    assert listener.requests[0].splitlines()[0] == b"GET /a/../b?x=%7e&y=%C3%A9 HTTP/1.1"


async def test_redirects_are_not_followed(private):
    async with Listener() as inner:
        moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inner.port}/\r\nContent-Length: 0\r\n\r\n".encode()
        async with Listener(moved) as outer:
            answer = await private.send("GET", f"http://127.0.0.1:{outer.port}/")
    assert (answer.status, inner.visits) == (302, 0)
    assert answer.headers["location"].endswith(f":{inner.port}/")


async def test_decompressed_bytes_are_counted(private):
    packed = gzip.compress(b"\0" * 30_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    async with Listener(head + packed) as listener:
        answer = await private.send("GET", f"http://127.0.0.1:{listener.port}/", limit=100_000)
    assert answer.status == 0
    assert "longer than" in answer.error


async def test_a_server_that_hangs_is_left(private):
    async with Listener(hang=True) as listener:
        answer = await private.send("GET", f"http://127.0.0.1:{listener.port}/", seconds=0.5)
    assert answer.status == 0


async def test_nothing_of_ours_leaks_to_another_host(private, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 2\r\n\r\nok"
    async with Listener(cookie) as listener:
        for _ in range(2):
            answer = await private.send("GET", f"http://127.0.0.1:{listener.port}/")
            assert answer.status == 200
    assert not any(b"cookie" in request.lower() or b"authorization" in request.lower() for request in listener.requests)


async def test_names_that_hang_hold_up_no_other_thread(guarded, monkeypatch):
    free = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: free.wait(10) and [])
    names = [guarded.send("GET", f"https://n{number}.example.org/", seconds=1) for number in range(20)]
    asking = asyncio.gather(*names)
    await asyncio.sleep(0.2)
    assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 8) == "free"
    free.set()
    assert {answer.status for answer in await asking} == {0}
