"""What messages say: date, hour, place, telephone, link, how to cancel; and nothing untrue."""

import re
from datetime import timedelta

import pytest

from server.foundation.languages import LANGUAGES
from server.notifications.words import SUBJECTS, mail, paragraphs, subject
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
KINDS = [kind for kind in SUBJECTS if kind != "feedback"]  # it comes after the session: see test_afterwards


def without_tags(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'"))


@pytest.mark.parametrize("kind", KINDS)
async def test_each_message_has_all_one_needs(make_session, ask, view, kind):
    booked = await ask(await make_session())
    shown = await view(booked)
    for text in (mail(kind, shown)[0], without_tags(mail(kind, shown)[1])):
        for fact in (
            "Ma boîte aux lettres", "mercredi 13 janvier", "10 h", "12 h", "Médiathèque du Port", "3 quai Vauban",
            "29200 Brest", "02 98 00 00 00", booked.reference,
        ):  # fmt: skip
            assert fact in text
    plain, html = mail(kind, shown)
    assert f"http://test.example/reservations/{booked.secret}" in plain
    assert f'href="http://test.example/reservations/{booked.secret}"' in html
    assert "tel:+33298000000" in html
    assert "« Je ne peux plus venir »" in plain
    assert all(part in " ".join(plain.split()) and part in without_tags(html) for part in paragraphs(kind, shown))
    assert "\n" not in subject(kind, shown)


@pytest.mark.parametrize("kind", ["waiting", "changed", "called_off", "cancelled"])
async def test_who_waits_is_never_told_to_be_registered(make_session, ask, view, kind):
    session = await make_session(capacity=1)
    await ask(session, "Un")
    shown = await view(await ask(session, "Deux"))
    assert shown.party.state == "waiting"
    said = " ".join([subject(kind, shown), mail(kind, shown)[0], without_tags(mail(kind, shown)[1])])
    left = said.replace("Vous n'êtes PAS inscrit", "")
    assert "inscri" not in left.casefold()
    assert not re.search(r"réservées? pour|reste valable|avez une place|à apporter", left, re.IGNORECASE)
    if kind in {"waiting", "changed"}:
        assert said.count("Vous n'êtes PAS inscrit") >= 2
        assert "rang sur la liste d'attente : 1" in said
        assert "« Je n'attends plus de place »" in said


async def test_a_party_of_two(make_session, ask, view):
    session = await make_session(capacity=4, waiting_places=9)
    one, two = await view(await ask(session, "Un")), await view(await ask(session, "Deux", people=2))
    assert "une place est réservée" in mail("confirmed", one)[0]
    assert "2 places sont réservées" in mail("confirmed", two)[0]
    assert "2 places se sont libérées" in mail("promoted", two)[0]


async def test_a_change_says_what_is_no_longer_true(make_session, ask, view, now):
    session = await make_session()
    booked = await ask(session)
    was = now + timedelta(days=2)
    later = was + timedelta(days=1, minutes=30)
    await Session.update(
        {Session.previous_starts_at: was, Session.starts_at: later, Session.ends_at: later + timedelta(hours=1)}
    ).where(Session.id == session)
    plain = mail("changed", await view(booked))[0]
    assert "Ce n'est plus mercredi 13 janvier à 10 h." in plain
    assert "Quand : jeudi 14 janvier, de 10 h 30 à 11 h 30" in plain


async def test_a_session_called_off_says_why_and_not_how_to_cancel(make_session, ask, view):
    session = await make_session()
    booked = await ask(session)
    await Session.update({Session.state: "cancelled", Session.cancel_reason: "Panne de chauffage."}).where(
        Session.id == session
    )
    plain, html = mail("called_off", await view(booked))
    assert "Ne venez pas" in plain
    assert "Panne de chauffage." in plain
    assert "Je ne peux plus venir" not in plain + html


async def test_on_line_sessions_give_their_address_to_those_with_a_seat(make_session, ask, view):
    session = await make_session(capacity=1, mode="online", online_url="https://visio.example/atelier")
    seated, waiting = await view(await ask(session, "Un")), await view(await ask(session, "Deux"))
    assert "https://visio.example/atelier" in mail("confirmed", seated)[0]
    assert "en ligne, par Internet" in mail("confirmed", seated)[0]
    assert "visio.example" not in "".join(mail("waiting", waiting))


HOSTILE = '{{ 7*7 }} {% raw %} %(x)s <script>alert(1)</script> & "L\'été"'


async def test_what_people_typed_stays_as_typed(make_session, ask, view):
    session = await make_session(title=HOSTILE)
    booked = await ask(session)
    await Session.update({Session.cancel_reason: HOSTILE, Session.state: "cancelled"}).where(Session.id == session)
    for kind in KINDS:
        plain, html = mail(kind, await view(booked))
        assert HOSTILE in plain
        assert HOSTILE in subject(kind, await view(booked))
        assert "<script" not in html
        assert "{{ 7*7 }} {% raw %} %(x)s &lt;script&gt;" in html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_messages_in_the_language_of_the_booking(make_session, ask, view, language):
    shown = await view(await ask(await make_session(), language=language))
    for kind in KINDS:
        assert f'<html lang="{language}">' in mail(kind, shown)[1]


async def test_without_a_telephone(make_session, ask, view):
    shown = await view(await ask(await make_session(phone="")))
    assert "Téléphone" not in "".join(mail("confirmed", shown)).replace("Votre téléphone", "")
    assert "appelez le" not in mail("confirmed", shown)[0]
