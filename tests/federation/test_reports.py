"""Reports that come in (Flag): one open per reporter and thing, on what we show only, erased in time."""

from datetime import timedelta

import pytest

from federation import forgetting, inbox, reports
from federation.tables import Follower, Report, run
from federation.wire import activity
from tests.federation.fediverse import NOW

DAY = timedelta(days=1)


async def kept():
    columns = (Report.host, Report.actor, Report.object, Report.content, Report.state)
    return [tuple(row.values()) for row in await Report.select(*columns).order_by(Report.id)]


@pytest.fixture
async def shown(ours, peer):
    """An event of another server that we show."""
    await ours.follows(peer)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    return peer.event()["id"]


def flag(remote, *what, words="", **more):
    return remote.says("Flag", list(what), content=words, **more)


async def test_a_report_names_an_event_of_a_peer(ours, other, shown):
    said = flag(other, shown, words="<p>Publicité &amp; <b>réclame</b></p><script>x()</script>")
    assert await ours.hear(other, said) == ("processed", "")
    assert await kept() == [(other.host, other.actor, shown, "Publicité & réclame", "open")]


@pytest.mark.parametrize("embedded", [False, True])
async def test_an_actor_and_its_event_make_one_report_on_the_event(ours, other, shown, embedded):
    what = {"id": shown, "type": "Event"} if embedded else shown
    await ours.hear(other, flag(other, ours.actor, what))
    assert [row[2] for row in await kept()] == [shown]
    await ours.hear(other, flag(other, ours.group))
    assert [row[2] for row in await kept()] == [shown, ours.group]


async def test_what_we_do_not_show_is_no_report_of_ours(ours, other, shown):
    for what in ("https://elsewhere.example/e/1", f"{ours.node.url}/ap/evenements/none", f"{shown}x"):
        assert await ours.hear(other, flag(other, what)) == ("ignored", "nothing that we show")
    assert await kept() == []
    assert await ours.hear(other, flag(other, shown)) == ("processed", "")


async def test_t45_two_hundred_reports_are_one_and_others_are_heard_meanwhile(ours, peer, other, shown):
    for number in range(200):
        await ours.take(other, flag(other, shown, words=f"{number}"), now=NOW + DAY)
    await inbox.process_due(ours.node, {}, now=NOW + DAY, limit=300)
    assert [(row[1], row[3]) for row in await kept()] == [(other.actor, "0")]
    person = f"{other.url}/users/zoe"
    other.publish(person)
    await ours.hear(other, flag(other, shown, actor=person), now=NOW + DAY)
    assert [row[1] for row in await kept()] == [other.actor, person]
    assert (await ours.take(peer, peer.says("Follow", ours.actor), now=NOW + DAY)).status == 202


async def test_one_report_names_ten_things_at_most(ours, peer, other, shown):
    for number in range(2, 15):
        await ours.hear(peer, peer.says("Create", peer.event(number), peer.group))
    await ours.hear(other, flag(other, *(peer.event(number)["id"] for number in range(1, 15))))
    assert len(await kept()) == 10


async def test_of_one_server_so_many_reports_are_open_at_a_time(ours, other, peer, shown, monkeypatch):
    monkeypatch.setattr(reports, "MOST_OPEN", 2)
    people = [f"{other.url}/u{number}" for number in range(3)]
    for person in people:
        other.publish(person)
    assert [(await ours.hear(other, flag(other, shown, actor=person)))[0] for person in people] == [
        "processed",
        "processed",
        "ignored",
    ]
    assert (await ours.hear(peer, flag(peer, shown)))[0] == "processed"
    await reports.close((await Report.select(Report.id).order_by(Report.id).first())["id"], now=NOW)
    assert (await ours.hear(other, flag(other, shown, actor=people[2], words="encore")))[0] == "processed"


async def test_a_report_is_closed_opened_again_and_erased_after_three_months(ours, other, shown):
    await ours.hear(other, flag(other, shown, words="un"))
    row = (await Report.select(Report.id).first())["id"]
    assert await reports.close(row, now=NOW) == other.host
    assert await reports.close(row, now=NOW) is None
    await ours.hear(other, flag(other, shown, words="deux"), now=NOW + DAY)
    assert [(words, state) for *_, words, state in await kept()] == [("deux", "open")]
    await reports.close(row, now=NOW + DAY)
    await forgetting.sweep(NOW + 91 * DAY)
    assert len(await kept()) == 1
    await forgetting.sweep(NOW + 92 * DAY)
    assert await kept() == []


async def test_an_open_report_is_not_erased(ours, other, shown):
    await ours.hear(other, flag(other, shown))
    await forgetting.sweep(NOW + 400 * DAY)
    assert len(await kept()) == 1


async def test_a_block_is_noted_and_changes_nothing(ours, peer):
    await ours.followed_by(peer)
    assert await ours.hear(peer, peer.says("Block", ours.actor)) == ("ignored", "it blocks one of ours")
    assert await ours.hear(peer, peer.says("Block", f"{peer.url}/other")) == ("ignored", "none of ours")
    assert await Follower.count() == 1


def test_only_a_report_may_name_several_things():
    said = {"id": "https://a.example/1", "actor": "https://a.example/a", "object": ["https://b.example/1", "x"]}
    assert activity.from_document(said | {"type": "Flag"}).object_id == "https://b.example/1"
    with pytest.raises(activity.Malformed):
        activity.from_document(said | {"type": "Like"})


async def test_the_words_of_a_report_are_cut(ours, other, shown):
    await ours.hear(other, flag(other, shown, words="a" * 5000))
    assert len((await run("SELECT content FROM fed_report"))[0]["content"]) == reports.LONGEST_WORDS
