"""The page of a request in each state, its calendar, giving it up, finding it again, and the desk."""

from datetime import timedelta

import icalendar
import pytest

from federation.tables import RemoteActor
from server.elsewhere import actions, queries
from server.elsewhere.rules import Answer
from server.elsewhere.tables import RemoteBooking
from server.journal.tables import Entry
from server.sharing.offers import offer
from tests.server.bookings.walking import Page

OWNER = "https://quimper.example/ap/bibliotheques/centre"
DAY = timedelta(days=1)


@pytest.fixture
async def session(mirror, now):
    facts = {"id": OWNER, "type": "Group", "host": "quimper.example", "inbox": f"{OWNER}/inbox", "fetched_at": now}
    await RemoteActor(**facts).save()
    return await mirror(join_mode="free")


@pytest.fixture
async def asked(session, now):
    """A request whose answer is not there yet."""
    found = await offer(f"https://quimper.example/ap/evenements/{session}", now)
    made = await actions.ask(
        actions.Request(found.snapshot, "Jeanne Martin", idempotency_key="1"), by="patron", now=now
    )
    return await queries.by_id(made)


@pytest.fixture
def shown(client):
    async def read(view):
        return Page(await client.get(view.path))

    return read


SUCCESS = "Vous êtes inscrit."
COMPLET = ["Vous n'êtes PAS inscrit.", "a répondu non", "« C'est complet. »", "02 98 98 86 60"]
CASES = [
    (None, "", ["Pas encore confirmé : Médiathèque de Quimper doit répondre.", "02 98 98 86 60", "Regarder s'il y a"]),
    (Answer.SEAT, "Salle 2", [SUCCESS, "« Salle 2 »", "Montrez ce papier", "Garder dans mon agenda"]),
    (Answer.WAIT, "Vous êtes 2e.", ["Vous n'êtes PAS inscrit. Vous êtes sur la liste d'attente.", "« Vous êtes 2e. »"]),
    (
        Answer.NO,
        "C'est complet.",
        ["Vous n'êtes PAS inscrit.", "a répondu non", "« C'est complet. »", "02 98 98 86 60"],
    ),
    (Answer.NOT_HERE, "", ["Vous n'êtes PAS inscrit.", "sur le site de l'organisateur", "page de l'organisateur"]),
]


@pytest.mark.parametrize(("answer", "words", "told"), CASES)
async def test_the_page_says_what_the_organiser_said_and_nothing_more(asked, shown, now, answer, words, told):
    if answer:
        await actions.hear_answer(asked.id, answer, words, now=now)
    page = await shown(asked)
    said = page.words.replace("\u00a0", " ")
    assert page.status == 200
    for text in (*told, asked.reference, "Jeanne Martin"):
        assert text in said
    assert (SUCCESS in said) == (answer is Answer.SEAT)
    assert (f"{asked.path}.ics" in page.links) == (answer is Answer.SEAT)
    assert (f"{asked.path}/annulation" in page.links) == (answer not in (Answer.NO, Answer.NOT_HERE))


async def test_silence_is_said_with_whom_to_call(asked, shown, standing_clock, now):
    standing_clock(now + 2 * DAY)
    said = (await shown(asked)).words.replace("\u00a0", " ")
    assert "Pas encore confirmé : Médiathèque de Quimper n'a pas répondu." in said
    assert "02 98 98 86 60" in said


async def test_what_the_organiser_ends_says_not_to_come(asked, shown, now):
    await actions.hear_answer(asked.id, Answer.SEAT, "", now=now)
    await actions.call_off(asked.id, now=now)
    said = (await shown(asked)).words.replace("\u00a0", " ")
    assert "Ne venez pas : Médiathèque de Quimper a annulé." in said
    assert SUCCESS not in said


async def test_one_gives_up_after_one_question(client, asked, shown):
    question = Page(await client.get(f"{asked.path}/annulation"))
    assert "Nous prévenons Médiathèque de Quimper" in question.words
    assert (await queries.by_id(asked.id)).state == "asked"
    answer = await client.send_form(question.address)
    assert (answer.status_code, answer.headers["location"]) == (303, asked.path)
    assert "C'est annulé" in (await shown(asked)).words
    again = await client.get(f"{asked.path}/annulation")
    assert (again.status_code, again.headers["location"]) == (303, asked.path)


