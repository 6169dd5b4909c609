"""Let a program be told of what happens, change that, try it, and give it another secret."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB, wake
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.http import door
from server.foundation.ids import new_id
from server.foundation.settings import settings
from server.hooks import delivery, owing, rules
from server.hooks.queries import require_administrator
from server.hooks.tables import Hook, HookDelivery
from server.journal import actions as journal


async def make(name: str, url: str, kinds: Sequence[str] = (), *, by: Person, now: datetime) -> UUID:
    """Let an address be told of these kinds of things, of all when none is named; raises Invalid or Refused."""
    require_administrator(by)
    _check(name, url, kinds)
    if await Hook.count() >= rules.MOST_HOOKS:
        raise Refused("too_many_hooks")
    row = Hook(id=new_id(), name=name.strip(), url=url.strip(), kinds=_written(kinds), disabled_why="", made_at=now)
    async with DB.transaction():
        await row.save()
        await journal.write("hook.made", UUID(str(row.id)), by=by.by, now=now)
    return UUID(str(row.id))


def _check(name: str, url: str, kinds: Sequence[str]) -> None:
    rules.check(name, kinds)
    if len(url) > rules.ADDRESS:
        raise Invalid({"url": "too_long"})
    if not url.strip() or door().refusal(url.strip()):
        raise Invalid({"url": "hook_url_refused" if url.strip() else "missing"})


def _written(kinds: Sequence[str]) -> str:
    """Return the kinds as they are kept; all of them are kept as none, so that those to come are told too."""
    return "" if set(kinds) == set(rules.KINDS) else " ".join(kind for kind in rules.KINDS if kind in kinds)


async def change(hook: UUID, name: str, url: str, kinds: Sequence[str], *, by: Person, now: datetime) -> None:
    """Change what a hook is called, where it is and what it is told of; raises Invalid or NotFound."""
    _check(name, url, kinds)
    values: dict[Any, Any] = {Hook.name: name.strip(), Hook.url: url.strip(), Hook.kinds: _written(kinds)}
    await _changed(hook, values, "hook.changed", by, now)


async def show_secret(hook: UUID, *, by: Person, now: datetime) -> str:
    """Return the secret of a hook (`whsec_…`), once: raises Refused when it has been shown, or NotFound."""
    require_administrator(by)
    async with DB.transaction():
        held = await Hook.objects().where(Hook.id == hook).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        if not held.unseen:
            raise Refused("hook_secret_seen")
        await Hook.update({Hook.unseen: 0}).where(Hook.id == hook)
        await journal.write("hook.secret_shown", hook, by=by.by, now=now)
    return rules.spelled(rules.secret(settings().secret, hook, held.generation))


async def renew(hook: UUID, *, by: Person, now: datetime) -> None:
    """Give a hook another secret; the one before goes on signing beside it for two days. Raises NotFound."""
    values: dict[Any, Any] = {
        Hook.generation: Hook.generation + 1,
        Hook.unseen: 1,
        Hook.overlap_until: now + rules.OVERLAP,
    }
    await _changed(hook, values, "hook.renewed", by, now)


async def pause(hook: UUID, *, by: Person, now: datetime) -> None:
    """Tell a hook nothing more until it is started again; raises NotFound."""
    await _known(hook, by)
    await delivery.stop(hook, "staff", by=by.by, now=now)


async def start(hook: UUID, *, by: Person, now: datetime) -> None:
    """Tell a hook again of what happens from now on; raises NotFound."""
    values: dict[Any, Any] = {Hook.disabled_at: None, Hook.disabled_why: "", Hook.failing_since: None}
    await _changed(hook, values, "hook.started", by, now)


async def remove(hook: UUID, *, by: Person, now: datetime) -> None:
    """Forget a hook and what it was told; raises NotFound."""
    await _known(hook, by)
    async with DB.transaction():
        if not await Hook.delete().where(Hook.id == hook).returning(Hook.id):
            raise NotFound
        await journal.write("hook.removed", hook, by=by.by, now=now)


async def test(hook: UUID, *, by: Person, now: datetime) -> None:
    """Owe a hook something that says only that it is a test; raises Refused or NotFound."""
    await _running(hook, by)
    async with DB.transaction():
        await owing.owe_to(hook, rules.TESTED, hook, {"id": str(hook)}, now=now)
        await wake("hooks")
        await journal.write("hook.tested", hook, by=by.by, now=now)


async def tell_again(hook: UUID, told: UUID, *, by: Person, now: datetime) -> None:
    """Tell once more what was told or given up, under the same `webhook-id`; raises Refused or NotFound."""
    await _running(hook, by)
    mine = (HookDelivery.id == told) & (HookDelivery.hook == hook)
    values: dict[Any, Any] = {HookDelivery.state: "owed", HookDelivery.attempts: 0, HookDelivery.due_at: now}
    async with DB.transaction():
        if not await HookDelivery.update(values).where(mine).returning(HookDelivery.id):
            raise NotFound
        await wake("hooks")
        await journal.write("hook.told_again", hook, by=by.by, now=now, delivery=told)


async def _known(hook: UUID, by: Person) -> dict[str, Any]:
    require_administrator(by)
    found = await Hook.select(Hook.id, Hook.disabled_at).where(Hook.id == hook).first()
    if found is None:
        raise NotFound
    return found


async def _running(hook: UUID, by: Person) -> None:
    if (await _known(hook, by))["disabled_at"] is not None:
        raise Refused("hook_stopped")


async def _changed(hook: UUID, values: dict[Any, Any], kind: str, by: Person, now: datetime) -> None:
    require_administrator(by)
    async with DB.transaction():
        if not await Hook.update(values).where(Hook.id == hook).returning(Hook.id):
            raise NotFound
        await journal.write(kind, hook, by=by.by, now=now)
