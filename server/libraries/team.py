"""The team: who has an account, what they may do in each library, their passwords and their programs' tokens."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts import actions as accounts
from server.accounts import queries as staff_queries
from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import actions, queries, words

AnyRequest = Request[Any, Any, Any]


@get("/equipe", opt={"power": Power.RUN_ACCOUNTS})
async def team(request: AnyRequest) -> Response[str]:
    """Everyone who has an account."""
    return await _team_page(request, {}, {})


@post("/equipe", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def add(request: AnyRequest) -> Response[Any]:
    """Add a member of staff, then show their sheet, where roles are given."""
    form = await form_of(request)
    try:
        added = await accounts.add_staff(
            form.get("email", ""),
            form.get("name", ""),
            form.get("password", ""),
            administrator=form.get("administrator") == "1",
            by=person_of(request).by,
            now=clock.now(),
        )
    except Refused as error:
        return await _team_page(request, form, faults(error, language_of(request), otherwise="email"))
    return see_other(f"/bureau/equipe/{added}")


async def _team_page(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    roles = await queries.appointments()
    labels = {choice["value"]: choice["label"] for choice in choices(words.ROLES, language_of(request))}
    rows = [
        {"member": member, "roles": [f"{name} : {labels[role]}" for _, name, role in roles.get(member.id, [])]}
        for member in await staff_queries.all_staff()
    ]
    values = {name: value for name, value in values.items() if name != "password"}
    status = 422 if errors else 200
    return page(request, "libraries/team.html", status=status, rows=rows, values=values, errors=errors)


@get("/equipe/{staff_id:uuid}", opt={"power": Power.RUN_ACCOUNTS})
async def member(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[str]:
    """The sheet of a member of staff: roles, password, token."""
    return await _member_page(request, staff_id, {})


@post("/equipe/{staff_id:uuid}/role", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def appoint(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Give a role in a library, or take it back."""
    form, person = await form_of(request), await staff_queries.member(staff_id)
    library, by = await queries.by_slug(form.get("library", "")), person_of(request).by
    if not form.get("role"):
        await actions.dismiss(person.id, library.id, by=by, now=clock.now())
        return see_other(f"/bureau/equipe/{staff_id}")
    try:
        await actions.appoint(person.id, library.id, form["role"], by=by, now=clock.now())
    except Refused as error:
        return await _member_page(request, staff_id, faults(error, language_of(request), otherwise="role"))
    return see_other(f"/bureau/equipe/{staff_id}")


@post("/equipe/{staff_id:uuid}/mot-de-passe", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def set_password(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Give another password; the person's logins end."""
    form, person = await form_of(request), await staff_queries.member(staff_id)
    try:
        await accounts.set_password(person.email, form.get("password", ""), by=person_of(request).by, now=clock.now())
    except Refused as error:
        return await _member_page(request, staff_id, faults(error, language_of(request), otherwise="password"))
    return see_other(f"/bureau/equipe/{staff_id}?fait=mot-de-passe")


@post("/equipe/{staff_id:uuid}/jeton", opt={"power": Power.RUN_ACCOUNTS}, status_code=200)
async def give_token(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[str]:
    """Give a token for a program and show it, this once."""
    person = await staff_queries.member(staff_id)
    token = await accounts.give_token(person.email, by=person_of(request).by, now=clock.now())
    return page(request, "libraries/token.html", member=person, token=token)


@get("/equipe/{staff_id:uuid}/fermer", opt={"power": Power.RUN_ACCOUNTS})
async def confirm_disable(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[str]:
    """Ask before closing an account."""
    return page(request, "libraries/disable.html", member=await staff_queries.member(staff_id), errors={})


@post("/equipe/{staff_id:uuid}/fermer", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def disable(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Close an account: its logins and tokens stop at once."""
    person = await staff_queries.member(staff_id)
    try:
        await accounts.disable_staff(person.email, by=person_of(request).by, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="close")
        return page(request, "libraries/disable.html", status=422, member=person, errors=errors)
    return see_other("/bureau/equipe")


async def _member_page(request: AnyRequest, staff_id: UUID, errors: dict[str, str]) -> Response[str]:
    person = await staff_queries.member(staff_id)
    held = {library: role for library, _, role in (await queries.appointments()).get(staff_id, [])}
    libraries = [{"library": library, "role": held.get(library.id, "")} for library in await queries.all_libraries()]
    return page(
        request,
        "libraries/member.html",
        status=422 if errors else 200,
        member=person,
        libraries=libraries,
        roles=choices(words.ROLES, language_of(request)),
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


HANDLERS = [team, add, member, appoint, set_password, give_token, confirm_disable, disable]
