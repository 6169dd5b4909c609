"""The charter through its pages: published, signed, checked by anybody, signed again, left, and names erased."""

import hashlib
from datetime import date, timedelta

import pypdfium2.raw as pdfium
import pytest

from server.desk.todo import KINDS
from server.foundation.due import Scope, waiting
from server.foundation.errors import NotFound, Refused
from server.journal.tables import Entry
from server.partnerships import charter, charter_queries, erasure
from server.partnerships.paper import Section, paper
from server.partnerships.tables import CharterSignature, CharterVersion
from tests.server.prints.reading import Paper

PATH = "/bureau/charte"
FORM = {
    "community": "Ville de Rennes", "kind": "commune", "place": "Rennes", "signatory": "Anne Le Bihan",
    "quality": "Maire", "signed_on": "2027-01-11",
}  # fmt: skip


async def to_do(now, network=True):
    found = await waiting(KINDS, Scope([], [], network, now))
    return {one.due.url: one.count for one in found}.get(PATH, 0)


async def publish_again(person, now):
    return await charter.publish("Charte", charter.FIRST_WORDS + "\n\nArticle 9. Encore\nÀ suivre.", by=person, now=now)


async def test_before_any_version_the_page_says_so(client, signed_in):
    assert "pas encore publié sa charte" in (await client.get("/charte")).text
    for path in ("/charte/1", "/charte/1/texte.txt", "/charte/1/charte.pdf"):
        assert (await client.get(path)).status_code == 404
    assert "huit articles" in (await signed_in.get(PATH)).text
    assert (await signed_in.send_form(f"{PATH}/signataires/nouveau", **FORM)).status_code == 422


async def test_published_by_its_form_and_signed_it_is_public(client, signed_in, now):
    form = await signed_in.get(f"{PATH}/version")
    assert "Article 8." in form.text
    sent = {"title": charter.FIRST_TITLE, "words": charter.FIRST_WORDS}
    asked = await signed_in.send_form(f"{PATH}/version", **sent)
    assert (asked.status_code, "il ne change plus" in asked.text) == (422, True)  # nothing is published in one press
    sent["sure"] = "1"
    assert (await signed_in.send_form(f"{PATH}/version", **sent)).status_code == 303
    assert (await signed_in.send_form(f"{PATH}/version", **sent)).status_code == 422  # the same text again
    answer = await signed_in.send_form(f"{PATH}/signataires/nouveau", **FORM)
    assert answer.status_code == 303
    assert "Anne Le Bihan, Maire" in (await signed_in.get(answer.headers["location"])).text
    public = (await client.get("/charte")).text
    for said in ("Ville de Rennes", "Rennes (commune)", "par : Maire", "Article 8.", "pas un texte officiel"):
        assert said in public
    assert "Le Bihan" not in public
    facts = str(await Entry.select(Entry.facts).where(Entry.kind.is_in(["charter.published", "charter.signed"])))
    assert "Le Bihan" not in facts


async def test_anybody_checks_what_was_signed(client, published, signing, administrator, now):
    await charter.sign(signing(), by=administrator, now=now)
    text = (await client.get("/charte/1/texte.txt")).content
    computed = hashlib.sha256(text).hexdigest()
    page = (await client.get("/charte")).text
    assert computed in page
    assert "bien ce texte" in page
    assert (await CharterSignature.select(CharterSignature.digest).first())["digest"] == computed
    paper = Paper((await client.get("/charte/1/charte.pdf")).content)
    assert (paper.accessible, paper.language) == (True, "fr")
    assert computed in paper.text.replace(" ", "")
    assert all(f"Article {number}." in paper.text for number in range(1, 9))
    await CharterVersion.update({CharterVersion.words: text.decode() + "."}).where(CharterVersion.number == 1)
    assert "plus le texte signé" in (await client.get("/charte")).text


async def test_a_new_version_is_to_be_signed_again(client, signed_in, published, signing, administrator, now):
    first = await charter.sign(signing(), by=administrator, now=now)
    await charter.sign(signing("Ville de Brest", place="Brest"), by=administrator, now=now)
    assert await to_do(now) == 0
    later = now + timedelta(days=30)
    assert await publish_again(administrator, later) == 2
    assert (await to_do(later), await to_do(later, network=False)) == (2, 0)
    public = (await client.get("/charte")).text
    assert public.count("pas encore la nouvelle") == 2
    assert "Faire signer la version 2" in (await signed_in.get(PATH)).text
    again = signing(signed_on=date(2027, 2, 10))
    await charter.sign_again(first, again, by=administrator, now=later)
    assert await to_do(later) == 1
    signed = [(one.number, one.kept) for one in await charter_queries.signed_by(first)]
    assert signed == [(2, True), (1, True)]
    with pytest.raises(Refused, match="signed_already"):
        await charter.sign_again(first, again, by=administrator, now=later)
    assert "Lire la version d" in (await client.get("/charte/1")).text


async def test_who_leaves_is_no_longer_listed(client, signed_in, published, signing, administrator, now):
    community = await charter.sign(signing(), by=administrator, now=now)
    assert (await signed_in.send_form(f"{PATH}/signataires/nouveau", **FORM)).status_code == 422  # it is there already
    assert "Oui, elle quitte" in (await signed_in.get(f"{PATH}/signataires/{community}/retrait")).text
    await signed_in.send_form(f"{PATH}/signataires/{community}/retrait")
    assert "Ville de Rennes" not in (await client.get("/charte")).text
    assert "a quitté la charte" in (await signed_in.get(PATH)).text
    await publish_again(administrator, now)
    assert await to_do(now) == 0
    answer = await signed_in.send_form(f"{PATH}/signataires/{community}", **FORM)
    assert answer.status_code == 303
    assert "Ville de Rennes" in (await client.get("/charte")).text


async def test_the_name_is_erased_after_five_years_and_the_quality_stays(published, signing, administrator, now):
    community = await charter.sign(signing(), by=administrator, now=now)
    assert await erasure.erase_due(now + timedelta(days=5 * 365)) == 0
    assert await erasure.erase_due(now + timedelta(days=5 * 365 + 2)) == 1
    (signed,) = await charter_queries.signed_by(community)
    assert (signed.signatory, signed.quality) == ("", "Maire")


async def test_only_administrators_keep_the_charter(maker, published, signing, now):
    manager = await maker.staff("manager", await maker.library())
    for act in (
        charter.publish("Charte", charter.FIRST_WORDS, by=manager, now=now),
        charter.sign(signing(), by=manager, now=now),
    ):
        with pytest.raises(NotFound):
            await act


@pytest.mark.parametrize("lines", [24, 27, 30, 33])
async def test_the_box_to_sign_in_is_never_cut_by_the_end_of_a_page(lines):
    filled = Section("Texte", paragraphs=["Une ligne."] * lines)
    made = Paper(await paper("Charte", [filled, Section("Signature", boxes=["Nom et date"])], "fr"))
    drawn = {number for number, page in enumerate(made.document) if list(page.get_objects([pdfium.FPDF_PAGEOBJ_PATH]))}
    assert len(drawn) == 1
    assert "Signature Nom et date" in made.texts[drawn.pop()]
