"""The sheet of a place on the pages of staff and for programs: filled in by sections, refused beside the field."""

import re
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from server.foundation.reasons import sentence
from server.libraries.queries import by_slug
from server.libraries.sheet_form import SECTIONS
from server.libraries.sheets import place_of


class Form(HTMLParser):
    """What a browser would send of the form of a section that is not touched."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.area = {}, ""
        self.feed(page.partition("novalidate>")[2])

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "input" and (given["type"] != "checkbox" or "checked" in given):
            self.fields[given["name"]] = given["value"]
        self.area = given["name"] if tag == "textarea" else ""

    def handle_data(self, text):
        if self.area:
            self.fields[self.area] = text

    def handle_endtag(self, tag):
        self.area = ""


FICHE = "/bureau/bibliotheques/ormes/fiche"
ADDRESS = {"name": "Médiathèque des Ormes", "address": "1 rue du Port", "postal_code": "35000", "city": "Rennes"}


@pytest.fixture
async def ormes(maker):
    return await maker.library("ormes")


async def fill(browser):
    """Fill in what the national list needs."""
    await browser.send_form(f"{FICHE}/qui", pivot="213 502 388 00019".replace(" ", ""), kinds_BIB="1", listed="1")
    return await browser.send_form(f"{FICHE}/services", services_access="1", services_safety="1", fees_free="1")


async def test_the_sheet_says_what_is_missing_then_that_nothing_is(signed_in, ormes):
    text = (await signed_in.get(FICHE)).text
    for reason in ("no_pivot", "no_services"):
        assert escape(sentence(reason, "fr")) in text
    answer = await fill(signed_in)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{FICHE}?fait=fiche")
    text = (await signed_in.get(answer.headers["location"])).text
    assert "Ce lieu est dans les données ouvertes" in text
    assert "Se protéger des arnaques" in text


@pytest.mark.parametrize("section", [section.name for section in SECTIONS])
async def test_each_section_is_kept_as_it_was_shown(signed_in, ormes, section):
    await fill(signed_in)
    before = await place_of(ormes)
    form = Form((await signed_in.get(f"{FICHE}/{section}")).text)
    answer = await signed_in.send_form(f"{FICHE}/{section}", **form.fields)
    assert answer.status_code == 303
    assert await place_of(ormes) == before


async def test_the_hours_are_a_table(signed_in, ormes, client):
    hours = {"tu_opens_1": "10:00", "tu_closes_1": "12h30", "tu_opens_2": "14:00", "tu_closes_2": "18:00"}
    await signed_in.send_form(f"{FICHE}/horaires", **hours, holidays_off="1")
    assert (await by_slug("ormes")).opening_hours == "Tu 10:00-12:30,14:00-18:00; PH off"
    text = (await client.get("/bibliotheques/ormes")).text
    assert "Le mardi, de 10 h à 12 h 30 et de 14 h à 18 h" in re.sub(r"\s", " ", text)
    assert "Fermé les jours fériés" in text
    await signed_in.send_form(f"{FICHE}/horaires")
    assert (await by_slug("ormes")).opening_hours == ""


async def test_hours_that_no_table_holds_are_left_alone(signed_in, maker):
    await maker.library("ormes", opening_hours="Jul-Aug: Mo 10:00-12:00")
    assert "Jul-Aug: Mo 10:00-12:00" in (await signed_in.get(f"{FICHE}/horaires")).text
    await signed_in.send_form(f"{FICHE}/horaires")
    assert (await by_slug("ormes")).opening_hours == "Jul-Aug: Mo 10:00-12:00"
    await signed_in.send_form(f"{FICHE}/horaires", mo_opens_1="9:00", mo_closes_1="12:00")
    assert (await by_slug("ormes")).opening_hours == "Mo 09:00-12:00"


@pytest.mark.parametrize(
    ("section", "sent", "field", "reason"),
    [
        ("qui", {"pivot": "21350238800018", "parent": "Ville <de> Rennes"}, "pivot", "bad_pivot"),
        ("qui", {"other_kinds": "MJC BAR", "parent": "Ville <de> Rennes"}, "other_kinds", "bad_kind"),
        ("adresse", {**ADDRESS, "city": "Ville <de> Rennes"}, "city", "bad_city"),
        ("adresse", {**ADDRESS, "postal_code": "", "complement": "Ville <de> Rennes"}, "postal_code", "missing"),
        ("adresse", {**ADDRESS, "latitude": "nord", "complement": "Ville <de> Rennes"}, "latitude", "bad_number"),
        ("contact", {"phone": "3949", "other_sites": "Ville <de> Rennes"}, "phone", "phone_not_french"),
        ("horaires", {"mo_opens_1": "Ville <de> Rennes"}, "mo_opens_1", "bad_hour"),
        ("presentation", {"summary": "Ville <de> Rennes" * 20}, "summary", "summary_too_long"),
        ("labels", {"other_labels": "Ville <de> Rennes | Brest"}, "other_labels", "no_bar"),
    ],
)
async def test_a_fault_is_said_beside_its_field_and_nothing_is_lost(signed_in, ormes, section, sent, field, reason):
    before = await place_of(ormes)
    answer = await signed_in.send_form(f"{FICHE}/{section}", **sent)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert escape(sentence(reason, "fr")) in answer.text.partition(f'id="{field}-error"')[2][:300]
    assert "Ville &lt;de&gt; Rennes" in answer.text
    assert await place_of(ormes) == before


async def test_no_service_can_be_asked_for_that_does_not_exist(signed_in, ormes):
    await signed_in.send_form(f"{FICHE}/services", services_access="1", services_flying="1")
    assert (await place_of(ormes)).sheet.services == ("access",)
    assert (await signed_in.get(f"{FICHE}/ailleurs")).status_code == 404


async def test_what_somebody_else_changed_meanwhile_is_asked_about(signed_in, ormes):
    form = Form((await signed_in.get(f"{FICHE}/presentation")).text).fields
    await signed_in.send_form(f"{FICHE}/presentation", summary="Une autre phrase")
    answer = await signed_in.send_form(f"{FICHE}/presentation", **{**form, "summary": "Ma phrase"})
    assert answer.status_code == 409
    assert "Une autre phrase" in answer.text
    assert (await place_of(ormes)).sheet.summary == "Une autre phrase"


async def test_another_section_changed_meanwhile_does_not_matter(signed_in, ormes):
    form = Form((await signed_in.get(f"{FICHE}/presentation")).text).fields
    await fill(signed_in)
    answer = await signed_in.send_form(f"{FICHE}/presentation", **{**form, "summary": "Ma phrase"})
    assert answer.status_code == 303
    kept = (await place_of(ormes)).sheet
    assert (kept.summary, kept.services) == ("Ma phrase", ("safety", "access"))


async def test_the_public_page_says_it_in_words(signed_in, ormes, client):
    await fill(signed_in)
    await signed_in.send_form(f"{FICHE}/presentation", summary="Au bord de l'eau.", detail="Un.\n\nDeux.")
    await signed_in.send_form(f"{FICHE}/labels", programmes_pix="1", other_labels="Voyageurs du numérique")
    text = (await client.get("/bibliotheques/ormes")).text
    for words in ("Se protéger des arnaques", "C&#39;est gratuit", "Au bord de l&#39;eau.", "<p>Deux.</p>"):
        assert words in text
    assert "Centre de certification Pix" in text
    assert "Voyageurs du numérique" in text
    assert "On sait accueillir" not in text


async def test_programs_read_and_replace_the_sheet(program, maker, client, ormes):
    address = "/api/v1/libraries/ormes/sheet"
    read = (await client.get(address)).json()
    assert read["missing"] == {"pivot": "no_pivot", "services": "no_services"}
    sheet = read["sheet"] | {"pivot": "21350238800019", "services": ["work"], "fees": ["free"], "latitude": None}
    answer = await program.put(address, json=sheet)
    assert (answer.status_code, answer.json()) == (200, {"sheet": sheet, "missing": {}})
    refused = await program.put(address, json=sheet | {"city": "Ormes (Ville)", "services": ["flying"]})
    assert refused.status_code == 400
    assert {"city", "services"} <= set(str(refused.json()).replace("'", " ").split())
    assert (await client.get(address)).json()["sheet"] == sheet
