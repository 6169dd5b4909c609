"""People are told what another agenda answered, and never that they have a seat when they have none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.elsewhere import actions, queries, silence
from server.elsewhere.actions import Request, Snapshot
from server.elsewhere.rules import Answer
from server.foundation.ids import new_token
from server.notifications import elsewhere, rules
from server.notifications.actions import done, sweep, try_again
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.sending import send_due
from server.notifications.tables import Message

pytestmark = pytest.mark.usefixtures("undone")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EMAIL = {"contact": "email", "email": "jeanne@mel.example"}
CALL = {"contact": "call", "phone": "02 99 12 34 56"}


@pytest.fixture
def request_for(now):
    """Ask for a seat elsewhere and return the request's id."""

    async def asked(**contact):
        told = Snapshot(
            "https://quimper.example/e/1", "https://quimper.example/g", "quimper.example", "Atelier d'à côté",
            "Médiathèque de Quimper", "Ursulines, 29000 Quimper", "https://quimper.example/s/1", "0298988660",
            now + 3 * DAY, None, "Europe/Paris",
        )  # fmt: skip
        request = replace(Request(told, "Jeanne Le Goff", idempotency_key=new_token()), **contact)
        return await actions.ask(request, by="patron", now=now)

    return asked


async def later_answer(booking, answer, now, words=""):
    await actions.hear_answer(booking, answer, words, now=now + HOUR)


HAPPENS = {
    "confirmed": [Answer.SEAT],
    "waiting": [Answer.WAIT],
    "promoted": [Answer.WAIT, Answer.SEAT],
    "refused": [Answer.NO],
    "called_off": [Answer.SEAT, Answer.NO],
}


@pytest.mark.parametrize("kind", HAPPENS)
@pytest.mark.parametrize(("contact", "channel"), [(EMAIL, "email"), (CALL, "call")])
async def test_each_answer_is_told(request_for, read_journal, owed, now, kind, contact, channel):
    booking = await request_for(**contact)
    for answer in HAPPENS[kind]:
        await later_answer(booking, answer, now)
    await read_journal(now + HOUR)
    assert (await owed())[-1] == (kind, channel, "owed")
    assert len(await owed()) == len(HAPPENS[kind])


async def test_an_event_that_changes_or_ends_is_told_and_ones_own_cancellation_is_no_call(
    request_for, read_journal, owed, now
):
    moved, ended = await request_for(**EMAIL), await request_for(**CALL)
    own = await request_for(contact="call", phone="02 99 00 00 01")
    view = await queries.by_id(moved)
    names = ("event", "owner", "host", "title", "organiser", "place", "page", "starts_at", "ends_at", "timezone")
    seen = Snapshot(**{name: getattr(view, name) for name in names}, phone="")
    await actions.move(moved, replace(seen, starts_at=view.starts_at + DAY), now=now)
    await actions.call_off(ended, now=now)
    await actions.cancel(own, by="patron", now=now)
    await read_journal()
    assert await owed() == [("changed", "email", "owed"), ("called_off", "call", "owed")]


@pytest.mark.parametrize(
    ("kind", "contact", "waited", "channel"),
    [
        ("confirmed", "email", 0, "email"),
        ("confirmed", "call", 30, None),
        ("confirmed", "call", 61, "call"),
        ("refused", "call", 0, None),
        ("promoted", "call", 0, "call"),
        ("unanswered", "call", 90, "call"),
        ("unanswered", "none", 90, None),
        ("called_off", "none", 0, "call"),
        ("cancelled", "call", 90, None),
        ("cancelled", "email", 0, "email"),
    ],
)
def test_who_is_written_to_and_who_is_called(kind, contact, waited, channel):
    email = "a@mel.example" if contact == "email" else ""
    assert rules.request_channel(kind, contact, email, "0299", timedelta(seconds=waited)) == channel
    assert rules.request_channel(kind, "none", "", "", timedelta(0)) is None


@pytest.mark.parametrize("kind", rules.STILL_ASKED)
@pytest.mark.parametrize("state", ["asked", "confirmed", "waiting", "refused", "external", "cancelled"])
def test_what_is_no_longer_true_is_not_sent(kind, state, now):
    stale = rules.request_stale(kind, state, now + HOUR, now)
    assert bool(stale) == (state not in rules.STILL_ASKED[kind])
    assert rules.request_stale(kind, state, now, now)


async def mailed(request_for, read_journal, taking, now, *answers, words=""):
    """Let these answers come, and return the last mail."""
    booking = await request_for(**EMAIL)
    for answer in answers:
        await later_answer(booking, answer, now, words)
    await read_journal(now + HOUR)
    door = taking()
    await send_due(door, now + HOUR)
    return door.got[-1]


