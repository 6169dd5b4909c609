"""An Aidants Connect slot through the doors: dated by form and API, read by the public, booked, and its papers told."""

import re
from datetime import timedelta

import pytest

from server.bookings import actions, queries
from server.bookings.tables import Contact, Draft
from server.foundation.errors import Invalid, Refused
from server.notifications import words as messages
from server.prints.tickets import where_and_what
from server.resources import mediators
from server.resources.people import people
from server.workshops.domains import DOMAINS, PAPERS

DAY = timedelta(days=1)
BANK = "Un RIB"


@pytest.fixture
async def habilitated(signed_in, maker, now):
    """A library and a workshop of slots; Ana, to whose sheet a manager added a habilitation by the form."""
    library = await maker.library("rennes")
    sent = {"name": "Ana Bé", "shown": "1", "status": "salaried", f"library_{library}": "1"}
    made = await signed_in.send_form("/bureau/mediateurs/nouveau", **sent)
    path = made.headers["location"].partition("?")[0]
    typed = {"structure": "Ville de Rennes", "habilitated_on": "2027-01-02", "habilitated_until": "2027-01-01"}
    wrong = await signed_in.send_form(f"{path}/habilitations", **typed)
    assert "Le dernier jour doit être après le premier." in wrong.text
    typed["habilitated_until"] = "2027-06-30"
    assert (await signed_in.send_form(f"{path}/habilitations", **typed)).status_code == 303
    assert "Ville de Rennes" in (await signed_in.get(path)).text
    workshop = await maker.workshop("Une démarche avec un agent", library, kind="aidants_connect")
    return {"library": library, "workshop": workshop}


async def slot(maker, habilitated, **plan):
    given = {"capacity": 1, "waiting_places": 0, "presenter": "Ana Bé", **plan}
    return await maker.session(habilitated["library"], habilitated["workshop"], **given)


async def test_the_form_says_why_where_it_is_wrong(signed_in, maker, now, habilitated):
    await mediators.add_mediator(mediators.Sheet("Yann Ker", status="volunteer"), by=maker.by, now=now)
    form = await signed_in.get(f"/bureau/seances/nouvelle?atelier={habilitated['workshop']}")
    assert re.search('name="capacity"[^>]*value="1"', form.text)
    typed = {"workshop": str(habilitated["workshop"]), "library": str(habilitated["library"]), "day": "2027-01-20"}
    typed |= {"start": "10:00", "end": "11:00", "capacity": "1", "presenter": "Yann Ker"}
    refused = await signed_in.send_form("/bureau/seances/nouvelle", **typed)
    assert refused.status_code == 422
    assert "La personne qui anime est bénévole." in refused.text
    assert (await signed_in.send_form("/bureau/seances/nouvelle", **typed | {"presenter": "Ana Bé"})).status_code == 303
    assert "Une démarche avec un agent" not in (await signed_in.get("/bureau/aidants-connect")).text
    await slot(maker, habilitated)
    page = (await signed_in.get("/bureau/aidants-connect")).text
    assert ("Une démarche avec un agent" in page, "30 juin 2027" in page) == (True, True)


async def test_programs_meet_the_same_rule(program, maker, habilitated):
    known = (await people()).called("Ana Bé")
    given = (await program.get(f"/api/v1/mediators/{known.id}/habilitations")).json()["items"]
    assert [one["structure"] for one in given] == ["Ville de Rennes"]
    await program.delete(f"/api/v1/mediators/{known.id}/habilitations/{given[0]['id']}")
    sent = {"workshop": str(habilitated["workshop"]), "library": "rennes", "capacity": 1, "presenter": "Ana Bé"}
    sent |= {"starts_at": "2027-03-20T14:00:00", "ends_at": "2027-03-20T15:00:00"}
    refused = await program.post("/api/v1/sessions", json=sent)
    assert (refused.status_code, "habilitation" in refused.text) == (409, True)
    new = {"structure": "Ville de Rennes", "first_on": "2027-01-01", "libraries": ["rennes"]}
    assert (await program.post(f"/api/v1/mediators/{known.id}/habilitations", json=new)).status_code == 201
    assert (await program.post("/api/v1/sessions", json=sent | {"pass_accepted": True})).status_code == 409
    assert (await program.post("/api/v1/sessions", json=sent)).status_code == 201
    kept = {"name": "Ana Bé", "libraries": ["rennes"]}  # the status stays
    assert (await program.put(f"/api/v1/mediators/{known.id}", json=kept)).json()["status"] == "salaried"
    path = f"/api/v1/workshops/{habilitated['workshop']}"
    assert (await program.patch(path, json={"kind": ""})).status_code == 400


