"""A convention through its pages: written, printed whole, signed, copied, warned of, renewed, ended; whose it is."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from server.accounts import actions as accounts
from server.desk.todo import KINDS
from server.foundation.due import Scope, waiting
from server.journal.readers import follow
from server.notifications import relay, staff_notices
from server.notifications.deliveries import Delivery, Outcome
from server.partnerships import conventions, erasure
from server.partnerships.convention_rules import TEXTS
from server.partnerships.tables import Convention, ConventionParty
from tests.server.prints.reading import Paper

PATH = "/bureau/conventions"
FORM = {
    "title": "Ateliers au centre social", "starts_on": "2027-01-01", "ends_on": "2027-06-30", "alert_days": "60",
    "party-1-name": "Ville de Rennes", "party-1-representative": "Anne Le Bihan", "party-1-quality": "Maire",
    "party-2-name": "Centre social des Tilleuls", "party-2-representative": "Paul Quéré",
    "party-2-quality": "Président",
    "gift-1-party": "1", "gift-1-what": "Une médiatrice", "gift-1-volume": "trois heures par semaine",
    "gift-2-party": "2", "gift-2-what": "Subvention", "gift-2-cents": "1 500,50", "mailed": "1",
    **{name: f"Nous disons {name.replace('_', ' ')}." for name in TEXTS},
}  # fmt: skip
ALERT = timedelta(days=110)  # 2027-05-01, when it is 2027-01-11


@pytest.fixture
async def written(signed_in, maker):
    """The address of a whole convention of a library, still a draft."""
    library = await maker.library("centre")
    answer = await signed_in.send_form(f"{PATH}/nouvelle", **FORM, library=str(library))
    assert answer.status_code == 303
    return answer.headers["location"].partition("?")[0]


@pytest.fixture
async def signed(signed_in, written):
    """The address of the same, signed."""
    assert (await signed_in.send_form(f"{written}/signature", signed_on="2027-01-04")).status_code == 303
    return written


def id_in(address):
    return UUID(address.split("/")[3])


async def to_do(now, managed):
    found = await waiting(KINDS, Scope([], [], False, now, managed))
    return {one.due.url: one.count for one in found}.get(PATH, 0)


async def test_the_paper_has_every_section(signed_in, written):
    paper = Paper((await signed_in.get(f"{written}/convention.pdf")).content)
    assert (paper.accessible, paper.language, paper.title) == (True, "fr", FORM["title"])
    said = paper.text.replace("\u2019", "'").replace("\u00a0", " ").replace("\u202f", " ")
    for number, heading in enumerate(
        ("Objectifs", "Durée et calendrier", "Contributions", "Éléments propres au projet", "Communication",
         "Données personnelles", "Fin anticipée", "Désaccords et recours", "Exemplaires"), start=1,
    ):  # fmt: skip
        assert f"Article {number}. {heading}" in said
    assert all(FORM[name] in said for name in TEXTS)
    for words in (
        "Projet, pas encore signé", "Ville de Rennes, représenté par Anne Le Bihan, Maire", "trois heures par semaine",
        "1 500,50 €", "Budgétaire", "Hors budget", "du 1er janvier 2027 au 30 juin 2027", "Fait en 2 exemplaires",
    ):  # fmt: skip
        assert words in said


async def test_an_incomplete_draft_is_kept_and_says_what_is_missing(signed_in):
    assert (await signed_in.get(f"{PATH}/nouvelle")).text.count('id="party-') >= 16
    answer = await signed_in.send_form(f"{PATH}/nouvelle", title="Brouillon")
    sheet = await signed_in.get(answer.headers["location"])
    for words in ("Au moins deux parties", "Au moins une contribution", "Le premier et le dernier jour"):
        assert words in sheet.text
    address = answer.headers["location"].partition("?")[0]
    assert (await signed_in.send_form(f"{address}/signature", signed_on="2027-01-04")).status_code == 422
    assert "À compléter." in Paper((await signed_in.get(f"{address}/convention.pdf")).content).text
    assert "sera perdu" in (await signed_in.get(f"{address}/suppression")).text
    assert (await signed_in.send_form(f"{address}/suppression")).headers["location"] == f"{PATH}?fait=jetee"
    assert (await signed_in.get(address)).status_code == 404


async def test_what_is_wrong_is_said_and_the_rest_kept(signed_in, written):
    wrong = FORM | {"gift-2-cents": "beaucoup", "ends_on": "2026-01-01"}
    answer = await signed_in.send_form(f"{written}/modifier", **wrong)
    assert answer.status_code == 422
    assert 'id="gift-2-cents-error"' in answer.text
    assert 'id="ends_on-error"' in answer.text
    assert "trois heures par semaine" in answer.text
    assert (await signed_in.send_form(f"{written}/modifier", **FORM | {"title": "Autre"})).status_code == 303
    assert "Autre" in (await signed_in.get(PATH)).text


async def test_signed_it_changes_no_more(signed_in, signed):
    assert (await signed_in.send_form(f"{signed}/modifier", **FORM)).status_code == 422
    assert (await signed_in.send_form(f"{signed}/suppression")).status_code == 409
    assert "En cours" in (await signed_in.get(PATH)).text
    assert "Projet" not in Paper((await signed_in.get(f"{signed}/convention.pdf")).content).text
    copy = (await signed_in.send_form(f"{signed}/copie")).headers["location"]
    text = (await signed_in.get(copy)).text
    assert "Centre social des Tilleuls" in text
    assert "2027-06-30" not in text


async def test_its_renewal_is_asked_for_on_its_day(signed_in, administrator, signed, now, standing_clock):
    managed = [row["library"] for row in await Convention.select(Convention.library)]
    before = now + ALERT - timedelta(days=1)
    assert [await to_do(at, managed) for at in (before, now + ALERT)] == [0, 1]
    assert await to_do(now + ALERT, []) == 0
    standing_clock(now + ALERT)
    signed_in.sign_in_with(await accounts.open_login(administrator.id, "password", now=now + ALERT))
    assert "À renouveler" in (await signed_in.get(signed)).text
    following = (await signed_in.send_form(f"{signed}/renouvellement")).headers["location"].removesuffix("/modifier")
    assert (await signed_in.send_form(f"{signed}/renouvellement")).status_code == 409
    row = await Convention.objects().get(Convention.id == id_in(following))
    assert (row.starts_on, row.ends_on) == (date(2027, 7, 1), date(2027, 12, 28))
    assert await to_do(now + ALERT, managed) == 1  # a draft is not enough
    assert (await signed_in.send_form(f"{following}/signature", signed_on="2027-04-30")).status_code == 303
    assert await to_do(now + ALERT, managed) == 0
    assert "Renouvelée" in (await signed_in.get(signed)).text


async def test_its_author_is_written_to_once_if_they_want_it(signed, now):
    sent = []

    class Mailer:
        async def send(self, letter):
            sent.append(letter)
            return Delivery(Outcome.SENT, "")

    assert await conventions.warn_due(now + ALERT - timedelta(days=1)) == 0
    assert await conventions.warn_due(now + ALERT) == 1
    assert await conventions.warn_due(now + ALERT) == 0
    while await follow("notifications", relay.hear, now=now + ALERT):
        pass
    assert await staff_notices.send_due(Mailer(), now + ALERT) == 1
    assert sent[0]["To"] == "directrice@test.example"
    assert "arrive bientôt à sa fin" in sent[0].get_content().replace("\n", " ")
    assert "Tilleuls" not in sent[0].get_content()


async def test_ended_it_stays_in_the_list_and_names_are_erased_five_years_later(signed_in, signed, now):
    assert "Pourquoi" in (await signed_in.get(f"{signed}/fin")).text
    assert (await signed_in.send_form(f"{signed}/fin", ended_on="2028-01-01")).status_code == 422
    assert (await signed_in.send_form(f"{signed}/fin", ended_on="2027-01-10", why="Fermeture")).status_code == 303
    assert "Close" in (await signed_in.get(PATH)).text
    assert await erasure.erase_due(now + timedelta(days=5 * 365)) == 0  # its last day was to be 30 June
    assert await erasure.erase_due(now + timedelta(days=5 * 365 + 180)) == 2
    kept = await ConventionParty.select(ConventionParty.representative, ConventionParty.quality)
    assert [tuple(row.values()) for row in kept if row["quality"]] == [("", "Maire"), ("", "Président")]


async def test_a_manager_elsewhere_sees_none(browser, maker, written):
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff("manager", await maker.library("port"))))
        assert "centre social" not in (await opened.get(PATH)).text
        assert (await opened.get(written)).status_code == 404
        assert (await opened.send_form(f"{written}/signature", signed_on="2027-01-04")).status_code == 404
