"""A library's own sentences in what is sent: in the mail, in the SMS, and what is always added to them."""

from datetime import timedelta

import pytest

from server.bookings.queries import library_of
from server.foundation.ids import new_id
from server.notifications import gsm7, news, texts, words
from server.notifications.answers import path_of
from server.notifications.news import News
from server.notifications.sending import send_due
from server.notifications.tables import Message, OwnWords
from server.notifications.wording import Wording

pytestmark = pytest.mark.usefixtures("undone")
SMS = "{bibliothèque} : {date} à {heure}, {lieu}. Tél. {téléphone}"


@pytest.fixture
def worded(now):
    """Return a function that gives the library of a booking its own sentences for one kind of message."""

    async def keep(booked, kind, language="fr", **parts):
        library = await library_of(booked.id)
        row = {"subject": "", "body": "", "sms": "", **parts}
        await OwnWords(id=new_id(), library=library, kind=kind, language=language, updated_at=now, **row).save()

    return keep


async def test_the_mail_that_leaves_says_it_their_way(one, worded, taking, now):
    await worded(
        one, "confirmed", subject="Rendez-vous {date}", body="Bonjour {prénom}.\n\nÀ l'accueil, dites {référence}."
    )
    await worded(one, "confirmed", "en", subject="In English")
    await worded(one, "waiting", subject="Autre chose")
    mailer = taking()
    await send_due(mailer, now)
    (letter,) = mailer.got
    plain = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Rendez-vous mercredi 13 janvier"
    for said in ("Bonjour Jeanne.", f"À l'accueil, dites {one.reference}.", "de 10 h à 12 h", "02 98 00 00 00"):
        assert said in plain
    assert "C'est noté" not in plain
    assert "Bonjour Jeanne." in letter.get_body(("html",)).get_content()


async def test_another_library_goes_on_saying_ours(make_session, ask, worded, one, taking, read_journal, now):
    other = await ask(await make_session())
    await read_journal()
    await worded(other, "confirmed", subject="Chez nous")
    mailer = taking()
    await send_due(mailer, now)
    assert sorted(letter["Subject"][:10] for letter in mailer.got) == ["Chez nous", "Votre plac"]


async def test_what_a_value_holds_is_not_read(make_session, ask, view):
    shown = await view(await ask(await make_session(title="{nom} {{ 7*7 }}"), name="{téléphone} <b>Le Goff</b>"))
    own = News(own=Wording(body="Pour {nom} : {atelier}"))
    plain, html = words.mail("confirmed", shown, own)
    assert "Pour {téléphone} <b>Le Goff</b> : {nom} {{ 7*7 }}" in plain
    assert "<b>Le Goff" not in html


async def test_who_waits_always_reads_it_and_never_a_promise(make_session, ask, view):
    session = await make_session(capacity=1)
    await ask(session, "Un")
    shown = await view(await ask(session, "Deux"))
    polite = News(own=Wording(body="Nous pensons à vous.", sms=SMS))
    assert words.paragraphs("waiting", shown, polite) == ["Vous n'êtes PAS inscrit.", "Nous pensons à vous."]
    assert texts.of_booking("waiting", shown, polite).startswith("Vous n'etes PAS inscrit. Médiathèque")
    bold = News(own=Wording("Inscription confirmée", "Vous êtes inscrit.", SMS + " inscrit"))
    assert words.subject("waiting", shown, bold) == words.subject("waiting", shown)
    assert words.paragraphs("waiting", shown, bold) == words.paragraphs("waiting", shown)
    assert texts.of_booking("waiting", shown, bold) == texts.of_booking("waiting", shown)
    denied = News(own=Wording(body="Vous n'êtes PAS inscrit, pas encore."))
    assert words.paragraphs("waiting", shown, denied) == ["Vous n'êtes PAS inscrit, pas encore."]


async def test_a_change_is_told_in_their_sentence(make_session, ask, view):
    shown = await view(await ask(await make_session()))
    own = News(own=Wording(body="Attention : {changement}"))
    assert words.paragraphs("changed", shown, own) == ["Attention : Lisez bien le jour, l'heure et le lieu."]


class TestQuestion:
    """What « venez-vous ? » says."""

    async def test_the_mail_has_two_buttons_to_the_page(self, one, view):
        shown = await view(one)
        plain, html = words.mail("reconfirm", shown)
        link = f"http://test.example{path_of(one.id)}"
        assert html.count(f'href="{link}"') == 2
        assert "Oui, je viens" in html
        assert "Non, je ne viens pas" in html
        assert link in plain
        assert "Sans réponse" not in plain

    @pytest.mark.parametrize("own", [Wording(), Wording(body="Dites-nous.", sms=SMS + " {lien}")])
    async def test_where_silence_frees_the_seat_it_is_said(self, one, view, now, own):
        shown = await view(one)
        told = News(answer_by=now + timedelta(days=1, hours=2), own=own)
        assert "Sans réponse, votre place est donnée à quelqu'un d'autre." in words.mail("reconfirm", shown, told)[0]
        assert "mardi 12 janvier" in words.mail("reconfirm", shown, told)[0]
        text = texts.of_booking("reconfirm", shown, told)
        assert "Sans réponse" in text
        assert "place est donnée" in text
        assert f"http://test.example{path_of(one.id)}" in text

    async def test_the_sms_holds_a_short_link_and_no_theme(self, one, view):
        text = texts.of_booking("reconfirm", await view(one))
        assert gsm7.segments(text) == 1
        assert f"http://test.example{path_of(one.id)}" in text
        assert "02 98 00 00 00" in text
        assert "Ma boîte" not in text

    async def test_what_is_known_of_the_question_comes_with_the_message(self, one, worded, now):
        await worded(one, "confirmed", subject="Chez nous")
        row = await Message.select(Message.id).first()
        assert (await news.of([row["id"]]))[row["id"]].own == Wording("Chez nous")
