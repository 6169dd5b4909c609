"""Rows in the mirror, as if peers had told us."""

from datetime import timedelta
from uuid import uuid4

import pytest

from federation.tables import RemoteEvent


@pytest.fixture
def mirror(undone, now):
    """Return a function that puts an event of another instance in the mirror and returns its UUID."""

    async def put(name="Atelier d'à côté", *, uuid="", starts_in=timedelta(days=3), host="quimper.example", **more):
        identity = uuid4() if uuid == "" else uuid
        given = {
            "ap_id": f"https://{host}/ap/evenements/{identity or uuid4()}",
            "uuid": identity,
            "host": host,
            "owner": f"https://{host}/ap/bibliotheques/centre",
            "owner_name": "Médiathèque de Quimper",
            "sponsor": f"https://{host}/ap/actor",
            "url": f"https://{host}/seances/{identity}",
            "booking_url": f"https://{host}/seances/{identity}/reservation",
            "name": name,
            "summary": "",
            "content": "<p>On apprend <strong>ensemble</strong>.</p>",
            "starts_at": now + starts_in,
            "ends_at": now + starts_in + timedelta(hours=2),
            "timezone": "Europe/Paris",
            "status": "confirmed",
            "place_name": "Médiathèque des Ursulines",
            "street": "Esplanade Julien-Gracq",
            "postal_code": "29000",
            "locality": "Quimper",
            "capacity": 10,
            "remaining": 4,
            "phone": "02 98 98 86 60",
            "tags": [],
            "level": "",
            "audience": [],
            "language": "fr",
            "version": 3,
            "updated": now - timedelta(hours=5),
            "digest": "",
            "folded": "atelier d'a cote quimper",
            "document": "{}",
            "fetched_at": now - timedelta(hours=1),
            "seen_at": now - timedelta(minutes=12),
        }
        await RemoteEvent(**{**given, **more}).save()
        return identity

    return put
