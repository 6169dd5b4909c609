"""The pages of those who present and of equipment, and free/busy shared by two networks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from ical_feeds.free_busy import read
from server.calendars import free_busy
from server.foundation.errors import Refused
from server.journal.tables import Entry
from server.planning.naming import reworded
from server.resources import mediators, people, stocks
from server.resources.tables import Busy, BusyCalendar, Leave
from server.workshops.sessions import Plan, plan_session
from server.workshops.tables import Session

AT = datetime(2027, 2, 2, 13, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def one(name):
    return (await people.people()).called(name)


async def test_a_person_is_added_with_the_sessions_that_name_them_then_renamed_then_hidden(signed_in, maker, client):
    library = await maker.library("port")
    session = await maker.session(library, starts_at=AT, presenter="Zoé, ana be")
    sent = {"name": "Ana Bé", "shown": "1", f"library_{library}": "1", "hours_1": "9h-18h"}
    made = await signed_in.send_form("/bureau/mediateurs/nouveau", **sent)
    assert made.status_code == 303
    path = f"/bureau/mediateurs/{(await one('Ana Bé')).id}"
    assert 'value="09:00-18:00"' in (await signed_in.get(path)).text
    assert (await signed_in.send_form(path, **{**sent, "name": "Anaïs Bé"})).status_code == 303
    assert "Zoé, Anaïs Bé" in (await client.get(f"/seances/{session}")).text
    assert (await one("ana be")).name == "Anaïs Bé"
    await signed_in.send_form(path, **{**sent, "name": "Anaïs Bé", "shown": ""})
    text = (await client.get(f"/seances/{session}")).text
    assert ("Zoé" in text, "Bé" in text) == (True, False)
    assert "Anaïs Bé" in (await signed_in.get("/bureau/mediateurs")).text
    assert (await signed_in.get(path + "/retirer")).status_code == 200
    await signed_in.send_form(path + "/retirer")
    assert await one("Anaïs Bé") is None
    assert (await Session.objects().get(Session.id == session)).mediators == []


@dataclass
class Named:
    name: str
    folded: tuple[str, ...]
    shown: bool = True


@pytest.mark.parametrize(
    ("presenter", "shown", "words"),
    [
        ("Ana, Zoé", True, "Anaïs, Zoé"),
        ("Zoé", True, "Zoé, Anaïs"),
        ("", True, "Anaïs"),
        ("Ana et Zoé", False, "Zoé"),
        ("Ana", False, ""),
        ("", False, ""),
        ("Anaïs & ana", True, "Anaïs"),
    ],
)
def test_the_words_of_a_session(presenter, shown, words):
    assert reworded(presenter, Named("Anaïs", ("anais", "ana"), shown)) == words


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Ana et Zoé"}, "name"),
        ({"name": "yann"}, "name"),
        ({"hours_3": "le matin"}, "hours_3"),
        ({"staff": "personne"}, "staff"),
        ({"library_01a220b0-c327-726c-9a02-3d02b8b49a8b": "1"}, "libraries"),
    ],
)
async def test_what_is_nobody(signed_in, maker, now, typed, field):
    await maker.library("port")
    await mediators.add_mediator(mediators.Sheet("Yann"), by=maker.by, now=now)
    answer = await signed_in.send_form("/bureau/mediateurs/nouveau", **{"name": "Ana", "shown": "1", **typed})
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)


async def test_one_writes_down_ones_own_leave_and_nobody_elses(browser, maker, now):
    library = await maker.library("port")
    person = await maker.staff("desk", library)
    own = await mediators.add_mediator(mediators.Sheet("Ana", staff=person.id), by=maker.by, now=now)
    other = await mediators.add_mediator(mediators.Sheet("Yann"), by=maker.by, now=now)
    async with browser() as opened:
        opened.sign_in_with(await maker.login(person))
        sent = {"first_on": "2027-02-02", "last_on": "2027-02-05"}
        assert (await opened.send_form(f"/bureau/mediateurs/{own}/conges", **sent)).status_code == 303
        wrong = await opened.send_form(f"/bureau/mediateurs/{own}/conges", **{**sent, "last_on": "2027-02-01"})
        assert (wrong.status_code, 'href="#last_on"' in wrong.text) == (422, True)
        assert "du 2 février 2027 au 5 février 2027" in (await opened.get(f"/bureau/mediateurs/{own}")).text
        assert (await opened.send_form(f"/bureau/mediateurs/{other}/conges", **sent)).status_code == 404
        assert (await opened.send_form(f"/bureau/mediateurs/{own}", name="Reine")).status_code in {403, 404}
        (leave,) = await people.leaves([own], since=now.date())
        assert (await opened.send_form(f"/bureau/mediateurs/{own}/conges/{leave.id}/retirer")).status_code == 303
    told = [row["facts"] for row in await Entry.select(Entry.facts).where(Entry.subject == own)]
    assert not any("2027" in facts for facts in told)


async def test_leave_is_erased_a_month_after(maker, now):
    who = await mediators.add_mediator(mediators.Sheet("Ana"), by=maker.by, now=now)
    for first in (now.date() - 31 * DAY, now.date() - 29 * DAY):
        await mediators.add_leave(who, first, first, by=maker.by, now=now)
    await mediators.sweep(now)
    assert [row["first_on"] for row in await Leave.select()] == [now.date() - 29 * DAY]


async def test_equipment_is_added_changed_and_taken_out_when_nothing_needs_it(signed_in, maker, now):
    port, bruz = await maker.library("port"), await maker.library("bruz")
    sent = {"name": "Chariot bleu", "kind": "laptop", "total": "12", "library": str(port), "moves": "1"}
    assert (await signed_in.send_form("/bureau/materiel", **sent)).status_code == 303
    (stock,) = await stocks.all_stocks()
    for typed, field in (({}, "name"), ({"name": "B", "total": "0"}, "total"), ({"name": "B", "kind": "x"}, "kind")):
        answer = await signed_in.send_form("/bureau/materiel", **{**sent, **typed})
        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    path = f"/bureau/materiel/{stock.id}"
    assert (await signed_in.send_form(path, **{**sent, "total": "10"})).status_code == 303
    road = {"first": str(port), "second": str(bruz), "minutes": "35"}
    assert (await signed_in.send_form("/bureau/materiel/trajets", **road)).status_code == 303
    for typed, field in (({"minutes": "x"}, "minutes"), ({"second": str(port)}, "second")):
        answer = await signed_in.send_form("/bureau/materiel/trajets", **{**road, **typed})
        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    text = (await signed_in.get("/bureau/materiel")).text
    assert ("<b>35 minutes</b>" in text, "Chariot bleu" in text) == (True, True)
    form = {"workshop": str(await maker.workshop()), "library": str(bruz), "day": "2027-02-02", "start": "14:00"}
    form |= {"end": "16:00", "capacity": "8", f"stock_{stock.id}": "8"}
    planned = await signed_in.send_form("/bureau/seances/nouvelle", **form)
    assert planned.status_code == 303
    assert f'name="stock_{stock.id}"' in (await signed_in.get(planned.headers["location"] + "/modifier")).text
    assert (await signed_in.send_form(path + "/retirer")).status_code == 422
    await Session.update({Session.stocks: [], Session.stock_numbers: []}, force=True)
    assert (await signed_in.send_form(path + "/retirer")).status_code == 303
    ends = f"{min(port, bruz)}/{max(port, bruz)}"
    assert (await signed_in.send_form(f"/bureau/materiel/trajets/{ends}/retirer")).status_code == 303


@dataclass
class Answer:
    body: bytes
    status: int = 200
    error: str = ""

    @property
    def headers(self):
        return {"content-type": "text/calendar"}


class Door:
    """Another network, that answers what it is told to."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    async def send(self, method, url, **more):
        self.asked.append(url)
        return self.answer

    def refusal(self, url):
        return ""


