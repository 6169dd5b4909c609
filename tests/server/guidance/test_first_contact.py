"""First contact: from a need to ranked sessions, slots, places and bodies; counted without anybody."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server.bookings import heard
from server.bookings.tables import NeedHeard
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.guidance import first_contact_rules as rules
from server.guidance.first_contact_rules import BODIES, PAPER, PLACES, SESSIONS, SLOTS, Need, Option
from server.guidance.first_contact_words import EASE, OF_DOMAIN, WANTS, bodies
from server.journal.tables import Entry
from server.materials import actions as materials
from server.materials import rules as material_rules
from server.resources import habilitations, mediators
from server.resources.fitness import Held
from server.workshops.domains import DOMAINS

DAY = timedelta(days=1)
AT = datetime(2027, 1, 12, 9, tzinfo=UTC)
PATH = "/bureau/premier-accueil"


@pytest.mark.parametrize(
    ("need", "parts"),
    [
        (Need("procedure", "never"), (SLOTS, BODIES, PAPER, SESSIONS)),
        (Need("procedure", "easy"), (SESSIONS, SLOTS, BODIES)),
        (Need("procedure", "easy", urgent=True), (SLOTS, BODIES, PAPER, SESSIONS)),
        (Need("access", "never"), (PLACES, SESSIONS)),
        (Need("safety", "little", urgent=True), (BODIES, SESSIONS)),
        (Need("safety", "little"), (SESSIONS, BODIES)),
        (Need("mail", "never"), (SESSIONS, PLACES)),
    ],
)
def test_what_is_proposed_and_in_which_order(need, parts):
    assert rules.parts(need) == (*parts, rules.RESOURCES)


def option(number, level="beginner", theme=0, days=1, *, own=True):
    return Option(UUID(int=number), AT + days * DAY, level, theme, own, days == 0)


@pytest.mark.parametrize(
    ("need", "options", "ids"),
    [
        # What fits the level comes first, however late; what is too hard does not come.
        (Need("mail", "never"), [option(1, "intermediate"), option(2, days=9), option(3, "advanced")], [2, 1]),
        (Need("mail", "easy"), [option(1), option(2, "advanced", days=9), option(3, "")], [2, 3, 1]),
        # Then the nearest theme, then this library, then the date.
        (Need("mail", "never"), [option(1, theme=1), option(2, own=False), option(3, days=9)], [3, 2, 1]),
        (Need("mail", "never"), [option(2, days=3), option(1, days=3), option(3, days=2)], [3, 1, 2]),
        # Urgent: the date first, among what is not far too hard.
        (
            Need("mail", "never", urgent=True),
            [option(1, days=9), option(2, "", 1, 2), option(3, "intermediate")],
            [2, 1, 3],
        ),
        # Who cannot come back is told of today alone.
        (Need("mail", "never", back=False), [option(1), option(2, days=0)], [2]),
        # Of two themes, one session is proposed once.
        (Need("mail", "never"), [option(1, theme=1), option(1, theme=0), option(2, theme=0, days=2)], [1, 2]),
    ],
)
def test_the_best_sessions_come_first(need, options, ids):
    assert [one.id.int for one in rules.ranked(options, need)] == ids


def test_the_best_are_few_here_and_few_elsewhere():
    many = [option(number, own=number % 2 == 0) for number in range(20)]
    own, elsewhere = rules.chosen(many, Need("mail", "never"))
    assert (len(own), len(elsewhere)) == (rules.MOST_OWN, rules.MOST_ELSEWHERE)


def test_each_choice_has_words_and_each_domain_a_body():
    assert (tuple(WANTS), tuple(EASE), set(OF_DOMAIN)) == (rules.WANTS, rules.EASE, set(DOMAINS))
    assert all(len(bodies("procedure", domain)) > 2 for domain in DOMAINS)
    for wrong in (Need("x", "never"), Need("mail", "x"), Need("mail", "never", domain="x")):
        with pytest.raises(Invalid):
            wrong.check()


@pytest.fixture
async def network(maker, now):
    """Two libraries: here a beginner's session on mail, elsewhere one more, and an Aidants Connect slot held by Ana."""
    here, there = await maker.library("port", name="Le Port"), await maker.library("gare", name="La Gare")
    mail = await maker.workshop("Ma boîte aux lettres", themes=["email"], level="beginner")
    ana = await mediators.add_mediator(mediators.Sheet("Ana Bé", status="salaried"), by=maker.by, now=now)
    held = Held("Ville", now.date(), now.date() + 90 * DAY)
    await habilitations.habilitate(ana, held, by=maker.by, now=now)
    help_ = await maker.workshop("Une démarche avec un agent", kind="aidants_connect", themes=["procedures"])
    slot = {"capacity": 1, "waiting_places": 0, "presenter": "Ana Bé"}
    sessions = {
        "here": await maker.session(here, mail, starts_in=5 * DAY),
        "there": await maker.session(there, mail, starts_in=2 * DAY),
        "full": await maker.session(here, mail, starts_in=3 * DAY, capacity=0, waiting_places=5),
        "slot": await maker.session(here, help_, starts_in=4 * DAY, **slot),
    }
    return {"library": here, **sessions}


