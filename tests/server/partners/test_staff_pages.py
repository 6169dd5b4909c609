"""Partners at the desk: adding one, its link shown once, another link, taking the access back, whose they are."""

import re
from datetime import timedelta

import pytest

from server.journal.tables import Entry
from server.partners.tables import Partner, PartnerLibrary

PATH = "/bureau/partenaires"


@pytest.fixture
def until(now):
    """The last day of a link, as it is typed."""
    return (now.date() + timedelta(days=90)).isoformat()


def link_in(answer):
    """Return the path of the link that a page shows."""
    return re.search(r'value="http://test\.example(/partenaires/[a-z2-7]{32})"', answer.text)[1]


async def test_a_partner_gets_a_link_shown_once(signed_in, client, library, session, until):
    answer = await signed_in.send_form(
        f"{PATH}/nouveau", name="  Mairie   annexe ", until=until, **{"library-centre": "1"}
    )
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    link = link_in(answer)
    opened = await client.get(link)
    assert opened.status_code == 200
    assert "Mairie annexe" in opened.text
    partner = await Partner.objects().first()
    assert link.rpartition("/")[2].encode() not in bytes(partner.digest)
    for page in (PATH, f"{PATH}/{partner.id}"):
        shown = (await signed_in.get(page)).text
        assert "Mairie annexe" in shown
        assert link not in shown
    lines = await Entry.select().where(Entry.subject == partner.id)
    assert [line["kind"] for line in lines] == ["partner.made"]
    assert "Mairie" not in str(lines)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"until": "bientôt"}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"library-centre": ""}, "libraries"),
    ],
)
async def test_what_is_missing_is_said_and_the_rest_kept(signed_in, library, until, typed, field):
    form = {"name": "Mairie annexe", "until": until, "library-centre": "1", **typed}
    answer = await signed_in.send_form(f"{PATH}/nouveau", **form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert await Partner.count() == 0
    assert (await signed_in.send_form(f"{PATH}/nouveau", **form | {"name": "M", "until": until, "library-centre": "1"})
    ).status_code == 201  # fmt: skip


async def test_another_link_stops_the_first(signed_in, client, partner, at):
    assert (await client.get(at)).status_code == 200
    other = link_in(await signed_in.send_form(f"{PATH}/{partner[0]}/lien"))
    assert (await client.get(at)).status_code == 404
    assert (await client.get(other)).status_code == 200


async def test_access_taken_back_or_over_says_so(signed_in, client, partner, at, prescribe, standing_clock, now):
    assert "Retirer l" in (await signed_in.get(f"{PATH}/{partner[0]}/retirer")).text
    standing_clock(now + timedelta(days=91))
    assert (await client.get(at)).status_code == 410
    standing_clock(now)
    assert (await client.get(at)).status_code == 200
    await signed_in.send_form(f"{PATH}/{partner[0]}/retirer")
    for answer in (await client.get(at), await prescribe()):
        assert answer.status_code == 410
        assert "Demandez-en un nouveau" in answer.text
    again = link_in(await signed_in.send_form(f"{PATH}/{partner[0]}/lien"))
    assert (await client.get(again)).status_code == 200


async def test_the_sheet_changes_and_the_link_stays(signed_in, client, partner, at, library, maker, until):
    other = await maker.library("port")
    form = {"name": "Les Tilleuls", "until": until, "library-centre": "1", "library-port": "1"}
    answer = await signed_in.send_form(f"{PATH}/{partner[0]}", **form)
    assert answer.status_code == 303
    assert "Les Tilleuls" in (await client.get(at)).text
    rows = await PartnerLibrary.select(PartnerLibrary.library).where(PartnerLibrary.partner == partner[0])
    assert {row["library"] for row in rows} == {library, other}


class TestWhose:
    """Managers see the partners of their libraries, and change those of no other."""

    async def test_desk_staff_find_nothing(self, browser, maker, library, partner):
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff("programming", library)))
            assert (await opened.get(PATH)).status_code == 403
            assert (await opened.get(f"{PATH}/{partner[0]}")).status_code == 403
            assert (await opened.send_form(f"{PATH}/{partner[0]}/lien")).status_code == 403

    async def test_a_manager_elsewhere_sees_none_and_opens_no_other_library(self, browser, maker, partner, until):
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff("manager", await maker.library("port"))))
            assert "Tilleuls" not in (await opened.get(PATH)).text
            assert (await opened.get(f"{PATH}/{partner[0]}")).status_code == 404
            assert (await opened.send_form(f"{PATH}/{partner[0]}/retirer")).status_code == 404
            form = {"name": "Mairie", "until": until, "library-centre": "1"}
            assert (await opened.send_form(f"{PATH}/nouveau", **form)).status_code == 422
            mine = form | {"library-port": "1"}
            assert (await opened.send_form(f"{PATH}/nouveau", **mine)).status_code == 201
            assert await PartnerLibrary.count() == 2

    async def test_who_manages_one_of_two_libraries_looks_and_changes_nothing(
        self, browser, signed_in, maker, library, partner, until, client, at
    ):
        await maker.library("port")
        both = {"name": "Les Tilleuls", "until": until, "library-centre": "1", "library-port": "1"}
        await signed_in.send_form(f"{PATH}/{partner[0]}", **both)
        async with browser() as opened:
            opened.sign_in_with(await maker.login(await maker.staff("manager", library)))
            assert "que vous ne gérez pas" in (await opened.get(f"{PATH}/{partner[0]}")).text
            answer = await opened.send_form(f"{PATH}/{partner[0]}/retirer")
            assert answer.status_code == 409
        assert (await client.get(at)).status_code == 200