async def test_the_public_reads_the_label_and_says_only_a_domain(walk, client, maker, habilitated):
    session = await slot(maker, habilitated)
    for address in (f"/seances/{session}", "/bibliotheques/rennes"):
        text = (await client.get(address)).text
        assert ("Aidants Connect" in text, "ni sous tutelle" in text) == (True, True)
    page = await walk(f"/seances/{session}/reservation")
    page = await walk(await walk(page, for_whom="self"), name="Jeanne Martin")
    assert page.address.endswith("/precisions")
    assert page.fields == {"domain": "unsaid", "site": ""}
    assert "ni sous tutelle" in page.words
    page = await walk(page, domain="argent")
    ticket = await walk(await walk(page, channel="none"))
    assert BANK in ticket.words
    contact = await Contact.objects().first()
    assert (contact.domain, (await Draft.objects().first()).domain) == ("argent", "")
    own = await client.get(f"{ticket.address}/donnees.json")
    assert own.json()["booking"]["domain"] == "argent"


async def test_who_says_nothing_reads_what_one_always_brings(walk, maker, habilitated):
    session = await slot(maker, habilitated)
    page = await walk(f"/seances/{session}/reservation")
    page = await walk(await walk(page, for_whom="self"), name="Jeanne Martin")
    page = await walk(page)
    ticket = await walk(await walk(page, channel="none"))
    assert ("Une pièce d'identité" in ticket.words, BANK in ticket.words) == (True, False)
    assert (await Contact.objects().first()).domain == ""


async def test_messages_and_paper_tell_the_papers(maker, now, habilitated):
    asked = actions.Request(await slot(maker, habilitated), "Jeanne Martin", email="jeanne@exemple.fr", domain="argent")
    booked = await actions.book(asked, by="patron", now=now)
    view = await queries.by_id(booked.id)
    plain, html = messages.mail("confirmed", view)
    told = ["\n".join(answer for _, answer in where_and_what(view.session, "fr", view.party.domain)), plain, html]
    assert [BANK in text for text in told] == [True, True, True]
    assert all(PAPERS[domain] for domain in DOMAINS)


async def test_the_desk_may_say_a_domain_of_a_slot_and_never_adds_a_seat(signed_in, maker, now, habilitated):
    session, ordinary = await slot(maker, habilitated), await maker.session()
    path = f"/bureau/seances/{session}"
    assert "Pour quelle démarche" in (await signed_in.get(path)).text
    assert "Pour quelle démarche" not in (await signed_in.get(f"/bureau/seances/{ordinary}")).text
    wrong = await signed_in.send_form(f"{path}/inscriptions", name="Jeanne Martin", domain="divorce")
    assert wrong.status_code == 422
    assert (
        await signed_in.send_form(f"{path}/inscriptions", name="Jeanne Martin", domain="papiers")
    ).status_code == 303
    over = {"name": "Malo Riou", "over": "need", "contact": "none"}
    assert (await signed_in.send_form(f"{path}/inscriptions", **over)).status_code == 422
    await actions.book(actions.Request(ordinary, "Zoé", domain="justice"), by=maker.by.by, now=now)
    kept = await Contact.select(Contact.name, Contact.domain).order_by(Contact.name)
    assert kept == [{"name": "Jeanne Martin", "domain": "papiers"}, {"name": "Zoé", "domain": ""}]


async def test_nothing_else_is_a_domain(maker, now, habilitated):
    session = await slot(maker, habilitated)
    with pytest.raises(Invalid):
        await actions.book(actions.Request(session, "Zoé", domain="tout"), by="patron", now=now)
    with pytest.raises(Refused):
        await actions.book(actions.Request(session, "Zoé", people=2), by="patron", now=now)
