"""A hub hears a session from its organiser and from who imported it: one entry, in whatever order they come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from federation import blocking, mirror
from federation.wire import event
from server.agenda.filters import Filters
from server.agenda.queries import listed, page_window
from server.libraries.queries import all_libraries
from server.sharing.node import node
from tests.federation.fediverse import sample, uuid_of

ORGANISER, MEMBER = "https://quimper.example", "https://lorient.example"
ORIGIN, COPY = f"{ORGANISER}/ap/evenements/{uuid_of(1)}", f"{MEMBER}/ap/evenements/{uuid_of(2)}"
PAGE = f"{ORGANISER}/seances/{uuid_of(1)}"
NAMES = [(f"urn:uuid:{uuid_of(1)}",), (PAGE,), (f"{PAGE}/",), (ORIGIN,), ("https://ailleurs.example/x", ORIGIN)]

pytestmark = pytest.mark.usefixtures("undone")


def made(id, now, **fields):
    begins = now + timedelta(days=3)
    given = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "updated": now, **fields}
    return replace(sample(id, f"{id.split('/ap/')[0]}/ap/bibliotheques/centre"), **given)


async def tell(told, now):
    document = event.write(told, f"{told.owner}/followers")
    outcome = await mirror.keep(node(), document, sponsor=told.owner, fresh=True, now=now)
    assert outcome.kept in (mirror.Kept.CHANGED, mirror.Kept.SAME)


async def shown(now):
    found = await listed(Filters(), page_window(Filters(), now, "Europe/Paris"), await all_libraries(), most=9)
    return sorted(getattr(each, "ap_id", "ours") for each in found)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("copy_first", [True, False])
async def test_the_copy_yields_in_any_order_and_is_back_when_the_organiser_withdraws(now, names, copy_first):
    both = [made(ORIGIN, now), made(COPY, now, same_as=names)]
    for told in reversed(both) if copy_first else both:
        await tell(told, now)
    assert await shown(now) == [ORIGIN]
    await mirror.bury(node(), ORIGIN, owner=both[0].owner, deleted=now + timedelta(seconds=1), now=now)
    assert await shown(now) == [COPY]


async def test_what_names_nothing_or_something_else_is_an_entry_of_its_own(now):
    await tell(made(ORIGIN, now), now)
    await tell(made(COPY, now, same_as=(f"urn:uuid:{uuid_of(9)}", f"{ORGANISER}/seances/autre")), now)
    assert await shown(now) == sorted([COPY, ORIGIN])


async def test_the_copy_stays_while_the_organiser_is_blocked(now):
    await tell(made(ORIGIN, now), now)
    await tell(made(COPY, now, same_as=(ORIGIN,)), now)
    await blocking.hide(ORIGIN, now=now)
    assert await shown(now) == [COPY]
    await blocking.show_again(ORIGIN)
    assert await shown(now) == [ORIGIN]


async def test_a_liar_that_calls_itself_a_copy_hides_itself_alone(now):
    await tell(made(ORIGIN, now), now)
    liar = "https://menteur.example/ap/evenements/faux"
    await tell(made(liar, now, uuid="", url="https://menteur.example/faux", same_as=(ORIGIN,)), now)
    assert await shown(now) == [ORIGIN]


async def test_a_liar_with_the_page_of_another_server_hides_no_copy(now):
    await tell(made(COPY, now, same_as=(PAGE,)), now)
    liar = "https://menteur.example/ap/evenements/faux"
    await tell(made(liar, now, uuid="", url=PAGE), now)
    assert await shown(now) == sorted([COPY, liar])


async def test_two_that_call_themselves_copies_of_each_other_both_stay(now):
    await tell(made(ORIGIN, now, same_as=(COPY,)), now)
    await tell(made(COPY, now, same_as=(ORIGIN,)), now)
    assert await shown(now) == sorted([COPY, ORIGIN])


async def test_a_copy_of_a_session_of_ours_yields_to_it_while_it_is_public(maker, now):
    session = await maker.session()
    draft = await maker.session(published=False)
    await tell(made(COPY, now, same_as=(f"urn:uuid:{session}",)), now)
    other = f"{MEMBER}/ap/evenements/{uuid_of(3)}"
    await tell(made(other, now, same_as=(f"urn:uuid:{draft}",)), now)
    assert await shown(now) == sorted(["ours", other])
