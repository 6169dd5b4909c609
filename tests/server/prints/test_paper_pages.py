"""Staff choose a paper, look at it, print it, say where it hangs; the desk says what must be replaced."""

import re
from datetime import timedelta

import pytest

from server.journal.tables import Entry
from server.prints import posted, posting
from server.prints.rules import Asked
from server.workshops import sessions
from server.workshops.queries import session as view
from server.workshops.series_dates import add_date
from server.workshops.sessions import change_session
from tests.server.prints.reading import Paper


@pytest.fixture
async def library(maker):
    return await maker.library("port", name="Médiathèque du Port")


@pytest.fixture
async def session(maker, library):
    """A session on 13 January 2027, from 10 h to 12 h."""
    return await maker.session(library, room=await maker.room(library, "Salle bleue"))


@pytest.fixture
def quick(monkeypatch):
    """Set nothing: what is noted is looked at, not the paper."""

    async def typeset(source, facts):
        return b"%PDF-"

    monkeypatch.setattr("server.prints.papers.typeset", typeset)


async def printed(signed_in, places="hall, mairie, marché", **about):
    noted = await signed_in.send_form("/bureau/imprimes", places=places, **about)
    assert noted.status_code == 303, noted.text
    return noted.headers["location"].removesuffix("/papier.pdf")


def said(html):
    """The words of a page, without its tags."""
    plain = re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").replace("\u00a0", " ")
    return re.sub(r" ([.,])", r"\1", " ".join(plain.split()))


