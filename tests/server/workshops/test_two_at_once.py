"""Two people change one session, workshop or library at once: the second sees what changed, and chooses."""

import pytest

from server.libraries.queries import by_slug
from server.workshops import queries
from server.workshops.field_words import SESSION_FIELDS, WORKSHOP_FIELDS
from server.workshops.forms import show_outline, show_plan
from tests.server.workshops.typing_in import form_in

CHOOSE = "Quelqu'un d'autre a changé la même chose"


@pytest.fixture
async def colleague(browser, maker):
    """A second browser, of another administrator."""
    async with browser() as opened:
        opened.sign_in_with(await maker.login(await maker.staff(administrator=True)))
        yield opened


async def session_of(maker):
    session = await maker.session()
    path = f"/bureau/seances/{session}/modifier"

    async def held():
        return show_plan(await queries.session(session))

    return path, path, held, {"capacity": "12", "note": "Venez tôt"}, {"capacity": "6", "presenter": "Ana"}


async def workshop_of(maker):
    workshop = await maker.workshop()
    path = f"/bureau/ateliers/{workshop}"

    async def held():
        return show_outline(await queries.workshop(workshop))

    first = {"title": "Le courrier", "theme_email": "1", "summary": "A"}
    return path, path, held, first, {"title": "Les e-mails", "minutes": "90"}


async def library_of(maker):
    await maker.library("port")
    path = "/bureau/bibliotheques/port"

    async def held():
        found = await by_slug("port")
        return {name: str(getattr(found, name)) for name in ("name", "phone", "email", "city")}

    first = {"name": "Le Port", "city": "Brest", "reviewed": "1"}
    return path, path, held, first, {"name": "Les Quais", "email": "port@test.example"}


THINGS = pytest.mark.parametrize("thing", [session_of, workshop_of, library_of], ids=["session", "workshop", "library"])


async def both_save(signed_in, colleague, maker, thing):
    """Open the form twice, keep the colleague's, then send the second; return what is needed to go on."""
    page, action, held, first, second = await thing(maker)
    theirs = form_in((await colleague.get(page)).text, action)
    mine = form_in((await signed_in.get(page)).text, action)
    assert (await colleague.send_form(action, **{**theirs, **first})).status_code == 303
    answer = await signed_in.send_form(action, **{**mine, **second})
    return action, held, first, second, answer


@THINGS
async def test_the_second_sees_what_changed_and_chooses(signed_in, colleague, maker, thing):
    action, held, first, second, answer = await both_save(signed_in, colleague, maker, thing)
    assert (answer.status_code, CHOOSE in answer.text) == (409, True)
    sent = form_in(answer.text, action)
    assert set(sent["asked"].split()) == set(first)
    shared = next(iter(set(first) & set(second)))
    assert (sent[f"theirs_{shared}"], sent[shared]) == (first[shared], second[shared])
    assert f"keep_{shared}" not in sent  # only the person may say

    again = await signed_in.send_form(action, **sent)
    assert (again.status_code, f'href="#keep_{shared}"' in again.text) == (409, True)
    assert (await held())[shared] == first[shared]

    keep = "theirs" if thing is workshop_of else "mine"
    assert (await signed_in.send_form(action, **form_in(again.text, action), **{f"keep_{shared}": keep})).is_redirect
    kept, expected = await held(), {**first, **second, shared: (second if keep == "mine" else first)[shared]}
    assert {name: kept[name] for name in expected if name in kept} == {
        name: value for name, value in expected.items() if name in kept
    }


async def test_a_third_change_meanwhile_is_shown_too(signed_in, colleague, maker):
    action, held, _, _, answer = await both_save(signed_in, colleague, maker, session_of)
    third = form_in((await colleague.get(action)).text, action) | {"capacity": "9"}
    await colleague.send_form(action, **third)
    chosen = form_in(answer.text, action) | {"keep_capacity": "mine"}
    again = await signed_in.send_form(action, **chosen)
    assert again.status_code == 409
    sent = form_in(again.text, action)
    assert (sent["asked"], sent["theirs_capacity"], sent["capacity"]) == ("capacity", "9", "6")
    assert (await signed_in.send_form(action, **sent, keep_capacity="mine")).status_code == 303
    assert {"capacity": "6", "note": "Venez tôt", "presenter": "Ana"}.items() <= (await held()).items()


async def test_the_same_change_twice_asks_nothing(signed_in, colleague, maker):
    path, action, held, first, _ = await session_of(maker)
    theirs, mine = [form_in((await one.get(path)).text, action) for one in (colleague, signed_in)]
    for one, form in ((colleague, theirs), (signed_in, mine)):
        assert (await one.send_form(action, **{**form, **first})).status_code == 303
    assert first.items() <= (await held()).items()


async def test_every_field_has_a_name(maker):
    session, workshop = await maker.session(), await maker.workshop(themes=["email"], audiences=["everyone"])
    assert set(show_plan(await queries.session(session))) - {"workshop", "library"} <= set(SESSION_FIELDS)
    assert set(show_outline(await queries.workshop(workshop))) <= set(WORKSHOP_FIELDS)


@pytest.mark.parametrize("kind", ["sessions", "workshops"])
async def test_a_program_changes_only_the_version_it_read(program, maker, kind):
    session = await maker.session()
    made = session if kind == "sessions" else (await queries.session(session)).workshop_id
    path, changes = f"/api/v1/{kind}/{made}", {"note": "Venez tôt"} if kind == "sessions" else {"summary": "Venez tôt"}
    tag = (await program.get(path)).headers["etag"]
    for named, status in ((tag, 200), (tag, 412), (f"W/{tag}", 412), ('"nimporte"', 412), ("*", 200), (None, 200)):
        headers = {"if-match": named} if named else {}
        answer = await program.patch(path, json=changes, headers=headers)
        assert (named, answer.status_code) == (named, status)
        changes = {name: f"{value}." for name, value in changes.items()}
        if status == 412:
            assert answer.json()["type"] == "urn:agendatheque:reason:changed_meanwhile"
        elif named == tag:
            assert answer.headers["etag"] != tag
