"""Webhooks for programs of administrators: make, read, change, try, renew, tell again, remove."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET, UnsetType

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.problems import answers
from server.foundation.words import clean
from server.hooks import actions, queries, rules

AnyRequest = Request[Any, Any, Any]


class NewHook(msgspec.Struct, forbid_unknown_fields=True):
    """An address to tell. `kinds`: session.published, session.changed, session.cancelled, session.withdrawn,
    session.seats_changed; none of them means all, those of later versions too.
    """

    name: str
    url: str
    kinds: list[str] = []


class HookChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change of a webhook; what is left out stays. `running`: false to stop it, true to start it again."""

    name: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    kinds: list[str] | UnsetType = UNSET
    running: bool | UnsetType = UNSET


class Hook(msgspec.Struct):
    """A webhook. `owed`: how many things wait to be told; `told_at`: when it last answered well.

    `disabled_why`: staff, gone (it answered 410), failing (for five days), or empty. `overlap_until`: until when the
    secret before signs too.
    """

    id: UUID
    name: str
    url: str
    kinds: list[str]
    owed: int
    told_at: datetime | None
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: str
    overlap_until: datetime | None


class HookWithSecret(msgspec.Struct):
    """A webhook and its secret (`whsec_…`), which is shown only here."""

    hook: Hook
    secret: str


class Delivery(msgspec.Struct):
    """Something told. `id`: its `webhook-id`; `state`: owed, sent or dead; `status`: of the last answer, 0 for none."""

    id: UUID
    kind: str
    subject: UUID
    state: str
    attempts: int
    due_at: datetime
    status: int
    error: str
    took_ms: int
    tried_at: datetime | None
    created_at: datetime


def _shown(view: queries.HookView) -> Hook:
    return Hook(**{name: getattr(view, name) for name in Hook.__struct_fields__} | {"kinds": list(view.kinds)})


async def _hook(request: AnyRequest, hook: UUID) -> Hook:
    return _shown(await queries.hook(person_of(request), hook))


async def _with_secret(request: AnyRequest, hook: UUID) -> HookWithSecret:
    secret = await actions.show_secret(hook, by=person_of(request), now=clock.now())
    return HookWithSecret(await _hook(request, hook), secret)


@get("/hooks", opt={"power": Power.RUN_HOOKS}, responses=answers(401, 404))
async def listed(request: AnyRequest) -> list[Hook]:
    """All webhooks, for an administrator."""
    return [_shown(view) for view in await queries.hooks(person_of(request))]


@post("/hooks", opt={"power": Power.RUN_HOOKS}, status_code=201, responses=answers(400, 401, 404, 409))
async def make(request: AnyRequest, data: JSONBody[NewHook]) -> Response[HookWithSecret]:
    """Let an address be told, signed as Standard Webhooks say (`webhook-signature`, HMAC-SHA-256)."""
    made = await actions.make(clean(data.name), clean(data.url), data.kinds, by=person_of(request), now=clock.now())
    headers = {"location": f"/api/v1/hooks/{made}"}
    return Response(await _with_secret(request, made), status_code=201, headers=headers)


@get("/hooks/{hook_id:uuid}", opt={"power": Power.RUN_HOOKS}, responses=answers(401, 404))
async def read(request: AnyRequest, hook_id: FromPath[UUID]) -> Hook:
    """One webhook."""
    return await _hook(request, hook_id)


@patch("/hooks/{hook_id:uuid}", opt={"power": Power.RUN_HOOKS}, responses=answers(400, 401, 404))
async def change(request: AnyRequest, hook_id: FromPath[UUID], data: JSONBody[HookChange]) -> Hook:
    """Change a webhook, stop it or start it again."""
    by, now = person_of(request), clock.now()
    before = await queries.hook(by, hook_id)
    name, url = (clean(new) if (new := getattr(data, field)) is not UNSET else "" for field in ("name", "url"))
    held = before.kinds or rules.KINDS
    kinds = held if data.kinds is UNSET else data.kinds or rules.KINDS
    given = (
        before.name if data.name is UNSET else name,
        before.url if data.url is UNSET else url,
        kinds,
    )
    if given != (before.name, before.url, held):
        await actions.change(hook_id, *given, by=by, now=now)
    if data.running is not UNSET:
        await (actions.start if data.running else actions.pause)(hook_id, by=by, now=now)
    return await _hook(request, hook_id)


@delete("/hooks/{hook_id:uuid}", opt={"power": Power.RUN_HOOKS}, status_code=204, responses=answers(401, 404))
async def remove(request: AnyRequest, hook_id: FromPath[UUID]) -> None:
    """Forget a webhook and what it was told."""
    await actions.remove(hook_id, by=person_of(request), now=clock.now())


@post("/hooks/{hook_id:uuid}/secret", opt={"power": Power.RUN_HOOKS}, status_code=201, responses=answers(401, 404))
async def renew(request: AnyRequest, hook_id: FromPath[UUID]) -> HookWithSecret:
    """Give a webhook another secret; the one before goes on signing beside it for two days."""
    await actions.renew(hook_id, by=person_of(request), now=clock.now())
    return await _with_secret(request, hook_id)


@post("/hooks/{hook_id:uuid}/test", opt={"power": Power.RUN_HOOKS}, status_code=202, responses=answers(401, 404, 409))
async def test(request: AnyRequest, hook_id: FromPath[UUID]) -> Hook:
    """Tell a webhook something that says only that it is a test (`hook.tested`)."""
    await actions.test(hook_id, by=person_of(request), now=clock.now())
    return await _hook(request, hook_id)


@get("/hooks/{hook_id:uuid}/deliveries", opt={"power": Power.RUN_HOOKS}, responses=answers(401, 404))
async def deliveries(request: AnyRequest, hook_id: FromPath[UUID]) -> list[Delivery]:
    """What a webhook was told or is owed, the latest first; 50 at most, of the last month."""
    await queries.hook(person_of(request), hook_id)
    names = Delivery.__struct_fields__
    return [Delivery(**{name: getattr(view, name) for name in names}) for view in await queries.deliveries(hook_id)]


@post(
    "/hooks/{hook_id:uuid}/deliveries/{told_id:uuid}/redelivery",
    opt={"power": Power.RUN_HOOKS},
    status_code=202,
    responses=answers(401, 404, 409),
)
async def tell_again(request: AnyRequest, hook_id: FromPath[UUID], told_id: FromPath[UUID]) -> Hook:
    """Tell something once more, under the same `webhook-id`."""
    await actions.tell_again(hook_id, told_id, by=person_of(request), now=clock.now())
    return await _hook(request, hook_id)


PROGRAMS: list[ControllerRouterHandler] = [
    listed,
    make,
    read,
    change,
    remove,
    renew,
    test,
    deliveries,
    tell_again,
]