async def test_a_poster_is_chosen_looked_at_and_printed(signed_in, session):
    page = await signed_in.get(f"/bureau/imprimes?seance={session}&format=a3")
    assert page.status_code == 200
    picture = re.search(r'<img class="preview sheet-preview" src="([^"]+)" alt="([^"]+)"', page.text)
    assert picture[2].startswith("Aperçu : Affiche. Premiers pas avec Internet. mercredi 13 janvier")
    shown = await signed_in.get(picture[1].replace("&amp;", "&"))
    assert (shown.headers["content-type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    made = await printed(signed_in, seance=session, genre="poster", format="a3")
    answer = await signed_in.get(f"{made}/papier.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="affiche-premiers-pas-avec-internet-a3.pdf"' in answer.headers["content-disposition"]
    paper = Paper(answer.content)
    assert paper.squares() == [f"http://test.example/seances/{session}"]
    assert "Salle bleue" in paper.text
    assert "hall, mairie, marché" in (await signed_in.get("/bureau/imprimes")).text


async def test_names_have_previews_without_names(signed_in, session):
    page = (await signed_in.get(f"/bureau/imprimes?seance={session}")).text
    for name in ("feuille.png", "billet.png"):
        assert f"/bureau/seances/{session}/{name}" in page
        assert (await signed_in.get(f"/bureau/seances/{session}/{name}")).content[:4] == b"\x89PNG"
    nobody = await signed_in.get(f"/bureau/seances/{session}/billets.pdf")
    assert nobody.status_code == 409
    assert "Personne n'a de place" in said(nobody.text)
    for name in ("Jeanne Le Goff", "Anne Morvan"):
        await signed_in.send_form(f"/bureau/seances/{session}/inscriptions", name=name, people="1", key=name)
    paper = Paper((await signed_in.get(f"/bureau/seances/{session}/billets.pdf")).content)
    assert paper.pages == 2
    assert "Jeanne Le Goff" in paper.texts[0]
    assert "Anne Morvan" in paper.texts[1]
    assert paper.accessible
    assert len(paper.squares(1)) == 1


PLACES = "3 affiches à remplacer : hall, mairie, marché"


async def test_a_change_says_what_to_replace_and_where(
    signed_in, session, maker, administrator, now, quick, standing_clock
):
    made = await printed(signed_in, seance=session)
    assert "à remplacer" not in (await signed_in.get("/bureau")).text
    await change_session(session, {"starts_at": now + timedelta(days=2, hours=1)}, by=administrator, now=now)
    desk = said((await signed_in.get("/bureau")).text)
    assert PLACES in desk
    assert "Affiche A4 : Premiers pas avec Internet" in desk
    assert "mercredi 13 janvier, de 10 h à 12 h. L'heure change : 11 h au lieu de 10 h." in desk
    old = await signed_in.get(f"{made}/papier.pdf")
    assert old.headers["location"] == f"{made}?fait=change"
    assert "Ce papier n'est plus à jour" in said((await signed_in.get(old.headers["location"])).text)
    # Asked twice, it is one new paper; the old ones are to be replaced until somebody says so.
    anew = {(await signed_in.send_form(f"{made}/reimprimer")).headers["location"] for _ in range(2)}
    assert len(anew) == 1
    assert (await signed_in.get(anew.pop())).status_code == 200
    desk = said((await signed_in.get("/bureau")).text)
    assert PLACES in desk
    assert "Ouvrir le nouveau papier" in desk
    done = await signed_in.send_form(f"{made}/fait")
    assert done.headers["location"] == f"{made}?fait=replaced"
    assert "à remplacer" not in said((await signed_in.get("/bureau")).text)
    views = await posted.hanging([], True, now)
    assert views == []
    kinds = [row["kind"] for row in await Entry.select().order_by(Entry.id) if row["kind"].startswith("print.")]
    assert kinds == ["print.made", "print.made", "print.settled"]
    assert "mairie" not in str(await Entry.select())


async def test_a_poster_corrected_by_hand_hangs_on(signed_in, session, administrator, now, quick):
    made = await printed(signed_in, "hall", seance=session)
    for hours, told in ((1, "11 h au lieu de 10 h"), (3, "13 h au lieu de 11 h")):
        starts, ends = (now + timedelta(days=2, hours=many) for many in (hours, 6))
        await change_session(session, {"starts_at": starts, "ends_at": ends}, by=administrator, now=now)
        assert "1 affiche à remplacer : hall Affiche A4" in (desk := said((await signed_in.get("/bureau")).text))
        assert told in desk
        done = await signed_in.send_form(f"{made}/fait")
        assert done.headers["location"] == f"{made}?fait=corrected"
        assert "à remplacer" not in said((await signed_in.get("/bureau")).text)


async def test_a_cancelled_session_has_its_posters_taken_down(signed_in, session, administrator, now, quick):
    made = await printed(signed_in, seance=session)
    await sessions.cancel(session, "", by=administrator, now=now)
    desk = said((await signed_in.get("/bureau")).text)
    assert "3 affiches à retirer : hall, mairie, marché" in desk
    assert "La séance est annulée." in desk
    assert (await signed_in.send_form(f"{made}/fait")).headers["location"].endswith("?fait=taken_down")
    assert "à retirer" not in said((await signed_in.get("/bureau")).text)
    again = await signed_in.send_form(f"{made}/reimprimer")
    assert again.status_code == 409


async def test_papers_of_many_sessions_are_told_once(signed_in, maker, library, session, administrator, now, quick):
    other = await maker.session(library, starts_in=timedelta(days=9))
    await printed(signed_in, "hall", bibliotheque="port", genre="brochure", mois="2027-01")
    await printed(signed_in, "mairie", bibliotheque="port", genre="brochure", mois="2027-01")
    await printed(signed_in, "", bibliotheque="port", genre="large_print", mois="2027-01")
    for one in (session, other):
        await change_session(one, {"place": "Salle des fêtes"}, by=administrator, now=now)
    desk = said((await signed_in.get("/bureau")).text)
    assert "2 imprimés ne sont plus à jour" in desk
    assert "2 dépôts de brochures à remplacer : hall, mairie" in desk
    assert "1 programme à remplacer" in desk
    assert "Personne n'a écrit où." in desk
    assert desk.count("Le lieu change : salle des fêtes au lieu de Médiathèque du Port.") == 4


async def test_a_series_tells_of_its_new_dates(signed_in, maker, now, quick, administrator):
    course, dates = await maker.course(2)
    made = await printed(signed_in, "hall", cycle=course)
    first = await view(dates[0])
    new = await maker.session(first.library_id, first.workshop_id, starts_in=timedelta(days=20))
    await add_date(course, new, by=administrator, now=now)
    desk = said((await signed_in.get("/bureau")).text)
    assert "La séance est nouvelle." in desk
    assert (await signed_in.send_form(f"{made}/fait")).headers["location"].endswith("?fait=corrected")
    assert "à remplacer" not in said((await signed_in.get("/bureau")).text)


async def test_where_it_hangs_may_be_said_later(signed_in, session, quick):
    made = await printed(signed_in, "", seance=session)
    assert (await signed_in.send_form(f"{made}/lieux", places="hall\nhall; école ")).status_code == 303
    assert re.findall('name="places" type="text" value="([^"]*)"', (await signed_in.get(made)).text) == ["hall, école"]
    wrong = await signed_in.send_form(f"{made}/lieux", places="x" * 81)
    assert wrong.status_code == 422
    assert "C'est trop de lieux" in said(wrong.text)
    assert (await signed_in.send_form(f"{made}/retirer")).status_code == 303
    assert "Il était ici : hall, école." in said((await signed_in.get(made)).text)
    assert (await signed_in.send_form(f"{made}/retirer")).status_code == 409
    assert "hall, école" not in (await signed_in.get("/bureau/imprimes")).text


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"genre": "mug"}, 422, "Choisissez une des réponses"),
        ({"genre": "brochure"}, 422, "Choisissez une des réponses"),
        ({"places": "x" * 81}, 422, "trop de lieux"),
        ({"seance": "0192f3aa-7c00-7aaa-8bbb-0123456789ab"}, 404, ""),
        ({"seance": "x"}, 404, ""),
        ({"seance": "", "bibliotheque": "port", "genre": "brochure", "mois": "2027-13"}, 422, "ne peut pas être lue"),
        ({"seance": "", "bibliotheque": "port", "genre": "sign", "jour": "hier"}, 422, "ne peut pas être lue"),
        ({"seance": "", "bibliotheque": "nulle-part"}, 404, ""),
    ],
)
async def test_what_is_not_made_is_said(signed_in, session, quick, fields, status, words):
    answer = await signed_in.send_form("/bureau/imprimes", **{"seance": session, **fields})
    assert answer.status_code == status
    assert words in said(answer.text)


