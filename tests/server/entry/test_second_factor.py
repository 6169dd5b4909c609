"""A code beside the password: each opens once, ten on paper stand in, an administrator helps (threats T88, T89)."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from server.accounts import actions as accounts
from server.accounts.guards import cookie_name
from server.accounts.queries import member
from server.commands.admin import reset_codes_of
from server.entry import queries, second_factor, steps
from server.entry.tables import SecondFactor
from server.foundation.errors import NotFound, Refused, TooMany
from server.journal.tables import Entry
from tests.server.entry.conftest import MEANS

EMAIL = "directrice@test.example"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the key of RFC 6238, appendix B
PROTECTION = "/bureau/connexion/protection"


def code(now, step=0, secret=SECRET):
    """Return what the telephone shows at `now`, or so many periods later."""
    return pyotp.TOTP(secret).at(now, counter_offset=step)


@pytest.fixture
async def papers(administrator, now):
    """The recovery codes of an administrator who gives codes; the one of three minutes ago was used to set them up."""
    before = now - timedelta(minutes=3)
    return await second_factor.set_up(administrator.id, SECRET, code(before), by="system", now=before)


async def sign_in(client, password, email=EMAIL, retour=""):
    return await client.send_form("/bureau/connexion", email=email, password=password, retour=retour)


@pytest.mark.parametrize(
    ("at", "shown"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_rfc_6238(at, shown):
    assert second_factor.step_of(SECRET, shown, datetime.fromtimestamp(at, UTC)) == at // 30


@pytest.mark.parametrize(("away", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_one_period(now, away, taken):
    assert (second_factor.step_of(SECRET, code(now, away), now) is not None) is taken


async def test_the_password_alone_does_not_open(client, administrator, papers, password, now):
    answer = await sign_in(client, password, retour="/bureau/programme")
    assert answer.headers["location"] == "/bureau/connexion/code?retour=/bureau/programme"
    assert cookie_name() not in client.cookies
    assert (await client.get("/bureau/bibliotheques")).status_code == 303
    assert "one-time-code" in (await client.get(answer.headers["location"])).text
    answer = await client.send_form("/bureau/connexion/code", code=code(now), retour="/bureau/programme")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bureau/programme")
    assert (await client.get("/bureau/bibliotheques")).status_code == 200
    means = [row["facts"] for row in await Entry.select(Entry.facts).where(Entry.kind == "staff.signed_in")]
    assert any('"means": "code"' in str(facts) for facts in means)


async def test_a_wrong_code_and_no_password_open_nothing(client, papers, password, now):
    assert (await client.send_form("/bureau/connexion/code", code=code(now))).headers["location"] == "/bureau/connexion"
    assert (await client.get("/bureau/connexion/code")).headers["location"] == "/bureau/connexion"
    await sign_in(client, password)
    for typed in ("", code(now, 5), "aaaaa-aaaaa", "é", "1" * 5000):
        assert (await client.send_form("/bureau/connexion/code", code=typed)).status_code == 422
    assert cookie_name() not in client.cookies


async def test_a_code_opens_once_and_none_before_it(administrator, papers, now):
    assert await second_factor.check(administrator.id, code(now), now=now) == "code"
    for used in (code(now), code(now, -1)):
        with pytest.raises(Refused, match="code_wrong"):
            await second_factor.check(administrator.id, used, now=now)
    assert await second_factor.check(administrator.id, code(now, 1), now=now) == "code"  # the control


async def test_a_recovery_code_opens_once(client, administrator, papers, password):
    assert len(set(papers)) == 10
    await sign_in(client, password)
    answer = await client.send_form("/bureau/connexion/code", code=f" {papers[3].upper()} ")
    assert answer.status_code == 303
    assert (await queries.second_factor_of(administrator.id)).left == 9
    client.cookies.clear()
    await sign_in(client, password)
    assert (await client.send_form("/bureau/connexion/code", code=papers[3])).status_code == 422
    assert (await client.send_form("/bureau/connexion/code", code=papers[4])).status_code == 303


async def test_new_recovery_codes_end_those_before(administrator, papers, now):
    fresh = await second_factor.renew_codes(administrator.id, by="system", now=now)
    with pytest.raises(Refused, match="code_wrong"):
        await second_factor.check(administrator.id, papers[0], now=now)
    assert await second_factor.check(administrator.id, fresh[0], now=now) == "recovery"


async def test_codes_are_of_one_person(maker, papers, now):
    other = await maker.staff()
    with pytest.raises(NotFound):
        await second_factor.renew_codes(other.id, by="system", now=now)
    for typed in (papers[0], code(now)):
        with pytest.raises(Refused, match="code_wrong"):
            await second_factor.check(other.id, typed, now=now)


async def test_the_sixth_try_is_refused_even_with_the_good_code(administrator, papers, now):
    for _ in range(5):
        with pytest.raises(Refused):
            await second_factor.check(administrator.id, "000000", now=now)
    with pytest.raises(TooMany):
        await second_factor.check(administrator.id, code(now), now=now)
    later = now + timedelta(minutes=15)
    assert await second_factor.check(administrator.id, code(later), now=later) == "code"


async def test_the_step_is_forgotten_after_a_quarter_of_an_hour(client, papers, password, standing_clock, now):
    await sign_in(client, password)
    later = now + timedelta(minutes=15)
    standing_clock(later)
    assert (await client.send_form("/bureau/connexion/code", code=code(later))).headers[
        "location"
    ] == "/bureau/connexion"


async def test_nothing_kept_can_be_read(administrator, papers):
    row = await SecondFactor.select().where(SecondFactor.staff == administrator.id).first()
    assert SECRET not in row["secret"]
    facts = " ".join(str(row["facts"]) for row in await Entry.select(Entry.facts))
    assert not any(paper in facts or paper.replace("-", "") in facts for paper in papers)
    assert SECRET not in facts


def shown(page):
    """Return the secret and the sealed copy that a page of set-up holds."""
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    return secret, re.search(r'name="sealed" value="([^"]+)"', page)[1]


async def test_codes_are_set_up_from_ones_own_page(signed_in, administrator, now):
    page = (await signed_in.get("/bureau/compte/code")).text
    assert "<svg" in page
    secret, sealed = shown(page)
    wrong = await signed_in.send_form("/bureau/compte/code", sealed=sealed, code="000000")
    assert (wrong.status_code, shown(wrong.text)) == (422, (secret, sealed))  # the same square
    good = await signed_in.send_form("/bureau/compte/code", sealed=sealed, code=code(now, secret=secret))
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", good.text)) == 10
    assert "no-store" in good.headers["cache-control"]
    page = (await signed_in.get(MEANS)).text
    assert "Il vous reste 10 codes de secours." in page
    with pytest.raises(Refused):  # the code that set it up does not enter too
        await second_factor.check(administrator.id, code(now, secret=secret), now=now)


async def test_a_square_is_for_one_person_and_half_an_hour(maker, administrator, now):
    own, other = await member(administrator.id), await member((await maker.staff()).id)
    offer = second_factor.propose(own, now=now)
    assert second_factor.proposed(own, offer.sealed, now=now + timedelta(minutes=30)) == offer
    for person, sealed, at in (
        (other, offer.sealed, now),
        (own, offer.sealed, now + timedelta(minutes=31)),
        (own, "", now),
        (own, offer.sealed[:-4] + "AAAA", now),
        (own, "é", now),
    ):
        with pytest.raises(Refused, match="proposal_late"):
            second_factor.proposed(person, sealed, now=at)


async def test_one_may_do_without_again_unless_ones_role_needs_it(signed_in, administrator, papers, now):
    path = "/bureau/compte/code/retirer"
    await steps.set_duties(frozenset({"administrator"}), by="system", subject=administrator.id, now=now)
    assert (await signed_in.send_form(path)).status_code == 422
    await steps.set_duties(frozenset({"desk"}), by="system", subject=administrator.id, now=now)
    assert (await signed_in.get(path)).status_code == 200
    assert (await signed_in.send_form(path)).headers["location"] == f"{MEANS}?fait=sans-code"
    assert (await signed_in.get(path)).status_code == 404


async def test_who_must_have_codes_sets_them_up_on_entering(client, maker, signed_in, password, now):
    library = await maker.library()
    person = await maker.staff("desk", library)
    answer = await signed_in.send_form("/bureau/equipe/codes", desk="1", nobody="1")
    assert answer.headers["location"] == "/bureau/equipe/codes?fait=garde"
    assert await queries.duties() == {"desk"}
    answer = await sign_in(client, password, await maker.email_of(person), "/bureau/programme")
    assert answer.headers["location"] == f"{PROTECTION}?retour=/bureau/programme"
    assert cookie_name() not in client.cookies
    secret, sealed = shown((await client.get(answer.headers["location"])).text)
    done = await client.send_form(PROTECTION, sealed=sealed, code=code(now, secret=secret), retour="/bureau/programme")
    assert done.status_code == 200
    assert 'href="/bureau/programme"' in done.text
    assert (await client.get("/bureau/bibliotheques")).status_code == 200
    assert (await client.get(PROTECTION)).headers["location"] == "/bureau/connexion"


async def test_a_passkey_needs_no_code(signed_in, client, administrator, papers, device, adding, entering, now):
    await steps.set_duties(frozenset({"administrator"}), by="system", subject=administrator.id, now=now)
    await adding(signed_in, device)
    assert (await entering(client, device)).headers["location"] == "/bureau"


async def test_an_administrator_helps_who_lost_their_telephone(signed_in, browser, maker, password, now):
    person = await maker.staff()
    await second_factor.set_up(person.id, SECRET, code(now), by="system", now=now)
    async with browser() as theirs:
        theirs.sign_in_with(await maker.login(person))
        path = f"/bureau/equipe/{person.id}/cles"
        assert "code de téléphone" in (await signed_in.get(path)).text
        assert (await signed_in.send_form(path)).headers["location"] == f"{path}?fait=retire"
        assert (await theirs.get("/bureau/bibliotheques")).status_code == 303  # out at once
        assert (await sign_in(theirs, password, await maker.email_of(person))).headers["location"] == "/bureau"
        assert (await theirs.get(path)).status_code == 403
    assert (await signed_in.send_form(path)).status_code == 422  # nothing left
    assert await Entry.exists().where(Entry.kind == "second_factor.reset")


async def test_passkeys_go_too_when_asked(signed_in, maker, administrator, device, adding):
    await adding(signed_in, device)
    await second_factor.reset(administrator.id, passkeys=True, by="system", now=maker.now)
    assert await queries.passkeys_of(administrator.id) == []


async def test_who_runs_the_machine_helps_as_well(administrator, papers):
    await reset_codes_of("Directrice@test.example", passkeys=False)
    assert not await queries.has_second_factor(administrator.id)
    with pytest.raises(Refused, match="nothing_to_reset"):
        await reset_codes_of(EMAIL, passkeys=True)
    with pytest.raises(NotFound):
        await reset_codes_of("inconnue@test.example", passkeys=False)


async def test_a_closed_account_gives_codes_in_vain(client, administrator, maker, papers, password, now):
    await maker.staff(administrator=True)
    await sign_in(client, password)
    await accounts.disable_staff(EMAIL, by="system", now=now)
    assert (await client.send_form("/bureau/connexion/code", code=code(now))).status_code == 422


async def test_what_was_begun_is_forgotten(administrator, now):
    secret = await steps.stop_halfway(administrator.id, now=now)
    await steps.sweep(now + timedelta(minutes=14))
    assert await steps.halfway(secret, now=now) == administrator.id
    await steps.sweep(now + timedelta(minutes=15))
    with pytest.raises(NotFound):
        await steps.halfway(secret, now=now)
