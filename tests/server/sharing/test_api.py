"""What a program may do about a peer: have it compared, have everything said to it again."""

import pytest

from federation.tables import Delivery, Lookup

PATH = "/api/v1/peers/brest.example"


async def test_a_comparison_is_owed_where_there_is_a_feed(program, brest):
    await brest.is_followed()
    refused = await program.post(f"{PATH}/comparison")
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert "rien à comparer" in refused.text
    await brest.is_known(sync="http://brest.example/ap/sync/evenements")
    answer = await program.post(f"{PATH}/comparison")
    assert (answer.status_code, answer.json()) == (202, {"host": "brest.example"})
    assert await Lookup.count().where(Lookup.kind == "compare") == 1


async def test_a_replay_says_how_many_messages_it_owes(program, brest, here, maker):
    await maker.session()
    await here.relay()  # told before anybody followed
    await brest.follows()
    await brest.is_known(software="agendatheque")
    answer = await program.post(f"{PATH}/replay")
    assert (answer.status_code, answer.json()) == (202, {"host": "brest.example", "owed": 1})
    assert await Delivery.select(Delivery.host) == [{"host": "brest.example"}]


@pytest.mark.parametrize("what", ["comparison", "replay"])
async def test_it_is_for_administrators_and_of_hosts_that_are_known(program, client, browser, maker, brest, what):
    assert (await program.post(f"{PATH}/{what}")).status_code == 404
    await brest.is_followed()
    await brest.is_known(sync="http://brest.example/ap/sync/evenements")
    assert (await program.post(f"{PATH}/{what}")).status_code == 202
    assert (await client.post(f"{PATH}/{what}")).status_code == 401
    member = await maker.staff("manager", await maker.library())
    async with browser() as opened:
        opened.headers["authorization"] = f"Bearer {await maker.token(member)}"
        assert (await opened.post(f"{PATH}/{what}")).status_code == 403