async def test_a_draft_and_too_many_sessions_are_refused_in_words(signed_in, maker, library, session, monkeypatch):
    draft = await maker.session(library, published=False, starts_in=timedelta(days=5))
    assert "Cette séance est un brouillon." in said((await signed_in.get(f"/bureau/imprimes?seance={draft}")).text)
    monkeypatch.setattr("server.prints.contents.MOST_SESSIONS", 0)
    page = await signed_in.get("/bureau/imprimes?bibliotheque=port&genre=brochure&mois=2027-01")
    assert "Il y a plus de 0 séances dans ce mois" in said(page.text)
    refused = await signed_in.send_form("/bureau/imprimes", bibliotheque="port", genre="brochure", mois="2027-01")
    assert refused.status_code == 409


@pytest.mark.parametrize("name", ["atelier", "bibliotheque", "salle", ""])
async def test_there_is_a_page_for_each_thing(signed_in, maker, library, session, name):
    found = await view(session)
    value = {"atelier": found.workshop_id, "bibliotheque": "port", "salle": found.room_id}.get(name)
    page = await signed_in.get("/bureau/imprimes" + (f"?{name}={value}" if name else ""))
    assert page.status_code == 200
    preview = re.search(r'src="(/bureau/imprimes/apercu.png[^"]+)"', page.text)[1].replace("&amp;", "&")
    assert (await signed_in.get(preview)).status_code == 200


async def test_only_the_desk_of_the_library(browser, maker, signed_in, session, library, quick):
    made = await printed(signed_in, seance=session)
    network = await printed(signed_in, "partout", genre="brochure", mois="2027-01")
    for role, place, own in (("desk", await maker.library(), 404), ("reading", library, 403), ("desk", library, 200)):
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff(role, place)))
            assert (await opened.get(f"{made}")).status_code == own, role
            assert (await opened.get(f"/bureau/imprimes?seance={session}")).status_code == own, role
            assert (await opened.get(f"/bureau/imprimes/apercu.png?seance={session}")).status_code == own, role
            assert (await opened.send_form("/bureau/imprimes", seance=session)).status_code == (
                303 if own == 200 else own
            )
            for action in ("lieux", "retirer", "reimprimer", "fait"):
                if own != 200:
                    assert (await opened.send_form(f"{made}/{action}")).status_code == own, action
            assert (await opened.get(network)).status_code == (403 if role == "reading" else 200)


async def test_old_prints_are_forgotten(signed_in, session, now, quick, administrator):
    await posting.put_up(Asked("poster", "session", session, "a4"), ("hall",), by=administrator, now=now)
    await posting.sweep(now + timedelta(days=300))
    assert await posted.hanging(*await posted.desks(administrator), now)
    await posting.sweep(now + timedelta(days=400))
    assert not await posted.hanging(*await posted.desks(administrator), now)