async def test_two_networks_tell_each_other_when_somebody_is_busy_and_nothing_else(
    signed_in, client, maker, now, monkeypatch
):
    library, workshop = await maker.library("port"), await maker.workshop("Secret de fabrication")
    ana = await mediators.add_mediator(mediators.Sheet("Ana Bé"), by=maker.by, now=now)
    await maker.session(library, workshop, starts_at=AT, presenter="Ana Bé")
    await maker.session(library, workshop, starts_at=AT + DAY, presenter="Yann")
    await mediators.add_leave(ana, date(2027, 2, 10), date(2027, 2, 10), by=maker.by, now=now)
    made = await signed_in.send_form(f"/bureau/mediateurs/{ana}/occupation")
    path = "/occupation/" + made.text.split("/occupation/")[1].split("<")[0]
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    midnight = datetime(2027, 2, 9, 23, tzinfo=UTC)
    assert read(answer.content) == [(AT, AT + 2 * HOUR), (midnight, midnight + DAY)]
    assert not [word for word in ("Ana", "Secret", "port", "session", str(ana)) if word in answer.text]
    # A new address; the one before goes on for a week, or stops at once.
    again = await signed_in.send_form(f"/bureau/mediateurs/{ana}/occupation")
    newer = "/occupation/" + again.text.split("/occupation/")[1].split("<")[0]
    assert [(await client.get(each)).status_code for each in (path, newer)] == [200, 200]
    await signed_in.send_form(f"/bureau/mediateurs/{ana}/occupation/arret")
    assert [(await client.get(each)).status_code for each in (path, newer, path[:-5])] == [404, 404, 404]
    # The other network reads it, of somebody whom it calls otherwise.
    theirs = await mediators.add_mediator(mediators.Sheet("A. Bé"), by=maker.by, now=now)
    follow = f"/bureau/mediateurs/{theirs}/occupation/suivre"
    sent = {"label": "Pays voisin", "url": "https://voisin.example/occupation/x/occupe.ifb"}
    for typed, field in (
        ({"label": ""}, "label"),
        ({"url": "voisin"}, "url"),
        ({"url": "http://test.example/a"}, "url"),
    ):
        refused = await signed_in.send_form(follow, **{**sent, **typed})
        assert (refused.status_code, f'href="#{field}"' in refused.text) == (422, True)
    assert (await signed_in.send_form(follow, **sent)).status_code == 303
    door = Door(Answer(answer.content))
    monkeypatch.setattr(free_busy, "door", lambda: door)
    assert [await free_busy.poll_due(now) for _ in range(2)] == [1, 0]
    assert door.asked == [sent["url"]]
    shown = (await signed_in.get(f"/bureau/mediateurs/{theirs}")).text
    assert ("lu le lundi 11 janvier 2027" in shown, "voisin.example" in shown) == (True, False)
    with pytest.raises(Refused) as refusal:
        await plan_session(workshop, library, Plan(AT, AT + HOUR, 8, presenter="A. Bé"), by=maker.by, now=now)
    assert refusal.value.reason == "mediator_elsewhere"
    # What cannot be read leaves what was known, and says so.
    door.answer = Answer(b"<html>")
    assert await free_busy.poll_due(now + DAY) == 1
    (calendar,) = await BusyCalendar.select()
    assert (calendar["error"], calendar["failures"], await Busy.count()) == ("html", 1, 2)
    assert "on réessaie" in (await signed_in.get(f"/bureau/mediateurs/{theirs}")).text
    await signed_in.send_form(f"/bureau/mediateurs/{theirs}/occupation/{calendar['id']}/retirer")
    assert await Busy.count() == 0
