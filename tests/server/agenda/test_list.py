"""The one list: what is in it, in which order, once each, and through each filter."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from server.bookings import actions
from server.foundation.settings import settings
from server.workshops import sessions
from server.workshops.tables import Session

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def ids(client, query=""):
    """The ids of the sessions that the agenda lists, in its order."""
    answer = await client.get(f"/{query}")
    assert answer.status_code == 200
    found = re.findall(r'<h3><a href="/seances/([0-9a-f-]{36})"', answer.text)
    return [UUID(each) for each in found]


async def uids(client, query=""):
    """The ids of the sessions in the feed."""
    answer = await client.get(f"/agenda.ics{query}")
    assert answer.status_code == 200
    return [UUID(each) for each in re.findall(r"^UID:(\S+)", answer.text, re.MULTILINE)]


async def test_ours_and_theirs_in_order_of_start(client, maker, mirror):
    late = await maker.session(starts_in=4 * DAY)
    theirs = await mirror(starts_in=3 * DAY)
    early = await maker.session(starts_in=2 * DAY)
    assert await ids(client) == [early, theirs, late]
    assert await uids(client) == [early, theirs, late]


@pytest.mark.parametrize(
    ("began", "lasts", "listed"),
    [
        (-HOUR, 2 * HOUR, True),
        (-HOUR, None, True),
        (-3 * HOUR, None, False),
        (-11 * HOUR, 12 * HOUR, True),
        (-13 * HOUR, 14 * HOUR, True),
        (-13 * HOUR, 12 * HOUR, False),
        (-20 * DAY, 21 * DAY, True),
        (-20 * DAY, 19 * DAY, False),
    ],
)
async def test_what_is_under_way_elsewhere_is_listed_until_it_is_over(client, mirror, now, began, lasts, listed):
    there = await mirror(starts_in=began, ends_at=lasts and now + began + lasts)
    later = await mirror(starts_in=DAY)
    assert await ids(client) == [there, later][not listed :]


async def test_drafts_and_withdrawn_sessions_are_not_there_cancelled_ones_are(client, maker, administrator, now):
    draft = await maker.session(published=False)
    cancelled, withdrawn = await maker.session(), await maker.session()
    await sessions.cancel(cancelled, "L'animatrice est malade.", by=administrator, now=now)
    await sessions.withdraw(withdrawn, by=administrator, now=now)
    assert await ids(client) == [cancelled]
    assert "Séance annulée" in (await client.get("/")).text
    assert draft not in await uids(client)


async def test_a_session_of_ours_that_comes_back_by_a_peer_is_listed_once(client, maker, mirror):
    ours = await maker.session()
    await mirror(uuid=ours, host="hub.example")
    assert await ids(client) == [ours]
    assert await uids(client) == [ours]


async def test_a_withdrawn_session_does_not_come_back_by_a_peer(client, maker, mirror, administrator, now):
    ours = await maker.session()
    await sessions.withdraw(ours, by=administrator, now=now)
    await mirror(uuid=ours, host="hub.example")
    assert await ids(client) == []
    assert (await client.get(f"/seances/{ours}")).status_code == 410


async def test_the_same_session_told_by_two_peers_is_listed_once(client, mirror):
    first = await mirror(host="a.example")
    await mirror(uuid=first, host="b.example")
    assert await ids(client) == [first]


async def test_the_copy_that_was_taken_away_does_not_hide_the_other(client, mirror, now):
    first = await mirror(host="a.example", tombstoned_at=now)
    await mirror(uuid=first, host="b.example")
    assert await ids(client) == [first]


async def test_an_event_of_our_own_host_or_taken_away_is_not_listed(client, mirror, now):
    await mirror(host=settings().host)
    await mirror(tombstoned_at=now)
    assert await ids(client) == []


async def test_an_event_without_uuid_has_a_page_of_its_own(client, mirror):
    await mirror("Repair café", uuid=None, host="mobilizon.example")
    (page,) = await ids(client)
    answer = await client.get(f"/seances/{page}")
    assert answer.status_code == 200
    assert "Repair café" in answer.text


async def test_what_goes_on_now_is_listed_what_is_over_is_not(client, maker, mirror):
    going_on = await maker.session(starts_in=-HOUR)
    over = await maker.session(starts_in=HOUR)
    await Session.update({Session.starts_at: maker.now - 3 * HOUR, Session.ends_at: maker.now}).where(
        Session.id == over
    )
    untold = await mirror(starts_in=-HOUR, ends_at=None)
    await mirror(starts_in=-3 * HOUR, ends_at=None)
    assert set(await ids(client)) == {going_on, untold}


@pytest.fixture
async def town(maker, mirror):
    """Six sessions, each unlike the others, by name."""
    rennes = await maker.library("jean-mace", name="Médiathèque Jean-Macé", city="Rennes")
    quimper = await maker.library("ursulines", name="Médiathèque des Ursulines", city="Évron")
    mail = await maker.workshop(
        "Écrire un courriel", level="beginner", themes=["email"], audiences=["seniors"], summary="Avec pièce jointe"
    )
    photo = await maker.workshop("Trier ses photos", level="intermediate", themes=["files_photos"])
    full = await maker.session(rennes, photo, starts_in=10 * DAY, capacity=0)
    return {
        "mail": await maker.session(rennes, mail, starts_in=DAY),
        "photo": await maker.session(quimper, photo, starts_in=2 * DAY, mode="online"),
        "mixed": await maker.session(quimper, mail, starts_in=8 * DAY, mode="mixed"),
        "full": full,
        "theirs": await mirror(
            "Découvrir la tablette",
            starts_in=3 * DAY,
            tags=["TelephoneEtTablette"],
            level="beginner",
            audience=["seniors"],
            folded="decouvrir la tablette quimper 100%",
        ),
        "visio": await mirror(
            "Visio", starts_in=4 * DAY, remaining=None, is_online=True, place_name="", locality="", host="b.example"
        ),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "mail photo theirs visio mixed full"),
        ("?q=courriel", "mail mixed"),
        ("?q=COURRIEL+piece", "mail mixed"),
        ("?q=%C3%A9crire+rennes", "mail"),
        ("?q=photos+%C3%A9vron", "photo"),
        ("?q=jean-mace", "mail full"),
        ("?q=tablette", "theirs"),
        ("?q=100%25", "theirs"),
        ("?q=%25", "theirs"),
        ("?q=_", ""),
        ("?q=%5C", ""),
        ("?bibliotheque=jean-mace", "mail full"),
        ("?bibliotheque=atlantide", "mail photo theirs visio mixed full"),
        ("?source=quimper.example", "theirs"),
        ("?source=nulle.part.example", ""),
        ("?source=test.example", "mail photo mixed full"),
        ("?commune=Quimper", "theirs"),
        ("?commune=quimper", "theirs"),
        ("?commune=evron", "photo mixed"),
        ("?commune=Ys", ""),
        ("?theme=email", "mail mixed"),
        ("?theme=phone_tablet", "theirs"),
        ("?niveau=debutant", "mail theirs mixed"),
        ("?niveau=intermediate", "photo full"),
        ("?public=seniors", "mail theirs mixed"),
        ("?mode=en-ligne", "photo visio mixed"),
        ("?mode=sur-place", "mail theirs mixed full"),
        ("?places=oui", "mail photo theirs mixed"),
        ("?du=2027-01-14", "theirs visio mixed full"),
        ("?au=2027-01-13", "mail photo"),
        ("?du=2027-01-13&au=2027-01-14", "photo theirs"),
        ("?du=2027-01-14&au=2027-01-13", ""),
        ("?quand=cette-semaine", "mail photo theirs visio"),
        ("?quand=semaine-prochaine", "mixed full"),
        ("?q=courriel&quand=semaine-prochaine&niveau=debutant&public=seniors&mode=en-ligne&places=oui", "mixed"),
        ("?niveau=expert&theme=poterie&du=hier&places=peut-etre&inconnu=1", "mail photo theirs visio mixed full"),
    ],
)
async def test_filters_of_page_and_feed(client, town, query, names):
    wanted = [town[name] for name in names.split()]
    assert await ids(client, query) == wanted
    assert await uids(client, query) == wanted


async def test_seats_asked_for_are_seats_that_a_newcomer_may_take(client, maker, now):
    session = await maker.session(capacity=2)
    for name, people in (("Ana Morel", 1), ("Luc et Bea Petit", 2)):
        await actions.book(actions.Request(session, name, people), by="patron", now=now)
    # One seat is free, but two people wait for it: a newcomer would wait behind them.
    assert await ids(client, "?places=oui") == []
    page = (await client.get("/")).text
    assert "Il n'y a plus de place." in page.replace("&#39;", "'")


async def test_the_list_is_cut_in_pages_that_miss_nothing_and_repeat_nothing(client, maker, mirror):
    library, workshop = await maker.library(), await maker.workshop()
    made = []
    for number in range(60):
        start = timedelta(days=1 + number // 7)
        made.append(await maker.session(library, workshop, starts_in=start))
        made.append(await mirror(starts_in=start))
    seen, address = [], "/"
    pages = 0
    while pages < 10:
        pages += 1
        text = (await client.get(address)).text
        seen += [UUID(each) for each in re.findall(r'<h3><a href="/seances/([0-9a-f-]{36})"', text)]
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if following is None:
            break
        address = following[1].replace("&amp;", "&")
    assert pages == 3
    assert len(seen) == len(set(seen)) == 120
    assert set(seen) == set(made)


@pytest.mark.parametrize("mark", ["hier", "2027-01-13T09:00:00Z", "_", "2027-01-13_x", "0001-01-01T00:00:00Z_x", "%00"])
async def test_a_place_in_the_list_that_cannot_be_read_is_its_beginning(client, maker, mark):
    session = await maker.session()
    assert await ids(client, f"?apres={mark}") == [session]


async def test_weeks_are_named(client, maker):
    for days in (1, 8, 15, 365):
        await maker.session(starts_in=timedelta(days=days))
    text = (await client.get("/")).text
    headings = re.findall(r"<h2>([^<]*emaine[^<]*)</h2>", text)
    assert headings == [
        "Cette semaine",
        "La semaine prochaine",
        "Semaine du lundi 25 janvier",
        "Semaine du lundi 10 janvier 2028",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=a%00b&commune=%00",
        "?source=%00%ff",
        "?du=%00",
        "?theme=%F0%28%8C%28",
        "?q=%ED%A0%80",
        "?q=" + "é" * 3000,
        "?" + "&".join(f"q={'x' * 50}" for _ in range(50)),
        "?places=%00&mode=%00&quand=%00",
        "?bibliotheque=" + "-" * 5000,
        "?q=%27%3BDROP+TABLE+session",
        "?q={}",
        "?q=%25s&commune={0}",
        "?du=99999999999999999999-01-01",
        "?q[]=1&q[0]=2&=&&%",
    ],
)
@pytest.mark.parametrize("page", ["/", "/agenda.ics", "/abonnements"])
async def test_hostile_query_strings_are_no_fault(client, maker, page, query):
    await maker.session()
    assert (await client.get(page + query)).status_code in {200, 400}
