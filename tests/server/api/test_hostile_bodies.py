"""Bodies made to break a reader: always a problem document, never a fault."""

import pytest

BODIES = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"title"',
    "not a number": b'{"title": NaN}',
    "infinity": b'{"title": "Essai", "minutes": Infinity}',
    "too large a number": b'{"title": "Essai", "minutes": 1e400}',
    "very long number": b'{"title": "Essai", "minutes": 1' + b"0" * 5000 + b"}",
    "half a pair": b'{"title": "Essai \\ud800"}',
    "not UTF-8": b'{"title": "\xff\xfe"}',
    "UTF-16": '{"title": "Essai"}'.encode("utf-16"),
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"x":' * 40_000,
    "deep where a text is wanted": b'{"title":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "deep where a list is wanted": b'{"title": "Essai", "themes":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "unfinished": b'{"title": "Essai"',
    "two bodies": b'{"title": "Essai"}{"title": "Essai"}',
    "unknown theme": b'{"title": "Essai", "themes": ["hacking"]}',
    "list of lists": b'{"title": "Essai", "themes": [["email"]]}',
    "prototype": b'{"title": "Essai", "__proto__": {"administrator": true}}',
    "class": b'{"title": "Essai", "__class__": "Staff"}',
    "form": b"title=Essai",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_a_bad_body_is_a_problem(program, body):
    answer = await program.post("/api/v1/workshops", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 400
    assert (await program.get("/api/v1/workshops")).json()["items"] == []


async def test_too_large_a_body_is_413(program):
    body = b'{"title": "' + b"a" * 262_144 + b'"}'
    answer = await program.post("/api/v1/workshops", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_control_characters_are_taken_out(program):
    answer = await program.post("/api/v1/workshops", json={"title": "Es\u0000sai\u0007 \u2028 d'été"})
    assert answer.json()["title"] == "Essai  d'été"


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "'; DROP TABLE workshop; --",
        "%s %(x)s {} {0}",
        "🎉" * 30,
        "\\u0000",
        "٣٤٥",
    ],
)
async def test_odd_titles_are_kept_as_they_are(program, client, title):
    made = (await program.post("/api/v1/workshops", json={"title": title})).json()
    assert made["title"] == title
    page = await client.get(f"/ateliers/{made['slug']}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("method", ["PUT", "TRACE", "DELETE"])
async def test_another_method_is_405(program, method):
    answer = await program.request(method, "/api/v1/workshops")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_api_is_described(client):
    described = (await client.get("/api/openapi.json")).json()
    paths = described["paths"]
    for path, methods in {
        "/api/v1/libraries": {"get", "post"},
        "/api/v1/workshops": {"get", "post"},
        "/api/v1/sessions": {"get", "post"},
        "/api/v1/sessions/{session_id}": {"get", "patch", "delete"},
        "/api/v1/sessions/{session_id}/publication": {"post"},
        "/api/v1/sessions/{session_id}/cancellation": {"post"},
        "/api/v1/sessions/{session_id}/bookings": {"get", "post"},
        "/api/v1/bookings/{booking_id}": {"get", "delete"},
        "/api/v1/peers": {"get", "post"},
        "/api/v1/peers/{host}/comparison": {"post"},
        "/api/v1/peers/{host}/replay": {"post"},
    }.items():
        assert methods == set(paths[path]) - {"options"}, path
    told = paths["/api/v1/sessions/{session_id}/bookings"]["post"]["responses"]
    assert {"201", "400", "401", "404", "409"} <= set(told)
    assert all("application/problem+json" in answer["content"] for code, answer in told.items() if code >= "400")
    assert not any(path.startswith(("/bureau", "/ap/", "/seances")) for path in paths)
