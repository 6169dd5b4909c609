"""Notes: a cancellation or another date in words, for servers on which an Update of an event is not seen."""

from datetime import datetime

from federation import keyring, owing
from federation.node import Node
from federation.receivers import Receivers
from federation.wire import Event, activity, note


async def owe(node: Node, event: Event, text: str, to: Receivers, *, now: datetime) -> None:
    """Owe a Note of the owner about its event to those who follow it, and its Announce to those of the instance.

    `text` is plain, in the language of the event. Nothing is kept where nobody reads notes. Runs in the
    caller's transaction.
    """
    if not to.once and not to.shown:
        return
    followers = f"{event.owner}/followers"
    written = note.write(
        text,
        id=f"{event.id}/notes/{event.version}",
        event=event.id,
        page=event.url,
        owner=event.owner,
        followers=followers,
        language=event.language,
        at=now,
    )
    said = activity.create(written, id=f"{event.id}/activites/{event.version}-note", actor=event.owner, at=now)
    await owing.owe(said, to.once, thing=event.id, public=True, now=now)
    if to.shown:
        pointed = activity.announce(
            written["id"],
            id=f"{node.url}/ap/annonces/{event.uuid}/note-{event.version}",
            actor=node.actor,
            followers=f"{node.actor}/followers",
            at=now,
        )
        pointed = await keyring.prove(node, pointed, now=now)
        pointed = await keyring.prove(node, pointed, now=now)
        await owing.owe(pointed, to.shown, thing=event.id, public=False, now=now)
