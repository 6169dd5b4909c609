"""The figures for Prometheus: there for our own network, not for the outside."""

import httpx
import pytest

from federation.tables import Refusal

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


async def test_refusals_are_counted_by_reason(app, now):
    for reason in ("owner", "owner", "malformed:type", "malformed:id", "not_approved"):
        await Refusal(at=now, host="x.example", key_id="k", actor="a", status=401, reason=reason).save()
    async with client_at("127.0.0.1", app) as inside:
        answer = await inside.get("/metrics")
    figures = dict(line.split() for line in answer.text.splitlines() if not line.startswith("#"))
    refused = {name: float(number) for name, number in figures.items() if "_refused_" in name}
    names = ("owner", "malformed", "not_approved")
    assert refused == dict(zip((f"agendatheque_refused_{name}" for name in names), (2, 2, 1), strict=True))


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
