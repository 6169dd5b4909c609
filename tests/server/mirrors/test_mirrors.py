"""A pack holds what is public, each link in it leads to a file of it, its sums are right, and it says its day."""

import re
from datetime import timedelta

from icalendar import Calendar

from server.bookings.actions import book
from server.bookings.requests import Request
from server.foundation.database import DB
from server.foundation.settings import settings
from server.materials.actions import write_material
from server.materials.rules import Sheet
from server.mirrors import keeping, queries
from server.workshops.sessions import change_session, withdraw
from tests.server.mirrors.reading import files, lost, packed, pages, wrong_sums


async def test_everything_in_a_pack_leads_somewhere_in_it_and_has_its_sum(network, now):
    found = files(await packed(now))
    assert next(iter(found)) == "LISEZMOI.html"
    assert not lost(found)
    assert not wrong_sums(found)
    names = {name.partition("/")[0] for name in found}
    assert names == {
        *("LISEZMOI.html", "index.html", "SHA256SUMS", "style", "images", "ressources"),
        *("mois", "seances", "ateliers", "bibliotheques", "calendriers"),
    }
    sessions = {f"seances/{id}.html" for id in (*network["dates"], network["off"], network["peer"])}
    assert {name for name in found if name.startswith("seances/")} == sessions


async def test_each_page_has_its_language_a_title_of_its_own_and_the_day_of_the_pack(network, now):
    found = files(await packed(now))
    told = pages(found)
    for name, page in told.items():
        assert page.lang == "fr", name
        assert page.title, name
        assert page.tags.count("h1") == 1, name
        assert not {"script", "form", "iframe", "button", "input"} & set(page.tags), name
        text = found[name].decode()
        assert re.search(r"Fait le \w+ .* : appelez pour savoir s'il reste des places", text), name
        assert "Camille Doux" not in text
    titles = [page.title for name, page in told.items() if not name.startswith("seances/")]
    assert len(set(titles)) == len(titles)


async def test_what_a_session_says(network, now):
    found = files(await packed(now))
    first = found[f"seances/{network['dates'][0]}.html"].decode()
    assert "02 99 00 00 00".replace(" ", "\u00a0") in first or "02 99 00 00 00" in first
    assert "&lt;b&gt;Ligne&lt;/b&gt; deux" in first
    assert 'alt="Un clavier"' in first
    assert "Ses lunettes" in first
    assert "Il reste" not in first
    assert f"http://test.example/seances/{network['dates'][0]}" in first
    assert "Cette séance est annulée" in found[f"seances/{network['off']}.html"].decode()
    assert "<p>On apprend ici</p>" in found[f"seances/{network['peer']}.html"].decode()


async def test_resources_are_those_of_the_public_with_their_address_to_type(network, now):
    text = files(await packed(now))["ressources/index.html"].decode()
    assert "Un bon mot de passe" in text
    assert "Ressource pédagogique" in text
    assert "https://ressources.example/fiche" in text
    assert "Corrigé" not in text


async def test_calendars_are_read_by_another_program(network, now):
    found = files(await packed(now))
    calendars = {name: Calendar.from_ical(body) for name, body in found.items() if name.endswith(".ics")}
    uids = {name: {str(event["uid"]) for event in calendar.walk("VEVENT")} for name, calendar in calendars.items()}
    ids = {str(id) for id in (*network["dates"], network["off"], network["peer"])}
    assert uids["calendriers/agenda.ics"] == ids
    assert uids["calendriers/zola.ics"] == {str(id) for id in network["dates"][2:]}
    assert uids.keys() == {f"calendriers/{name}.ics" for name in ("agenda", "centre", "zola")}
    assert all(calendar.walk("VTIMEZONE") for calendar in calendars.values())


async def test_equal_content_gives_equal_bytes_and_another_day_changes_only_its_line(network, now):
    first = await packed(now)
    assert await packed(now + timedelta(minutes=5)) == first
    today, tomorrow = files(first), files(await packed(now + timedelta(days=1)))
    assert today.keys() == tomorrow.keys()
    plain = [_without_day(found) for found in (today, tomorrow)]
    assert plain[0] == plain[1]
    assert today["index.html"] != tomorrow["index.html"]


