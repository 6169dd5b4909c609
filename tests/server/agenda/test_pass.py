"""Sessions that take the Pass numérique: staff say so, pages and calendars show it, the agenda can be cut to them."""

import re
from uuid import UUID

import pytest

from server.foundation.clock import now as real_now
from server.sharing.translate import event
from server.workshops.queries import session as session_view

SAID = "Pass numérique accepté"


async def listed(client, query):
    """The ids of the sessions on the page, and of those in the feed of the same query string."""
    page, feed = await client.get(f"/{query}"), await client.get(f"/agenda.ics{query}")
    shown = re.findall(r'<h3><a href="/seances/([0-9a-f-]{36})"', page.text)
    return [UUID(each) for each in shown], [UUID(each) for each in re.findall(r"^UID:(\S+)", feed.text, re.MULTILINE)]


async def test_page_and_feed_are_cut_by_the_same_query_string(client, maker, mirror):
    taken, other = await maker.session(pass_accepted=True), await maker.session()
    theirs = await mirror("Avec le pass", tags=["PassNumerique"])
    silent = await mirror("Sans le dire", tags=["Passion"])
    everything = [set(each) for each in await listed(client, "")]
    assert everything == [{taken, other, theirs, silent}] * 2
    cut = [set(each) for each in await listed(client, "?pass_numerique=oui")]
    assert cut == [{taken, theirs}] * 2
    assert SAID in (await client.get("/?pass_numerique=oui")).text


@pytest.mark.parametrize("accepted", [True, False])
async def test_the_session_and_its_calendar_say_so(client, maker, accepted):
    session = await maker.session(pass_accepted=accepted)
    for path in (f"/seances/{session}", f"/seances/{session}.ics", "/"):
        assert (SAID in (await client.get(path)).text) is accepted, path


async def test_peers_are_told_with_a_tag(maker):
    taken, other = await maker.session(pass_accepted=True), await maker.session()
    assert "PassNumerique" in event(await session_view(taken), now=real_now()).tags
    assert "PassNumerique" not in event(await session_view(other), now=real_now()).tags


async def test_staff_say_so_in_the_form(signed_in, maker):
    session = await maker.session()
    path = f"/bureau/seances/{session}/modifier"
    fields = {"day": "2027-01-13", "start": "10:00", "end": "12:00", "capacity": "8", "mode": "on_site"}
    await signed_in.send_form(path, **fields, pass_accepted="1")
    assert (await session_view(session)).pass_accepted
    assert re.search(r'name="pass_accepted"[^>]* checked', (await signed_in.get(path)).text)
    await signed_in.send_form(path, **fields)
    assert not (await session_view(session)).pass_accepted


async def test_programs_read_it_and_say_it(program, maker):
    session = await maker.session()
    path = f"/api/v1/sessions/{session}"
    assert (await program.get(path)).json()["pass_accepted"] is False
    assert (await program.patch(path, json={"pass_accepted": True})).json()["pass_accepted"] is True