async def test_the_calendar_is_there_from_the_yes_on_and_follows_what_happens(client, asked, now):
    async def calendar():
        return await client.get(f"{asked.path}.ics")

    assert (await calendar()).status_code == 404
    await actions.hear_answer(asked.id, Answer.SEAT, "", now=now)
    (event,) = icalendar.Calendar.from_ical((await calendar()).text).events
    assert (event["STATUS"], event["UID"], event["DTSTART"].dt) == ("CONFIRMED", str(asked.id), asked.starts_at)
    first = event["SEQUENCE"]
    await actions.cancel(asked.id, by="patron", now=now)
    (event,) = icalendar.Calendar.from_ical((await calendar()).text).events
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] > first


async def test_who_waits_has_no_calendar(client, asked, now):
    await actions.hear_answer(asked.id, Answer.WAIT, "", now=now)
    assert (await client.get(f"{asked.path}.ics")).status_code == 404


@pytest.mark.parametrize("path", ["/demandes/abc", "/demandes/abc.ics", "/demandes/abc/annulation"])
async def test_unknown_links_are_not_found_and_guesses_are_counted(client, asked, path):
    answers = [(await client.get(path)).status_code for _ in range(32)]
    assert answers == [404] * 30 + [429] * 2


@pytest.mark.parametrize(("name", "found"), [("martin", True), ("morel", False)])
async def test_the_reference_and_the_name_find_it_again(client, asked, name, found):
    answer = await client.send_form("/retrouver", reference=asked.reference.lower(), name=name)
    if found:
        assert (answer.status_code, answer.headers["location"]) == (303, asked.path)
    else:
        assert answer.status_code == 422
        assert "Nous ne trouvons pas cette inscription" in answer.text


async def test_the_desk_asks_with_a_name_alone_once(signed_in, session):
    listed = await signed_in.get("/bureau/ailleurs?q=atelier")
    assert f"/bureau/ailleurs/{session}" in listed.text
    page = Page(await signed_in.get(f"/bureau/ailleurs/{session}"))
    fields = {**page.fields, "name": "Ahmed Benali"}
    answers = [await signed_in.send_form(page.address, **fields) for _ in range(2)]
    assert len({answer.headers["location"] for answer in answers}) == 1
    (row,) = await RemoteBooking.select()
    assert (row["channel"], row["shares_contact"], row["state"]) == ("desk", False, "asked")
    listed = await signed_in.get("/bureau/ailleurs")
    assert "Ahmed Benali" in listed.text
    assert "Pas encore confirmé" in listed.text
    wrong = await signed_in.send_form(page.address, **{**fields, "name": "", "key": "2"})
    assert wrong.status_code == 422


async def test_the_desk_sees_who_did_not_answer_and_gives_up(signed_in, maker, asked, standing_clock, now):
    assert "sans réponse" not in (await signed_in.get("/bureau")).text
    maker.now = now + 2 * DAY
    standing_clock(maker.now)
    signed_in.sign_in_with(await maker.login(maker.by))
    assert "1 demande sans réponse" in (await signed_in.get("/bureau")).text
    listed = (await signed_in.get("/bureau/prevenir")).text
    assert "1 demande sans réponse" in listed
    assert "02 98 98 86 60" in listed
    address = f"/bureau/demandes/{asked.id}/annuler"
    assert "Jeanne Martin" in (await signed_in.get(address)).text
    assert (await signed_in.send_form(address)).status_code == 303
    assert (await queries.by_id(asked.id)).cancelled_by == "staff"


async def test_who_may_book_nobody_sees_no_request(browser, maker, asked, session):
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff()))
        listed = await opened.get("/bureau/ailleurs")
        assert (listed.status_code, "Jeanne" in listed.text) == (403, False)
        for path in (f"/bureau/ailleurs/{session}", f"/bureau/demandes/{asked.id}/annuler"):
            assert (await opened.get(path)).status_code == 403
            assert (await opened.send_form(path, name="Ana")).status_code == 403
        assert (await opened.get("/bureau/prevenir")).status_code == 403


async def test_the_call_to_a_silent_organiser_leaves_today_once_made(signed_in, asked, now):
    await RemoteBooking.update({RemoteBooking.asked_at: now - 9 * DAY}).where(RemoteBooking.id == asked.id)
    path = f"/bureau/demandes/{asked.id}/appel"
    assert path in (await signed_in.get("/bureau/prevenir")).text
    for _ in range(2):
        assert (await signed_in.send_form(path)).headers["location"].startswith("/bureau/prevenir")
    assert path not in (await signed_in.get("/bureau/prevenir")).text
    assert "appelé" in (await signed_in.get("/bureau/ailleurs")).text
    assert await Entry.count().where(Entry.kind == "elsewhere.called") == 1
