"""At the desk: one click opens the session of a library, one wipes it, one closes it; and who may."""

import asyncio

import pytest

from server.accounts import actions as accounts
from server.accounts.rules import Person
from server.journal.tables import Entry
from server.practice.actions import open_session
from server.practice.queries import open_sessions
from server.workshops.queries import session as session_view
from server.workshops.tables import Session, Workshop
from tests.server.conftest import PASSWORD, Maker

PAGE = "/bureau/entrainement"


async def test_one_click_opens_one_a_second_opens_no_other(signed_in, client, maker):
    library = await maker.library("port")
    assert "Nouvelle séance d'entraînement" in (await signed_in.get(PAGE)).text
    assert "Aucun entraînement" in (await client.get("/entrainement")).text
    for _ in range(2):
        answer = await signed_in.send_form(f"{PAGE}/nouvelle", library=library)
        assert answer.headers["location"] == f"{PAGE}?fait=ouverte"
    (session,) = await open_sessions()
    assert (session.library_id, session.state, session.practice) == (library, "published", True)
    assert "Tout effacer maintenant" in (await signed_in.get(PAGE)).text
    assert "Entraînement : rien n'est réel." in (await signed_in.get(f"/bureau/seances/{session.id}")).text


async def test_it_is_wiped_with_a_click(signed_in, pair, learn, client):
    unreal, real = await learn(pair.unreal), await learn(pair.real)
    assert (await signed_in.send_form(f"{PAGE}/{pair.unreal}/effacer")).status_code == 303
    assert (await client.get(f"/reservations/{unreal.secret}")).status_code == 404
    assert (await client.get(f"/reservations/{real.secret}")).status_code == 200
    assert (await session_view(pair.unreal)).taken == 0
    assert (await learn(pair.unreal)).state == "confirmed"


async def test_it_is_closed_with_a_click_and_can_be_opened_again(signed_in, pair, learn, client):
    await learn(pair.unreal)
    assert (await signed_in.send_form(f"{PAGE}/{pair.unreal}/fermer")).status_code == 303
    assert (await client.get(f"/seances/{pair.unreal}")).status_code == 404
    await signed_in.send_form(f"{PAGE}/nouvelle", library=pair.library)
    assert len(await open_sessions()) == 1
    assert await Workshop.count().where(Workshop.practice.eq(True)) == 1
    kinds = [row["kind"] for row in await Entry.select(Entry.kind).order_by(Entry.id)]
    assert [kind for kind in kinds if kind.startswith("practice.")] == [
        "practice.opened", "practice.wiped", "practice.closed", "practice.opened",
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["effacer", "fermer"])
async def test_a_real_session_is_never_wiped(signed_in, pair, learn, what):
    await learn(pair.real)
    assert (await signed_in.send_form(f"{PAGE}/{pair.real}/{what}")).status_code == 404
    assert (await session_view(pair.real)).taken == 1


@pytest.mark.parametrize(("role", "may"), [("reading", False), ("desk", True)])
async def test_the_desk_of_the_library_may_others_not(browser, maker, pair, role, may):
    person = await maker.staff(role, pair.library)
    stranger = await maker.staff("manager", await maker.library())
    for who, expected in ((person, may), (stranger, False)):
        async with browser() as opened:
            opened.sign_in_with(await maker.login(who))
            status = 303 if expected else 403 if who is person else 404
            assert (await opened.send_form(f"{PAGE}/nouvelle", library=pair.library)).status_code == status
            assert (await opened.send_form(f"{PAGE}/{pair.unreal}/effacer")).status_code == status
    async with browser() as opened:
        opened.sign_in_with(await maker.login(person))
        assert (await opened.send_form(f"{PAGE}/nouvelle", library="x")).status_code == (404 if may else 403)


@pytest.mark.parametrize("page", ["modifier", "annuler", "retirer"])
async def test_it_is_not_changed_cancelled_or_withdrawn_like_a_real_one(signed_in, pair, page):
    assert (await signed_in.send_form(f"/bureau/seances/{pair.unreal}/{page}", reason="x")).status_code in {404, 422}
    assert (await session_view(pair.unreal)).state == "published"
    desk = (await signed_in.get(f"/bureau/seances/{pair.unreal}")).text
    assert f"/bureau/seances/{pair.unreal}/{page}" not in desk
    assert f"/bureau/seances/{pair.real}/{page}" in (await signed_in.get(f"/bureau/seances/{pair.real}")).text


async def test_two_clicks_at_once_open_one(emptied, now):
    added = await accounts.add_staff("d@test.example", "D", PASSWORD, administrator=True, by="system", now=now)
    maker = Maker(now, Person(added, "D", True, f"staff:{added}"))
    library = await maker.library()
    opened = await asyncio.gather(*(open_session(library, by=maker.by, now=now) for _ in range(8)))
    assert len(set(opened)) == 1
    assert await Session.count() == 1
