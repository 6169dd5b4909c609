"""The mirror of peers, as the tests of the agenda fill it; a small network of ours."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from server.materials.actions import write_material
from server.materials.rules import Sheet
from server.workshops.picturing import Words, picture_workshop
from server.workshops.sessions import cancel
from tests.server.agenda.conftest import mirror as mirror


def jpeg() -> bytes:
    """A picture."""
    body = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(body, "JPEG")
    return body.getvalue()


@pytest.fixture
async def network(maker, mirror):
    """A small network: two libraries, a workshop with a picture, five dates, one of them off, a peer's, and a draft."""
    near, far = await maker.library("centre"), await maker.library("zola", name="Médiathèque Zola & fils")
    words = {"description": "Ligne une\n\n<b>Ligne</b> deux", "bring": "Ses lunettes", "level": "beginner"}
    workshop = await maker.workshop("Premiers pas", **words)
    await picture_workshop(workshop, jpeg(), Words("Un clavier"), by=maker.by, now=maker.now)
    dates = [
        await maker.session(library, workshop, starts_in=timedelta(days=day), presenter="Camille Doux")
        for library, day in ((near, 2), (near, 9), (far, 3), (far, 40))
    ]
    off = await maker.session(near, workshop, starts_in=timedelta(days=5))
    await cancel(off, "Panne", by=maker.by, now=maker.now)
    await maker.session(near, workshop, starts_in=timedelta(days=6), published=False)
    for title, audience in (("Un bon mot de passe", "everyone"), ("Corrigé des exercices", "staff")):
        sheet = Sheet(title, "https://ressources.example/fiche", kind="teaching", audience=audience)
        await write_material(sheet, by=maker.by, now=maker.now)
    content = '<p>On apprend <a href="https://quimper.example/x">ici</a></p>'
    return {"dates": dates, "off": off, "peer": await mirror(content=content), "by": maker.by}