def _without_day(found):
    said = re.compile(r"(Fait le |depuis le )[^:.<]*?\d{4}")
    return {name: said.sub("", body.decode()) for name, body in found.items() if name.endswith(".html")}


async def test_the_pack_of_one_library_has_no_other(network, now):
    found = files(await packed(now, library="zola"))
    assert not lost(found)
    assert not wrong_sums(found)
    assert {name for name in found if name.startswith("seances/")} == {
        f"seances/{id}.html" for id in network["dates"][2:]
    }
    assert "bibliotheques/centre.html" not in found
    assert "de\u00a0: Médiathèque Zola &amp; fils" in found["LISEZMOI.html"].decode()


async def test_a_pack_stops_at_its_most_and_says_so(network, now):
    found = files(await packed(now, most=2))
    assert len([name for name in found if name.startswith("seances/")]) == 2
    assert not lost(found)
    assert "Il s'arrête aux 2 prochaines séances" in found["LISEZMOI.html"].decode()
    assert len(Calendar.from_ical(found["calendriers/agenda.ics"]).walk("VEVENT")) == 2


async def test_a_pack_of_nothing_is_a_pack(undone, now):
    found = files(await packed(now))
    assert not lost(found)
    assert not wrong_sums(found)
    assert Calendar.from_ical(found["calendriers/agenda.ics"]).walk("VEVENT") == []


def _forget():
    kept = sorted(settings().data.glob("miroir/*"))
    for file in kept:
        file.unlink()
    return len(kept)


async def test_the_public_takes_it_and_it_is_made_anew_within_minutes(client, network, now, standing_clock):
    page = await client.get("/miroir")
    assert page.status_code == 200
    assert "/miroir/agenda.zip" in page.text
    answer = await client.get("/miroir/agenda.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    found = files(answer.content)
    assert not lost(found)
    await withdraw(network["dates"][0], by=network["by"], now=now)
    standing_clock(now + timedelta(minutes=4))
    assert (await client.get("/miroir/agenda.zip")).content == answer.content
    standing_clock(now + timedelta(minutes=6))
    later = files((await client.get("/miroir/agenda.zip")).content)
    assert found.keys() - later.keys() == {f"seances/{network['dates'][0]}.html"}
    assert "environ 1 mégaoctet" in (await client.get("/miroir")).text
    assert _forget() <= keeping.KEPT


async def test_a_busy_instance_does_not_make_it_ceaselessly(network, maker, now):
    """Bookings and staff are not in it; after an hour it is made anew whatever was written."""
    _forget()
    first = await keeping.pack(now)
    await book(Request(network["dates"][1], "Jeanne", channel="desk"), by="staff:1", now=now)
    await maker.staff()
    for minutes in (4, 6, 59):
        assert (await keeping.pack(now + timedelta(minutes=minutes))).file == first.file
    later = await keeping.pack(now + timedelta(minutes=61))
    assert later.file != first.file
    _forget()


async def test_what_a_pack_tells_is_looked_through_once_a_minute(network, now, monkeypatch):
    asked = []

    async def mark():
        asked.append(1)
        return "same"

    _forget()
    monkeypatch.setattr(keeping, "mark", mark)
    for seconds in (
        0,
        10,
        299,
        310,
        320,
        369,
        371,
    ):  # it is made, given as it is, looked through, given, looked through
        await keeping.pack(now + timedelta(seconds=seconds))
    assert len(asked) == 3
    _forget()


async def test_what_a_pack_tells_moves_its_mark(network, maker, now):
    marks = [await queries.mark()]
    await maker.workshop("Un atelier de plus")
    marks.append(await queries.mark())
    await change_session(network["dates"][0], {"note": "Entrée par la cour"}, by=network["by"], now=now)
    marks.append(await queries.mark())
    await write_material(Sheet("La souris", "https://souris.example/"), by=network["by"], now=now)
    marks.append(await queries.mark())
    await DB.rows("UPDATE fed_remote_event SET hidden_at = {}", now)
    marks.append(await queries.mark())
    assert len(set(marks)) == len(marks)
