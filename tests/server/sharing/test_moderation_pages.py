"""Pages of administrators: reports, hidden sessions, what was given up, who may speak, whose sessions are shown."""

import pytest

from federation.tables import Lookup, Peer, Refusal, RemoteEvent, Report
from server.foundation.settings import settings
from server.sharing.actions import open_instance
from server.sharing.node import actor_of, event_of, node
from server.workshops import sessions

HOME = "/bureau/reseau"
REPORTER = "https://mobilizon.example/relay"


@pytest.fixture
def report(now):
    async def made(object, content="Publicité <b>déguisée</b>"):
        row = {"host": "mobilizon.example", "actor": REPORTER, "activity": "x", "state": "open", "reported_at": now}
        await Report(object=object, content=content, **row).save()
        return (await Report.select(Report.id).order_by(Report.id, ascending=False).first())["id"]

    return made


def plain(answer):
    return " ".join(answer.text.replace("&#39;", "'").replace("\u00a0", " ").split())


async def test_a_report_on_a_session_of_a_peer_is_shown_hidden_and_closed(signed_in, client, brest, report):
    await brest.brings("a", "Dompter sa souris")
    event = f"http://{brest.host}/ap/evenements/a"
    number = await report(event)
    assert "1 signalement attend" in plain(await signed_in.get(HOME))
    text = plain(await signed_in.get(f"{HOME}/signalements"))
    assert "Séance de Médiathèques de Brest (brest.example)" in text
    assert "Publicité &lt;b&gt;déguisée&lt;/b&gt;" in text
    assert REPORTER in text
    assert "hote=brest.example" in text
    assert "hote=mobilizon.example" in text
    assert "Dompter sa souris" in (await client.get("/")).text
    before = (await client.get("/agenda.ics")).headers["etag"]
    answer = await signed_in.send_form(f"{HOME}/cachees", event=event)
    assert answer.headers["location"] == f"{HOME}/signalements?fait=cachee"
    assert "Dompter sa souris" not in (await client.get("/")).text
    assert (await client.get("/agenda.ics")).headers["etag"] != before
    assert (await signed_in.send_form(f"{HOME}/cachees", event=event)).status_code == 404
    assert (await signed_in.send_form(f"{HOME}/signalements/cloture", report=number)).status_code == 303
    assert (await signed_in.send_form(f"{HOME}/signalements/cloture", report=number)).status_code == 404
    text = plain(await signed_in.get(f"{HOME}/signalements"))
    assert "Aucun signalement." in text
    assert "Montrer de nouveau" in text
    assert (await signed_in.send_form(f"{HOME}/cachees/retour", event=event)).status_code == 303
    assert "Dompter sa souris" in (await client.get("/")).text
    facts = await brest.lines()
    assert [kind for kind, _ in facts] == ["peer.event_hidden", "peer.report_closed", "peer.event_shown_again"]
    assert "/ap/" not in str(facts)
    assert "relay" not in str(facts)


async def test_a_report_says_when_what_it_is_about_has_disappeared(
    signed_in, brest, maker, here, administrator, now, report
):
    gone = "Ce qui est signalé n'est plus dans l'agenda."
    await brest.brings("a", "Dompter sa souris")
    session = await maker.session()
    await here.relay()
    for object in (f"http://{brest.host}/ap/evenements/a", event_of(session), actor_of("x")):
        await report(object)
    assert plain(await signed_in.get(f"{HOME}/signalements")).count(gone) == 1
    await RemoteEvent.update({RemoteEvent.tombstoned_at: now}, force=True)
    await sessions.withdraw(session, by=administrator, now=now)
    await here.relay()
    text = plain(await signed_in.get(f"{HOME}/signalements"))
    assert text.count(gone) == 3
    assert "Voir la" not in text
    assert "Cacher la séance" not in text


async def test_the_page_of_a_hidden_session_is_not_there(signed_in, client, brest):
    id = await brest.brings("a", "Dompter sa souris")
    assert (await client.get(f"/seances/{id}")).status_code == 200
    await signed_in.send_form(f"{HOME}/cachees", event=f"http://{brest.host}/ap/evenements/a")
    assert (await client.get(f"/seances/{id}")).status_code == 404
    assert (await client.get("/", params={"q": "souris"})).text.count("Dompter") == 0


async def test_reports_on_what_is_ours_lead_to_it(signed_in, brest, maker, report, now):
    session = await maker.session()
    await report(event_of(session), content="")
    await open_instance(now=now)
    await report(node().actor)
    text = plain(await signed_in.get(f"{HOME}/signalements"))
    assert "Une de nos bibliothèques, ou l'agenda entier" in text
    assert "Sans explication." in text


