"""The pages on which a library words its messages and decides whether to ask « venez-vous ? »."""

import re
from html import unescape

import pytest

from server.foundation.languages import LANGUAGES
from server.journal.tables import Entry
from server.libraries.queries import by_id
from server.notifications import asking_rule, own_words, preview
from server.notifications.asking_rule import Rule
from server.notifications.wording import EDITABLE, OURS, PARTS, Wording, check

PATH = "/bureau/bibliotheques/port/messages"
SMS = "{bibliothèque} : {date} à {heure}, {lieu}. Tél. {téléphone}"
TYPED = {"subject": "Rendez-vous {date}", "body": "Bonjour {prénom},\r\n\r\nVous avez une place.", "sms": SMS}


def words(text):
    """Return a page's text with plain spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").replace("\u202f", " "))


def typed_in(text):
    """Return what stands in the fields of the page."""
    body = re.search(r'<textarea id="body"[^>]*>(.*?)</textarea>', text, re.S)[1]
    return {"subject": re.search(r'id="subject"[^>]*? value="([^"]*)"', text)[1], "body": unescape(body)}


@pytest.fixture
async def library(maker):
    """A library with a telephone."""
    return await maker.library("port")


async def test_the_list_leads_to_each_message_in_each_language(signed_in, library):
    text = (await signed_in.get(PATH)).text
    for kind in EDITABLE:
        for language in LANGUAGES:
            assert f'href="{PATH}/{kind}?langue={language}"' in text
    assert f'href="{PATH}"' in (await signed_in.get("/bureau/bibliotheques/port")).text


async def test_the_question_is_decided_here(signed_in, library):
    answer = await signed_in.send_form(PATH, days="3", frees="1")
    assert answer.status_code == 303
    assert await asking_rule.rule_of(library) == Rule(3, True)
    assert 'value="3"' in (await signed_in.get(PATH)).text
    await signed_in.send_form(PATH, days="")
    assert await asking_rule.rule_of(library) == Rule(0, False)
    lines = await Entry.select(Entry.subject).where(Entry.kind == "asking.changed")
    assert [row["subject"] for row in lines] == [library, library]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "15"}, "de 0 à 14"),
        ({"days": "trois"}, "de 0 à 14"),
        ({"days": "1", "frees": "1"}, "au moins 2 jours"),
    ],
)
async def test_what_cannot_be_decided_is_said_and_kept_on_the_page(signed_in, library, typed, said):
    answer = await signed_in.send_form(PATH, **typed)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert f'value="{typed["days"]}"' in answer.text
    assert await asking_rule.rule_of(library) == Rule()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EDITABLE)
async def test_our_sentences_to_begin_from_may_be_kept(signed_in, library, now, kind, language):
    ours = preview.ours(await by_id(library), kind, language, now)
    check(kind, ours)
    assert all(getattr(ours, part) for part in PARTS)
    answer = await signed_in.get(f"{PATH}/{kind}?langue={language}")
    assert answer.status_code == 200
    assert unescape(typed_in(answer.text)["subject"]) == ours.subject
    assert "Exemple" not in ours.subject + ours.body
    assert "Camille Exemple" in words(answer.text)


async def test_keeping_what_was_not_changed_keeps_ours(signed_in, library, now):
    ours = preview.ours(await by_id(library), "confirmed", "fr", now)
    parts = {part: getattr(ours, part) for part in PARTS}
    await signed_in.send_form(f"{PATH}/confirmed", geste="garder", **{**parts, "subject": "Rendez-vous {date}"})
    assert await own_words.one(library, "confirmed", "fr") == Wording(subject="Rendez-vous {date}")


async def test_sentences_are_kept_shown_and_given_up(signed_in, library):
    path = f"{PATH}/confirmed?langue=fr"
    assert (await signed_in.send_form(path, geste="garder", **TYPED)).status_code == 303
    kept = await own_words.one(library, "confirmed", "fr")
    assert kept == Wording(TYPED["subject"], "Bonjour {prénom},\n\nVous avez une place.", SMS)
    assert await own_words.one(library, "confirmed", "en") == OURS
    page = words((await signed_in.get(path)).text)
    assert "Rendez-vous lundi 18 janvier" in page
    assert "Bonjour Camille," in page
    assert "Reprendre nos phrases" in page
    assert (await signed_in.send_form(path, geste="reprendre")).status_code == 303
    assert await own_words.one(library, "confirmed", "fr") == OURS
    assert "Reprendre nos phrases" not in words((await signed_in.get(path)).text)
    lines = await Entry.select().where(Entry.kind.like("wording.%")).order_by(Entry.id)
    assert [row["kind"] for row in lines] == ["wording.changed", "wording.reset"]
    assert "Rendez-vous" not in str(lines)  # the journal says what was changed, not how


async def test_a_preview_keeps_nothing(signed_in, library):
    answer = await signed_in.send_form(f"{PATH}/confirmed", geste="apercu", **TYPED)
    page = words(answer.text)
    assert "Rendez-vous lundi 18 janvier" in page
    assert "Médiathèque port : lundi 18 janvier à 14 h 30, Médiathèque port. Tél. 02 99 00 00 00" in page.replace(
        "Mediatheque", "Médiathèque"
    )
    assert "En SMS : 1 message à payer" in page
    assert "02 99 00 00 00" in page
    assert await own_words.one(library, "confirmed", "fr") == OURS


@pytest.mark.parametrize("act", ["garder", "apercu"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": "Vous êtes inscrit."}, "« inscrit » leur ferait croire l'inverse"),
        ({"subject": "Your place is booked"}, "leur ferait croire l'inverse"),
        ({"body": "{{ 7*7 }}"}, "Une accolade est seule."),
        ({"body": "{secret}"}, "Nous ne savons pas remplir {secret}."),
        ({"sms": "Appelez-nous"}, "Il manque {date}, {heure}, {lieu}, {téléphone}."),
    ],
)
async def test_what_may_not_be_said_is_refused_in_words(signed_in, library, act, typed, said):
    answer = await signed_in.send_form(f"{PATH}/waiting", geste=act, **typed)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert f'href="#{next(iter(typed))}"' in answer.text
    assert await own_words.one(library, "waiting", "fr") == OURS


async def test_who_waits_is_shown_to_get_our_sentences_instead_of_a_promise(signed_in, library):
    typed = {"body": "{changement} Votre inscription reste valable."}
    page = words((await signed_in.send_form(f"{PATH}/changed", geste="apercu", **typed)).text)
    assert "Qui attend reçoit nos phrases à cet endroit : les vôtres diraient « Votre inscription »." in page
    waiting = page.split("pour une personne qui attend")[1]
    assert "Vous n'êtes PAS inscrit" in waiting
    assert "reste valable" not in waiting


@pytest.mark.parametrize("path", ["/inconnu", "/broadcast", "/confirmed?langue=de"])
async def test_messages_that_there_are_not(signed_in, library, path):
    assert (await signed_in.get(PATH + path)).status_code == 404
    assert (await signed_in.send_form(PATH + path, geste="garder", **TYPED)).status_code == 404
