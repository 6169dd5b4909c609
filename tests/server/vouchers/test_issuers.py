"""Issuers, for managers: written, changed, kept apart; and who may."""

from datetime import date

import pytest

from server.vouchers.forms import cents
from server.vouchers.issuers import all_issuers
from tests.server.vouchers.conftest import terms

TYPED = {
    "name": "Département", "value": "10", "pattern": "9999-9999", "valid_from": "01/01/2027",
    "valid_until": "2027-12-31", "late_until": "2028-01-31", "per_person": "1", "absent": "given_back",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("10", 1000), ("7,50", 750), ("7.5 €", 750), ("0,05", 5), ("10,505", -1), ("dix", -1), ("-3", -1), ("", -1),
        ("1e3", -1), ("999999", -1),
    ],
)  # fmt: skip
def test_amounts_as_they_are_typed(typed, read):
    assert cents(typed) == read


async def test_an_issuer_is_written_and_changed(signed_in):
    assert "Aucun organisme" in (await signed_in.get("/bureau/pass")).text
    answer = await signed_in.send_form("/bureau/pass/nouveau", **TYPED)
    assert answer.headers["location"] == "/bureau/pass?fait=garde"
    (found,) = await all_issuers()
    assert (found.library, found.terms) == (None, terms())
    page = f"/bureau/pass/{found.id}"
    assert 'value="10,00"' in (await signed_in.get(page)).text
    await signed_in.send_form(page, **{**TYPED, "value": "12,50", "late_until": ""})
    (found,) = await all_issuers()
    assert found.terms == terms(value=1250, late_until=date(2027, 12, 31))
    listed = (await signed_in.get("/bureau/pass")).text
    assert "12,50\xa0€" in listed
    assert "du 1er janvier 2027 au 31 décembre 2027" in listed


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"value": "beaucoup"}, "value"),
        ({"pattern": r"\d{8}"}, "pattern"),
        ({"valid_from": "un jour"}, "valid_from"),
        ({"valid_until": "", "late_until": ""}, "valid_until"),
        ({"late_until": "2027-01-02"}, "late_until"),
        ({"per_person": "0"}, "per_person"),
        ({"absent": "perdu"}, "absent"),
    ],
)
async def test_what_cannot_be_kept_is_said_at_its_field(signed_in, wrong, field):
    answer = await signed_in.send_form("/bureau/pass/nouveau", **{**TYPED, **wrong})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Une réponse est à revoir" in answer.text
    assert await all_issuers() == []


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, True),
        ({"pattern": "????????"}, True),
        ({"pattern": "AA999999"}, False),
        ({"valid_from": "2028-01-31", "valid_until": "2028-12-31", "late_until": ""}, True),
        ({"valid_from": "2028-02-01", "valid_until": "2028-12-31", "late_until": ""}, False),
    ],
)
async def test_two_issuers_never_have_the_same_codes_at_the_same_time(signed_in, issue, more, refused):
    await issue()
    answer = await signed_in.send_form("/bureau/pass/nouveau", **{**TYPED, "name": "Commune", **more})
    assert (answer.status_code == 422) is refused
    assert ("on ne saurait pas les distinguer" in answer.text) is refused
    assert len(await all_issuers()) == (1 if refused else 2)


async def test_libraries_apart_may_have_the_same_codes(issue, maker):
    await issue(await maker.library())
    await issue(await maker.library())
    assert len(await all_issuers()) == 2


async def test_a_manager_writes_those_of_their_library_only(browser, maker, issue):
    library = await maker.library("port")
    everywhere, elsewhere = await issue(pattern="AAAAAA9"), await issue(await maker.library(), pattern="AAAAA99")
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff("manager", library)))
        listed = (await opened.get("/bureau/pass")).text
        assert f"/bureau/pass/{everywhere}" not in listed
        assert "AAAAAA9" in listed
        assert "AAAAA99" not in listed
        for issuer in (everywhere, elsewhere):
            assert (await opened.get(f"/bureau/pass/{issuer}")).status_code == 404
            assert (await opened.send_form(f"/bureau/pass/{issuer}", **TYPED)).status_code == 404
        assert (await opened.send_form("/bureau/pass/nouveau", **TYPED)).status_code == 303
        own = next(found for found in await all_issuers() if found.library == library)
        assert (await opened.get(f"/bureau/pass/{own.id}")).status_code == 200


@pytest.mark.parametrize("role", ["reading", "desk", "programming"])
async def test_others_read_the_list_and_no_more(browser, maker, issue, role):
    issuer = await issue()
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff(role, await maker.library())))
        listed = await opened.get("/bureau/pass")
        assert (listed.status_code, "9999-9999" in listed.text) == (200, True)
        assert "/bureau/pass/" not in listed.text
        for path in ("/nouveau", f"/{issuer}", "/releve", "/releve.csv"):
            assert (await opened.get(f"/bureau/pass{path}")).status_code == 403
        assert (await opened.send_form("/bureau/pass/nouveau", **TYPED)).status_code == 403
