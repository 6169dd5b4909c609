"""What is not there is said so, as a problem document."""

import pytest

NOWHERE = "0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f"


@pytest.mark.parametrize(
    "path",
    [
        "/sessions/x",
        f"/sessions/{NOWHERE}",
        f"/workshops/{NOWHERE}",
        "/libraries/x",
        "/nothing",
    ],
)
async def test_what_is_not_there_is_a_problem_document(client, path):
    answer = await client.get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() | {"detail": ""} == {"type": "about:blank", "title": "Not found", "status": 404, "detail": ""}
