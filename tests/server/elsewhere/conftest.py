"""Requests to another agenda, as the pages make them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.elsewhere import actions, queries
from server.elsewhere.actions import Request, Snapshot
from server.foundation.ids import new_token
from server.journal.tables import Entry


@pytest.fixture
def snapshot(now):
    """An event in three days at another agenda."""
    return Snapshot(
        event="https://quimper.example/ap/evenements/0192f3c1-0000-7000-8000-000000000001",
        owner="https://quimper.example/ap/bibliotheques/centre",
        host="quimper.example",
        title="Atelier d'à côté",
        organiser="Médiathèque de Quimper",
        place="Médiathèque des Ursulines, 29000 Quimper",
        page="https://quimper.example/seances/1",
        phone="02 98 98 86 60",
        starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, hours=2),
        timezone="Europe/Paris",
    )


@pytest.fixture
def ask(snapshot, now):
    """Ask for a seat for Jeanne, who can be written to, unless told otherwise; return the request's id."""

    async def asked(name="Jeanne Martin", *, at=now, event=None, **more):
        given = {"contact": "email", "email": "jeanne@exemple.fr", "idempotency_key": f"draft:{new_token()}"}
        request = replace(Request(event or snapshot, name), **{**given, **more})
        return await actions.ask(request, by="staff:1" if request.channel == "desk" else "patron", now=at)

    return asked


@pytest.fixture
def state():
    """Return the state of a request."""

    async def read(booking):
        return (await queries.by_id(booking)).state

    return read


@pytest.fixture
def lines():
    """Return the lines of the journal about requests: kind and facts."""

    async def read():
        rows = await Entry.select().where(Entry.kind.like("elsewhere.%")).order_by(Entry.id)
        return [row["kind"] for row in rows]

    return read