@pytest.mark.parametrize(("kind", "answers"), HAPPENS.items())
async def test_the_mail_says_what_is_true(request_for, read_journal, taking, now, kind, answers):
    letter = await mailed(request_for, read_journal, taking, now, *answers, words="Salle du fond.")
    plain = " ".join(letter.get_body(("plain",)).get_content().split())
    html = letter.get_body(("html",)).get_content()
    seated = kind in ("confirmed", "promoted")
    assert ("C'est confirmé" in plain or "vous la donne" in plain) == seated
    assert ("PAS inscrit" in str(letter["Subject"]) + plain) == (kind in ("waiting", "refused"))
    assert "Médiathèque de Quimper" in plain
    assert "jeudi 14 janvier" in plain
    assert "http://test.example/demandes/" in plain
    assert "/demandes/" in html
    calendars = [part for part in letter.walk() if part.get_filename() == "reservation.ics"]
    assert bool(calendars) == (seated or kind == "called_off")
    shown = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_payload(decode=True) for part in shown] == [part.get_content() for part in calendars]
    if seated:
        assert b"STATUS:CONFIRMED" in calendars[0].get_content()
    if kind == "called_off":
        assert b"METHOD:CANCEL" in calendars[0].get_content()


async def test_a_mail_that_is_no_longer_true_is_dropped(request_for, read_journal, taking, owed, now):
    booking = await request_for(**EMAIL)
    await later_answer(booking, Answer.SEAT, now)
    await read_journal(now + HOUR)
    await later_answer(booking, Answer.NO, now)
    door = taking()
    await send_due(door, now + HOUR)
    assert door.got == []
    assert await owed() == [("confirmed", "email", "dropped")]


async def test_heard_twice_it_is_owed_once_and_silence_is_told(request_for, read_journal, owed, now):

    await request_for(**EMAIL)
    await silence.tend(now + 2 * DAY)
    for _ in range(2):
        await read_journal(now + 2 * DAY)
    assert await owed() == [("unanswered", "email", "owed")]


async def test_staff_tell_by_telephone_and_note_it(request_for, read_journal, owed, now):
    booking = await request_for(**CALL)
    await later_answer(booking, Answer.WAIT, now, "Vous êtes 2e.")
    await read_journal(now + HOUR)
    (call,) = await elsewhere.to_tell(now + HOUR)
    assert (call.kind, call.request.id, call.unsent) == ("waiting", booking, False)
    assert call.says[0] == "Vous n'êtes PAS inscrit."
    assert any("Vous êtes 2e." in words for words in call.says)
    await done(call.message, by="staff:1", now=now + HOUR)
    assert await elsewhere.to_tell(now + HOUR) == []
    assert await owed() == [("waiting", "call", "sent")]


async def test_a_mail_that_does_not_leave_is_staffs_to_see(request_for, read_journal, taking, owed, now):
    booking = await request_for(**EMAIL)
    await later_answer(booking, Answer.NO, now)
    await read_journal(now + HOUR)
    await send_due(taking(Delivery(Outcome.REFUSED, "550")), now + HOUR)
    (call,) = await elsewhere.to_tell(now + HOUR)
    assert (call.unsent, call.request.email) == (True, "jeanne@mel.example")
    await try_again(call.message, by="staff:1", now=now + HOUR)
    assert await owed() == [("refused", "email", "owed")]


async def test_calls_that_come_too_late_are_put_away(request_for, read_journal, owed, now):
    booking = await request_for(**CALL)
    await later_answer(booking, Answer.SEAT, now)
    await read_journal(now + HOUR)
    assert await sweep(now + 2 * DAY) == 0
    assert await sweep(now + 3 * DAY) == 1
    assert await owed() == [("confirmed", "call", "dropped")]
    assert await Message.count() == 1


@pytest.mark.parametrize("kind", sorted(rules.STILL_ASKED))
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_message_has_its_words(request_for, kind, language):
    view = replace(await queries.by_id(await request_for(**EMAIL)), language=language, state="confirmed")
    assert all(elsewhere.paragraphs(kind, view))
    assert elsewhere.subject(kind, view)
    assert all(elsewhere.mail(kind, view))


@pytest.mark.parametrize("path", ["fait", "encore"])
async def test_the_desk_ticks_it_off(signed_in, request_for, read_journal, now, path):
    booking = await request_for(**CALL)
    await later_answer(booking, Answer.SEAT, now)
    await read_journal(now)
    today = await signed_in.get("/bureau")
    assert "1 personne à prévenir pour une autre bibliothèque" in today.text
    (call,) = await elsewhere.to_tell(now)
    answer = await signed_in.send_form(f"/bureau/messages/{call.message}/{path}")
    assert answer.status_code == (303 if path == "fait" else 404)
    assert (call.message in [told.message for told in await elsewhere.to_tell(now)]) == (path == "encore")


async def test_what_could_not_be_sent_may_be_told_otherwise(signed_in, request_for, read_journal, now):
    booking = await request_for(**EMAIL)
    await later_answer(booking, Answer.SEAT, now)
    await read_journal(now)
    await Message.update({Message.state: "dead"}, force=True)
    (call,) = await elsewhere.to_tell(now)
    assert f"/bureau/messages/{call.message}/fait" in (await signed_in.get("/bureau/prevenir")).text
    assert (await signed_in.send_form(f"/bureau/messages/{call.message}/fait")).status_code == 303
    assert await elsewhere.to_tell(now) == []
    assert (await Message.select(Message.state).first())["state"] == "dropped"
