"""For administrators: help who has lost their telephone, and say who needs a code beside a password."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import StaffRow, member
from server.entry import queries, second_factor, steps, words
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/equipe/{staff_id:uuid}/cles", opt={"power": Power.RUN_ACCOUNTS})
async def means_of(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[str]:
    """By what somebody enters, and the button for when it is lost."""
    return await _page(request, await member(staff_id), {})


async def _page(request: AnyRequest, person: StaffRow, errors: dict[str, str]) -> Response[str]:
    return page(
        request,
        "entry/means_of.html",
        status=422 if errors else 200,
        member=person,
        passkeys=await queries.passkeys_of(person.id),
        factor=await queries.second_factor_of(person.id),
        done=request.query_params.get("fait", ""),
        errors=errors,
    )


@post("/equipe/{staff_id:uuid}/cles", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def reset(request: AnyRequest, staff_id: FromPath[UUID]) -> Response[Any]:
    """Take somebody's codes away, and their passkeys if asked; they are told."""
    form, person = await form_of(request), await member(staff_id)
    keys, by = form.get("passkeys") == "1", person_of(request).by
    try:
        await second_factor.reset(person.id, passkeys=keys, by=by, now=clock.now())
    except Refused as error:
        return await _page(request, person, faults(error, language_of(request), otherwise="reset"))
    return see_other(f"/bureau/equipe/{staff_id}/cles?fait=retire")


@get("/equipe/codes", opt={"power": Power.RUN_ACCOUNTS})
async def who_must(request: AnyRequest) -> Response[str]:
    """Which roles need a code beside a password."""
    roles = choices(words.DUTIES, language_of(request))
    done = request.query_params.get("fait", "")
    return page(request, "entry/duties.html", roles=roles, chosen=await queries.duties(), done=done, errors={})


@post("/equipe/codes", opt={"power": Power.RUN_ACCOUNTS}, status_code=303)
async def say_who_must(request: AnyRequest) -> Response[Any]:
    """Keep the roles that need a code."""
    form, person = await form_of(request), person_of(request)
    roles = frozenset(role for role in words.DUTIES if form.get(role) == "1")
    await steps.set_duties(roles, by=person.by, subject=person.id, now=clock.now())
    return see_other("/bureau/equipe/codes?fait=garde")


HANDLERS = [means_of, reset, who_must, say_who_must]
