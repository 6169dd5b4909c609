"""A seat in another agenda's session, asked for without JavaScript from our own page; the answer is never invented."""

import re
from datetime import timedelta

import pytest

from federation.tables import RemoteActor, run
from server.agenda import remote_requests
from server.bookings.doors import MOST_BOOKINGS
from server.elsewhere import actions, queries
from server.elsewhere.rules import Answer
from server.elsewhere.tables import RemoteBooking, RemoteContact, RemoteDraft
from server.foundation import limits
from tests.server.bookings.walking import Page

OWNER = "https://quimper.example/ap/bibliotheques/centre"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Wait for no answer: the clock stands still and nobody answers."""
    monkeypatch.setattr(remote_requests, "PATIENCE_SECONDS", 0)


@pytest.fixture
async def seance(mirror, now):
    """The page of a session of another Agendathèque that takes our patrons."""
    facts = {"id": OWNER, "type": "Group", "host": "quimper.example", "inbox": f"{OWNER}/inbox", "fetched_at": now}
    await RemoteActor(**facts).save()
    await run("INSERT INTO fed_peer (host, software) VALUES ('quimper.example', 'agendatheque')")
    return f"/seances/{await mirror(join_mode='free')}"


@pytest.fixture
def walk(client):
    """Open an address, or fill and send the form of a page, and follow where it leads."""

    async def to(where, **fields):
        if isinstance(where, Page):
            answer = await client.send_form(where.address, **{**where.fields, **fields})
        else:
            answer = await client.get(where)
        while answer.status_code == 303:
            answer = await client.get(answer.headers["location"])
        return Page(answer)

    return to


@pytest.fixture
def to_check(walk, seance):
    """Walk to the last page with these answers."""

    async def walked(*answers):
        page = await walk(f"{seance}/demande")
        given = answers or ({"for_whom": "self"}, {"name": "Jeanne Martin"}, {"channel": "none"})
        for one in given:
            page = await walk(page, **one)
        assert page.address.endswith("/verification"), page.address
        return page

    return walked


EMAIL = (
    {"for_whom": "self"}, {"name": "Jeanne Martin"}, {"channel": "email"}, {"email": "jeanne@exemple.fr"},
)  # fmt: skip


async def only():
    (row,) = await RemoteBooking.select(RemoteBooking.id)
    return await queries.by_id(row["id"])


async def test_the_page_of_the_session_offers_it_beside_the_organisers_own(walk, seance):
    page = await walk(seance)
    assert f"{seance}/demande" in page.links
    assert "Je m'inscris à cet atelier" in page.words
    assert "Médiathèque de Quimper doit confirmer votre place" in page.words
    assert any(link.startswith("https://quimper.example/seances/") for link in page.links)
    assert f"{seance}/demande" in (await walk("/")).links


@pytest.mark.parametrize(
    "change",
    ["join_mode = 'external'", "status = 'cancelled'", "starts_at = starts_at - interval '4 days'", "owner = 'x'"],
)
async def test_it_is_offered_only_where_it_can_be_asked_for(client, walk, seance, change):
    await run(f"UPDATE fed_remote_event SET {change}")  # noqa: S608 (our own text)
    assert f"{seance}/demande" not in (await walk(seance)).links
    for answer in (await client.get(f"{seance}/demande"), await client.send_form(f"{seance}/demande", for_whom="self")):
        assert answer.status_code == 409
        assert "demander de place" in answer.text
    assert await RemoteDraft.count() == 0


async def test_our_own_sessions_and_unknown_ones_are_not_asked_for_so(client, maker):
    for id in (await maker.session(), "0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f"):
        assert (await client.get(f"/seances/{id}/demande")).status_code == 404


async def test_four_questions_then_a_page_that_promises_nothing(walk, seance, to_check):
    page = await walk(f"{seance}/demande")
    assert "Question 1 sur 4" in page.words
    assert "deux places" not in page.words
    page = await to_check()
    assert "Question 4 sur 4" in page.words
    for told in ("Jeanne Martin", "Médiathèque de Quimper doit répondre", "rien n'est confirmé", "Ni votre nom"):
        assert told in page.words
    assert await RemoteBooking.count() == 0
    request = await walk(page)
    assert re.fullmatch(r"/demandes/[a-z2-7]{32}", request.address)
    asked = await only()
    for told in ("Pas encore confirmé : Médiathèque de Quimper doit répondre", asked.reference, "02 98 98 86 60"):
        assert told in request.words.replace("\u00a0", " ")
    assert "Ne venez pas sans réponse." in request.words
    assert "Vous êtes inscrit" not in request.words
    assert request.headers["cache-control"] == "no-store"
    assert (asked.state, asked.shares_contact, asked.channel) == ("asked", False, "web")
    assert (await RemoteDraft.select().first())["name"] == ""


@pytest.mark.parametrize(("said", "shares"), [("yes", True), ("no", False)])
async def test_the_contact_leaves_only_with_a_yes(walk, to_check, said, shares):
    page = await to_check(*EMAIL, {"consent": said})
    assert ("Votre prénom et votre adresse e-mail." in page.words) == shares
    await walk(page)
    asked = await only()
    assert asked.shares_contact == shares
    assert await queries.contact_of(asked.guest) == (
        {"name": "Jeanne", "email": "jeanne@exemple.fr"} if shares else None
    )


async def test_consent_is_asked_in_plain_words_no_first_and_none_is_chosen(walk, seance):
    page = await walk(f"{seance}/demande")
    for answer in EMAIL:
        page = await walk(page, **answer)
    assert page.address.endswith("/accord")
    assert page.fields["consent"] is None
    assert page.text.index('value="no"') < page.text.index('value="yes"')
    assert "de la même façon" in page.words
    wrong = await walk(page)
    assert (wrong.status, wrong.words.count("Choisissez une des réponses.")) == (422, 2)


async def test_no_consent_is_asked_for_a_server_that_could_not_take_it(walk, seance, to_check):
    await run("UPDATE fed_peer SET software = 'mobilizon'")
    page = await to_check(*EMAIL)
    assert "Ni votre nom" in page.words
    # Nor does a yes made up in a form give anything.
    assert (await walk(page, consent="yes")).status == 200
    assert not (await only()).shares_contact


async def test_another_address_asks_for_the_consent_anew(client, walk, to_check):
    page = await to_check(*EMAIL, {"consent": "yes"})
    page = await walk(await walk(page.address.replace("verification", "coordonnees")), email="ana@exemple.fr")
    assert page.address.endswith("/accord")


async def test_sent_twice_from_two_tabs_or_after_the_back_button_it_is_one_request(client, walk, to_check):
    page = await to_check()
    answers = [await client.send_form(page.address) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    asked = await only()
    for slug in ("verification", "nom", "pour-qui"):
        answer = await client.get(page.address.replace("verification", slug))
        assert (answer.status_code, answer.headers["location"]) == (303, asked.path)


async def test_the_same_person_is_not_asked_for_twice(walk, to_check):
    await walk(await to_check(*EMAIL, {"consent": "no"}))
    page = await walk(await to_check(*EMAIL, {"consent": "no"}))
    assert page.status == 409
    assert "Une demande est déjà faite pour cette personne." in page.words
    assert await RemoteBooking.count() == 1


async def test_a_robot_and_a_draft_of_another_session_get_nothing(client, walk, seance, to_check, mirror):
    answer = await client.send_form(f"{seance}/demande", for_whom="self", site="x")
    assert answer.status_code == 409
    page = await to_check()
    other = await mirror(join_mode="free")
    assert (await client.get(f"/seances/{other}{page.address.removeprefix(seance)}")).status_code == 404
    assert await RemoteBooking.count() == 0


async def test_old_answers_are_said_to_be_erased(client, seance, to_check, standing_clock, now):
    page = await to_check()
    standing_clock(now + 3 * HOUR)
    for answer in (await client.get(page.address), await client.send_form(page.address)):
        assert answer.status_code == 410
        assert f'href="{seance}/demande"' in answer.text


async def test_what_ends_while_one_answers_is_not_asked_for(walk, to_check):
    page = await to_check()
    await run("UPDATE fed_remote_event SET status = 'cancelled'")
    for where in (page.address, page):
        refused = await walk(where)
        assert refused.status == 409
    assert await RemoteBooking.count() == await RemoteContact.count() == 0


async def test_many_requests_from_one_address_are_slowed_down(client, to_check, now):
    for _ in range(MOST_BOOKINGS["most"] - 1):
        await limits.count("booking", "127.0.0.1", now=now, **MOST_BOOKINGS)
    answers = []
    for number in range(2):
        page = await to_check({"for_whom": "self"}, {"name": f"Jeanne {number}"}, {"channel": "none"})
        answers.append((await client.send_form(page.address)).status_code)
    assert answers == [303, 429]


@pytest.mark.parametrize("answer", [None, Answer.SEAT])
async def test_one_waits_a_moment_for_the_answer_after_sending(client, to_check, monkeypatch, now, answer):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)
        if answer and len(waited) == 2:
            await actions.hear_answer((await only()).id, answer, "", now=now)

    monkeypatch.setattr(remote_requests, "PATIENCE_SECONDS", 4.0)
    monkeypatch.setattr(remote_requests.asyncio, "sleep", sleep)
    page = await to_check()
    sent = await client.send_form(page.address)
    shown = await client.get(sent.headers["location"])
    assert ("Vous êtes inscrit." in shown.text) == (answer is Answer.SEAT)
    assert sum(waited) == (0.5 if answer else 4.0)