async def test_a_need_leads_to_the_booking_of_a_session(browser, maker, network):
    guide = material_rules.Sheet("Lire un e-mail", "https://exemple.fr/lire", themes=("email",))
    await materials.write_material(guide, by=maker.by, now=maker.now)
    desk = browser()
    desk.sign_in_with(await maker.login(await maker.staff("desk", network["library"])))
    assert "Que veut faire la personne" in (await desk.get(PATH)).text
    said = {"want": "mail", "ease": "never", "urgent": "0", "back": "1"}
    text = (await desk.send_form(PATH, **said)).text
    assert f"/bureau/seances/{network['here']}" in text
    assert f'href="/seances/{network["there"]}"' in text  # another library's desk books there
    assert str(network["full"]) not in text
    assert "Lire un e-mail" in text
    assert text.index(str(network["here"])) < text.index(str(network["there"]))
    said |= {"want": "procedure", "domain": "logement"}
    text = (await desk.send_form(PATH, **said)).text
    assert f"/bureau/seances/{network['slot']}" in text
    assert ("Adil" in text, "/bureau/accompagnement" in text) == (True, True)
    assert (await desk.get(f"/bureau/seances/{network['slot']}")).status_code == 200


def _key(page):
    return re.search(r'name="key" value="([^"]+)"', page.text)[1]


async def test_a_need_is_counted_once_with_nobody_in_it(signed_in, maker, now, network):
    said = {"library": str(network["library"]), "want": "mail", "ease": "never"}
    first, other = {**said, "key": _key(await signed_in.get(PATH))}, {**said, "key": _key(await signed_in.get(PATH))}
    for form in (first, first, {**first, "ease": "easy"}, {**first, "want": "safety"}, other):
        answer = await signed_in.send_form(PATH, **form)
        assert (answer.status_code, _key(answer)) == (200, form["key"])  # sent again or changed, it is the same form
    counted = await heard.heard([network["library"]], date(2027, 1, 1), date(2027, 2, 1))
    assert {(one.need, one.found): one.times for one in counted} == {("mail", True): 2, ("safety", False): 1}
    assert {row["month"] for row in await NeedHeard.select(NeedHeard.month)} == {date(2027, 1, 1)}
    lines = await Entry.select(Entry.facts).where(Entry.kind == "need.heard")
    assert len(lines) == 3
    assert {column._meta.name for column in NeedHeard._meta.columns} == {
        "id", "library", "month", "need", "found", "times",
    }  # fmt: skip


async def test_what_cannot_be_read_is_said_and_nothing_is_counted(signed_in, network):
    answer = await signed_in.send_form(PATH, want="mail", ease="never")
    assert answer.status_code == 422  # two libraries: at which desk?
    library = {"library": str(network["library"])}
    assert (await signed_in.send_form(PATH, **library)).status_code == 422
    assert (await signed_in.send_form(PATH, want="mail", ease="never", library="x")).status_code == 422
    assert await NeedHeard.count() == 0


async def test_a_slot_whose_helper_is_no_longer_habilitated_is_not_proposed(signed_in, maker, now, network):
    await DB.rows("DELETE FROM habilitation")
    said = {"library": str(network["library"]), "want": "procedure", "ease": "never"}
    assert str(network["slot"]) not in (await signed_in.send_form(PATH, **said)).text


async def test_the_paper_is_one_page_and_asks_for_no_credential(signed_in):
    page = await signed_in.get("/bureau/accompagnement")
    assert "Je ne demande, ne note et ne garde aucun mot de passe" in page.text
    paper = await signed_in.get("/bureau/accompagnement/attestation.pdf")
    assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert (await signed_in.get("/bureau/accompagnement/attestation.png")).status_code == 200
