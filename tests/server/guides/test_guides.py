"""Each page of staff has its guide, and what guides link to is there, for those whom they show it to."""

import re

import pytest

from server.guides.queries import CHAPTERS, all_guides, guide_of
from server.guides.rules import Chapter, Guide, area, by_area
from tests.server.test_doors import doors

PAGES = re.compile(r"^/bureau(/|$)")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/bureau", ""),
        ("/bureau?fait=1", ""),
        ("/bureau/parcours", "parcours"),
        ("/bureau/parcours/nouveau?x=/bureau/pass", "parcours"),
    ],
)
def test_which_area_a_page_is_in(path, found):
    assert area(path) == found


def test_no_two_guides_cover_one_area():
    one, other = (Guide(slug, "", ("pass",), (), (), ()) for slug in "ab")
    with pytest.raises(ValueError, match="pass"):
        by_area([Chapter("", (one, other))])


def test_each_page_of_staff_has_its_guide(app):
    paths = {path for method, path, _ in doors(app) if method == "GET" and PAGES.match(path)}
    assert len(paths) > 100
    assert sorted(path for path in paths if not guide_of(path)) == [], "cover its area by a guide of server/guides"


def test_no_guide_covers_an_area_that_is_gone(app):
    there = {area(path) for _, path, _ in doors(app) if PAGES.match(path)}
    gone = [(guide.slug, one) for guide in all_guides() for one in guide.areas if one not in there]
    assert gone == [], "no page of staff is in these areas any more: take them out of the guide"


def test_what_guides_lead_to_is_there_with_the_same_power(app):
    powers = {path: handler.opt["power"] for method, path, handler in doors(app) if method == "GET"}
    ways = [way for guide in all_guides() for way in guide.ways]
    assert [way.url for way in ways if powers.get(way.url) is not way.power] == []
    assert all(guide.ways and len(guide.simple) >= 3 and len(guide.steps) >= 3 for guide in all_guides())
    assert all(len(sentence.split()) <= 12 for guide in all_guides() for sentence in guide.simple)
    assert len({guide.slug for guide in all_guides()}) == len(all_guides())


async def test_a_page_leads_to_its_guide_and_the_index_to_all(signed_in):
    page = (await signed_in.get("/bureau/parcours")).text
    assert '<a class="tall-link" href="/bureau/guides/ateliers">Guide de cette page</a>' in page
    index = (await signed_in.get("/bureau/guides")).text
    for guide in all_guides():
        assert f'href="/bureau/guides/{guide.slug}"' in index
    one = (await signed_in.get("/bureau/guides/ateliers")).text
    assert ("écrivez une fois." in one, "/bureau/parcours/modeles" in one) == (True, True)
    assert (await signed_in.get("/bureau/guides/autre")).status_code == 404
    whole = (await signed_in.get("/bureau/guides/complet")).text
    assert whole.count("<h3>") == len(all_guides())
    assert len(CHAPTERS) == 5


async def test_a_guide_shows_only_ways_that_are_open(browser, maker):
    reader = browser()
    reader.sign_in_with(await maker.login(await maker.staff("reading", await maker.library())))
    page = (await reader.get("/bureau/guides/ateliers")).text
    assert ("/bureau/ressources" in page, 'href="/bureau/ateliers/nouveau"' in page) == (True, False)
