"""The figures for Prometheus: there for our own network, not for the outside."""

import httpx
import pytest

pytestmark = pytest.mark.usefixtures("undone")


def client_at(address, app):
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, client=(address, 1)), base_url="http://test.example"
    )


async def test_queues_are_counted(app, maker):
    await maker.session()
    async with client_at("127.0.0.1", app) as inside:
        answer = await inside.get("/metrics")
    figures = dict(line.split() for line in answer.text.splitlines() if not line.startswith("#"))
    assert answer.headers["content-type"].startswith("text/plain")
    assert float(figures["agendatheque_journal_lines"]) >= 4
    assert float(figures["agendatheque_deliveries_given_up"]) == 0
    assert float(figures["agendatheque_mails_owed"]) == 0


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("93.184.216.34", {}),
        ("127.0.0.1", {"x-forwarded-for": "93.184.216.34"}),
        ("127.0.0.1", {"forwarded": "for=_x"}),
    ],
)
async def test_the_outside_sees_nothing(app, address, headers):
    async with client_at(address, app) as outside:
        assert (await outside.get("/metrics", headers=headers)).status_code == 404
