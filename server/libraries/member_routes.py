"""The sheet of a member of staff: their roles, the link that lets them in, their tokens, the end of their account."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts import actions as accounts
from server.accounts import links, logins
from server.accounts import queries as staff_queries
from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import LinkRow, StaffRow
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import queries, teaming, words

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/equipe"


@get("/equipe/{staff_id:uuid}", opt={"power": Power.RUN_TEAM})
async def member(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[str]:
    """Show the sheet."""
    return await _sheet(request, staff_id, {})


@post("/equipe/{staff_id:uuid}/role", opt={"power": Power.RUN_TEAM}, status_code=303)
async def give_role(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Give a role in a library, or take it back."""
    form, person = await form_of(request), person_of(request)
    staff, library = await teaming.one_of_team(person, staff_id), await queries.by_slug(form.get("library", ""))
    try:
        await teaming.give_role(staff.id, library.id, form.get("role", ""), by=person, now=clock.now())
    except Refused as error:
        return await _sheet(request, staff_id, faults(error, language_of(request), otherwise="role"))
    shown = any(row.id == staff_id for row in (await teaming.team(person))[0])
    return see_other(f"{HOME}/{staff_id}?fait=role" if shown else f"{HOME}?fait=role")


@post("/equipe/{staff_id:uuid}/lien", opt={"power": Power.RUN_TEAM}, status_code=303)
async def send_again(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Send a link again: the invitation, or one to choose another password."""
    await teaming.send_again(staff_id, language_of(request), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/{staff_id}?fait=lien")


@get("/equipe/{staff_id:uuid}/retrait", opt={"power": Power.RUN_TEAM})
async def ask_to_take_back(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[str]:
    """Ask before taking an invitation back."""
    found = await teaming.one_to_take_back(person_of(request), staff_id)
    return page(request, "libraries/take_back.html", private=True, member=found)


@post("/equipe/{staff_id:uuid}/retrait", opt={"power": Power.RUN_TEAM}, status_code=303)
async def take_back(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Take an invitation back: the link opens nothing any more."""
    await teaming.take_back(staff_id, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=retrait")


@post("/equipe/{staff_id:uuid}/administration", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def name_administrator(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Let somebody administer the network, or no more."""
    yes = (await form_of(request)).get("administrator") == "1"
    try:
        await accounts.name_administrator(staff_id, yes, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _sheet(request, staff_id, faults(error, language_of(request), otherwise="administrator"))
    return see_other(f"{HOME}/{staff_id}?fait=role")


@post("/equipe/{staff_id:uuid}/jetons/{token:uuid}/retrait", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def revoke_token(request: AnyRequest, staff_id: FromPath[UUID], token: FromPath[UUID]) -> Response[Any]:
    """Stop a token of somebody at once."""
    await logins.revoke_token(staff_id, token, by=person_of(request).by, now=clock.now())
    return see_other(f"{HOME}/{staff_id}?fait=jeton")


@get("/equipe/{staff_id:uuid}/fermer", opt={"power": Power.RUN_ACCOUNTS})
async def confirm_disable(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[str]:
    """Ask before closing an account."""
    return page(request, "libraries/disable.html", member=await staff_queries.member(staff_id), errors={})


@post("/equipe/{staff_id:uuid}/fermer", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def disable(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Close an account: its links, logins and tokens stop at once."""
    person = await staff_queries.member(staff_id)
    try:
        await accounts.disable_staff(person.email, by=person_of(request).by, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="close")
        return page(request, "libraries/disable.html", status=422, member=person, errors=errors)
    return see_other(HOME)


@post("/equipe/{staff_id:uuid}/rouvrir", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def reopen(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Open a closed account again."""
    await accounts.reopen_staff(staff_id, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/{staff_id}?fait=rouvert")


async def _sheet(request: AnyRequest, staff_id: UUID, errors: dict[str, str]) -> Response[str]:
    person, now = person_of(request), clock.now()
    found = await teaming.one_of_team(person, staff_id)
    held = (await teaming.team(person))[1].get(staff_id, [])
    run = await queries.libraries_for(person, Power.RUN_TEAM)
    of_accounts = person.may_somewhere(Power.RUN_ACCOUNTS)
    link = (await staff_queries.links_of([staff_id], now)).get(staff_id)
    over = await teaming.may_hand_over(person, found)
    slugs = {library.id: library.slug for library in run}
    return page(
        request,
        "libraries/member.html",
        status=422 if errors else 200,
        private=True,
        member=found,
        link=link,
        address=_to_copy(found, link) if over else "",
        may_take_back=over and not found.joined,
        held=[{"slug": slugs[library], "name": name, "role": role} for library, name, role in held],
        addable=[{"value": each.slug, "label": each.name} for each in run if each.id not in {one[0] for one in held}],
        roles=choices(words.ROLES, language_of(request)),
        tokens=await staff_queries.tokens_of(staff_id, now) if of_accounts else [],
        of_accounts=of_accounts,
        oneself=staff_id == person.id,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


def _to_copy(found: StaffRow, link: LinkRow | None) -> str:
    """Return the address of a link that is good and that no mail carries: to be copied and handed over."""
    if settings().mail_url or found.disabled or link is None or link.state != "open":
        return ""
    return links.address_of(link.kind, link.id)


HANDLERS = [
    member,
    give_role,
    send_again,
    ask_to_take_back,
    take_back,
    name_administrator,
    revoke_token,
    confirm_disable,
    disable,
    reopen,
]
