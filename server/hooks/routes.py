"""The pages of webhooks, for administrators: the list, a sheet with what was told last, and what can be done."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.hooks import actions, queries, rules, words

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/webhooks"
DOING = {"essai": actions.test, "pause": actions.pause, "marche": actions.start, "cle-neuve": actions.renew}


@get("/webhooks", opt={"power": Power.RUN_HOOKS})
async def home(request: AnyRequest) -> Response[str]:
    """Show all webhooks."""
    found = await queries.hooks(person_of(request))
    return page(request, "hooks/list.html", hooks=found, done=request.query_params.get("fait", ""))


@get("/webhooks/nouveau", opt={"power": Power.RUN_HOOKS})
async def ask(request: AnyRequest) -> Response[str]:
    """The form of a new one."""
    return _form(request, None, {f"kind_{kind}": "1" for kind in rules.KINDS}, {})


@post("/webhooks/nouveau", opt={"power": Power.RUN_HOOKS}, status_code=303)
async def make(request: AnyRequest) -> Response[Any]:
    """Make a webhook, and go to its sheet, where its key can be seen."""
    form = await form_of(request)
    try:
        made = await actions.make(*_typed(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return _form(request, None, form, faults(error, language_of(request), otherwise="url"))
    return see_other(f"{HOME}/{made}?fait=nouveau")


@get("/webhooks/{hook_id:uuid}", opt={"power": Power.RUN_HOOKS})
async def show(request: AnyRequest, hook_id: FromPath[UUID]) -> Response[str]:
    """Show a webhook, and what it was told last."""
    return await _sheet(request, hook_id, {})


@get("/webhooks/{hook_id:uuid}/changement", opt={"power": Power.RUN_HOOKS})
async def ask_change(request: AnyRequest, hook_id: FromPath[UUID]) -> Response[str]:
    """The form of one that is there."""
    found = await queries.hook(person_of(request), hook_id)
    ticked = {f"kind_{kind}": "1" for kind in found.kinds or rules.KINDS}
    return _form(request, found, {"name": found.name, "url": found.url, **ticked}, {})


@post("/webhooks/{hook_id:uuid}/changement", opt={"power": Power.RUN_HOOKS}, status_code=303)
async def change(request: AnyRequest, hook_id: FromPath[UUID]) -> Response[Any]:
    """Change a webhook."""
    form, person = await form_of(request), person_of(request)
    found = await queries.hook(person, hook_id)
    try:
        await actions.change(hook_id, *_typed(form), by=person, now=clock.now())
    except Refused as error:
        return _form(request, found, form, faults(error, language_of(request), otherwise="url"))
    return see_other(f"{HOME}/{hook_id}?fait=garde")


@post("/webhooks/{hook_id:uuid}/cle", opt={"power": Power.RUN_HOOKS}, status_code=200)
async def show_secret(request: AnyRequest, hook_id: FromPath[UUID]) -> Response[str]:
    """Show the key, this once."""
    person = person_of(request)
    found = await queries.hook(person, hook_id)
    try:
        secret = await actions.show_secret(hook_id, by=person, now=clock.now())
    except Refused as error:
        return await _sheet(request, hook_id, faults(error, language_of(request), otherwise="cle"))
    return page(request, "hooks/secret.html", hook=found, secret=secret)


@post("/webhooks/{hook_id:uuid}/action", opt={"power": Power.RUN_HOOKS}, status_code=303)
async def act(request: AnyRequest, hook_id: FromPath[UUID]) -> Response[Any]:
    """Try a webhook, stop it, start it again, or give it another key."""
    wanted = (await form_of(request)).get("action", "")
    if wanted not in DOING:
        return await _sheet(request, hook_id, {})
    doing = DOING[wanted](hook_id, by=person_of(request), now=clock.now())
    return await _done(request, hook_id, doing, wanted)


@post("/webhooks/{hook_id:uuid}/envois/{told_id:uuid}", opt={"power": Power.RUN_HOOKS}, status_code=303)
async def tell_again(request: AnyRequest, hook_id: FromPath[UUID], told_id: FromPath[UUID]) -> Response[Any]:
    """Tell something once more."""
    doing = actions.tell_again(hook_id, told_id, by=person_of(request), now=clock.now())
    return await _done(request, hook_id, doing, "encore")


@get("/webhooks/{hook_id:uuid}/retrait", opt={"power": Power.RUN_HOOKS})
async def ask_removal(request: AnyRequest, hook_id: FromPath[UUID]) -> Response[str]:
    """Ask before a webhook is removed."""
    return page(request, "hooks/remove.html", hook=await queries.hook(person_of(request), hook_id))


@post("/webhooks/{hook_id:uuid}/retrait", opt={"power": Power.RUN_HOOKS}, status_code=303)
async def remove(request: AnyRequest, hook_id: FromPath[UUID]) -> Response[Any]:
    """Remove a webhook."""
    await actions.remove(hook_id, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=retire")


def _typed(form: dict[str, str]) -> tuple[str, str, list[str]]:
    kinds = [kind for kind in rules.KINDS if form.get(f"kind_{kind}")]
    return form.get("name", ""), form.get("url", ""), kinds


def _form(
    request: AnyRequest, found: queries.HookView | None, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    kinds = choices({kind: words.KINDS[kind] for kind in rules.KINDS}, language_of(request))
    status = 422 if errors else 200
    return page(request, "hooks/form.html", status=status, hook=found, values=values, errors=errors, kinds=kinds)


async def _sheet(request: AnyRequest, hook: UUID, errors: dict[str, str]) -> Response[str]:
    found, language = await queries.hook(person_of(request), hook), language_of(request)

    def said(labels: dict[str, str]) -> dict[str, str]:
        return {each["value"]: each["label"] for each in choices(labels, language)}

    return page(
        request,
        "hooks/sheet.html",
        status=422 if errors else 200,
        hook=found,
        told=await queries.deliveries(hook),
        kinds=said(words.KINDS),
        states=said(words.STATES),
        why=said(words.WHY),
        done=request.query_params.get("fait", ""),
        errors=errors,
    )


async def _done(request: AnyRequest, hook: UUID, doing: Awaitable[None], word: str) -> Response[Any]:
    try:
        await doing
    except Refused as error:
        return await _sheet(request, hook, faults(error, language_of(request), otherwise="envois"))
    return see_other(f"{HOME}/{hook}?fait={word}")


HANDLERS: list[ControllerRouterHandler] = [
    home,
    ask,
    make,
    show,
    ask_change,
    change,
    show_secret,
    act,
    tell_again,
    ask_removal,
    remove,
]