async def test_what_was_given_up_is_listed_and_let_go(signed_in, brest, now):
    assert "Tout est passé." in plain(await signed_in.get(f"{HOME}/abandons"))
    row = {"kind": "event", "sponsor": "", "created_at": now, "due_at": now, "last_error": "content type"}
    url = "http://brest.example/e/<1>"
    await Lookup(url=url, state="parked", **row).save()
    assert "1 message n'a pas pu passer" in plain(await signed_in.get(HOME))
    text = plain(await signed_in.get(f"{HOME}/abandons"))
    assert "content type" in text
    assert "http://brest.example/e/&lt;1&gt;" in text
    answer = await signed_in.send_form(f"{HOME}/abandons/oubli", what="lookup", id=url)
    assert answer.headers["location"] == f"{HOME}/abandons?fait=oubli"
    assert (await signed_in.send_form(f"{HOME}/abandons/oubli", what="lookup", id=url)).status_code == 404
    assert await brest.lines() == [("peer.let_go", '{"host": "brest.example", "what": "lookup"}')]


@pytest.mark.parametrize("host", ["//evil.example", "evil.example/x", "\\evil", "a b"])
async def test_one_comes_back_to_our_own_pages_only(signed_in, brest, now, host):
    await Lookup(url="http://b.example/1", state="parked", kind="event", created_at=now, due_at=now).save()
    form = {"what": "lookup", "id": "http://b.example/1", "host": host}
    answer = await signed_in.send_form(f"{HOME}/abandons/reprise", **form)
    assert answer.headers["location"] == f"{HOME}/abandons?fait=reprise"


async def test_the_sources_of_sessions_are_told_with_who_points_at_them(signed_in, brest):
    await brest.is_followed()
    await brest.brings("a", "Une")
    await brest.brings("b", "Deux", host="quimper.example")
    text = plain(await signed_in.get(f"{HOME}/acces"))
    assert "Tout agenda peut nous écrire" in text
    assert "quimper.example" in text
    assert text.count("Médiathèques de Brest") == 2


@pytest.fixture
def listing(monkeypatch):
    monkeypatch.setenv("AGENDATHEQUE_ALLOW_LIST", "true")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def test_hosts_are_let_in_and_out(signed_in, brest, now, listing):
    for host, reason in (("quimper.example", "not_approved"), ("faux.example", "owner")):
        await Refusal(at=now, host=host, key_id="k", actor="a", status=403, reason=reason).save()
    text = plain(await signed_in.get(f"{HOME}/acces"))
    assert "Seuls les agendas que vous suivez" in text
    assert "quimper.example" in text
    assert "faux.example" not in text
    answer = await signed_in.send_form(f"{HOME}/acces", host=" Quimper.Example ")
    assert answer.headers["location"] == f"{HOME}/acces?fait=approbation"
    assert "Ils ont essayé de nous écrire" not in plain(await signed_in.get(f"{HOME}/acces"))
    assert await Peer.count().where(Peer.approved_at.is_not_null()) == 1
    assert (await signed_in.send_form(f"{HOME}/acces/retrait", host="quimper.example")).status_code == 303
    assert (await signed_in.send_form(f"{HOME}/acces/retrait", host="quimper.example")).status_code == 404
    assert [kind for kind, _ in await brest.lines()] == ["peer.approved", "peer.approval_withdrawn"]


@pytest.mark.parametrize("host", ["", "test.example", "http://a.example", "a b"])
async def test_what_is_no_host_is_explained_and_kept(signed_in, brest, listing, host):
    answer = await signed_in.send_form(f"{HOME}/acces", host=host)
    assert answer.status_code == 422
    assert f'value="{host}"' in answer.text
    assert not await Peer.exists()


PATHS = ["signalements/cloture", "cachees", "cachees/retour", "acces", "acces/retrait"]


@pytest.mark.parametrize("path", [*PATHS, "abandons/reprise", "abandons/oubli"])
async def test_only_administrators_moderate(browser, maker, brest, report, path):
    await brest.brings("a", "Dompter sa souris")
    await report(f"http://{brest.host}/ap/evenements/a")
    member = await maker.staff("manager", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(member))
        page = await opened.get(HOME)
        assert (page.status_code, "signalement" in page.text) == (200, False)
        assert (await opened.send_form(f"{HOME}/{path}", host="a.example")).status_code == 403
        assert (await opened.get(f"{HOME}/signalements")).status_code == 403


@pytest.mark.parametrize(("hub", "words"), [(True, "Le hub Médiathèques de Brest vous invite"), (False, "demande à")])
async def test_an_invitation_says_who_and_where(signed_in, brest, hub, words):
    await brest.is_followed("proposed")
    await brest.is_known(hub=hub, territory="Finistère")
    text = plain(await signed_in.get(HOME))
    assert words in text
    assert "Territoire : Finistère" in text
    assert (await signed_in.send_form(f"{HOME}/accord", actor=brest.actor)).status_code == 303
    assert [kind for kind, _ in await brest.lines()] == ["peer.taken_in"]
