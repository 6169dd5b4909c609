"""What one learns is told to peers and found at peers; who finds no seat here is led to a neighbour."""

import re
from datetime import timedelta
from html import unescape

from server.sharing.translate import event
from server.workshops.queries import session as session_view

NEVER = "/quel-atelier?appareil=ordinateur&allumer=seul&geste=jamais&message=aide"


def plain(text):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


async def test_a_competence_is_a_tag_on_the_wire_and_finds_the_sessions_of_peers(client, maker, mirror, now):
    workshop = await maker.workshop("Mes mails", competences=["2.1"], competence_levels=[2])
    session = await maker.session(None, workshop)
    assert "Pix21" in event(await session_view(session), now=now).tags
    await mirror("Écrire à Quimper", tags=["Pix21"])
    await mirror("Dessiner à Quimper", tags=["Pix32"])
    found = plain((await client.get("/?competence=2.1")).text)
    assert "2 séances trouvées · écrire et recevoir des messages" in found
    assert "Dessiner à Quimper" not in found
    assert "Écrire à Quimper" in plain((await client.get("/?competence=2.1&places=oui")).text)


async def test_ours_is_proposed_before_a_neighbour_s_that_is_sooner(client, maker, mirror):
    tags = ["PremiersPasAvecLOrdinateur"]
    await mirror("Souris à Quimper", tags=tags, level="beginner")
    await mirror("Souris pour experts", tags=tags, level="advanced")
    await mirror("Souris complète", tags=tags, level="beginner", remaining=0)
    alone = plain((await client.get(NEVER)).text)
    assert ("Souris à Quimper" in alone, "experts" in alone, "complète" in alone) == (True, False, False)
    workshop = await maker.workshop("Souris chez nous", level="beginner", themes=["first_steps"])
    await maker.session(None, workshop, starts_in=timedelta(days=20))
    both = plain((await client.get(NEVER)).text)
    assert both.index("Souris chez nous") < both.index("Souris à Quimper")
