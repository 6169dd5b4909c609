"""Give a workshop or a session its picture, with words for those who do not see it; take it away."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.libraries.queries import require
from server.workshops.images import Made, made_again
from server.workshops.queries import PUBLIC
from server.workshops.sessions import locked
from server.workshops.tables import Image, ImageCopy, Session, Workshop
from server.workshops.views import Picture

LONGEST = 300
TOUCH = "UPDATE session SET version = version + 1, updated_at = {} WHERE workshop = {} AND state = 'published'"


@dataclass(frozen=True)
class Words:
    """What a picture shows, for those who do not see it; one that only decorates has none."""

    alt: str = ""
    decorative: bool = False

    def kept(self) -> str:
        """Return the words as they are kept; raises Invalid unless there are some or it only decorates."""
        if self.decorative:
            return ""
        if not self.alt.strip():
            raise Invalid({"alt": "alt_missing"})
        if len(self.alt) > LONGEST:
            raise Invalid({"alt": "too_long"})
        return self.alt.strip()


async def picture_workshop(workshop: UUID, data: bytes, words: Words, *, by: Person, now: datetime) -> None:
    """Give a workshop a picture; without `data` only its words change. Raises Invalid or NotFound."""
    alt, made = words.kept(), await _made(data)
    async with DB.transaction():
        library = await _workshop(workshop, by)
        await _put(Image.workshop, workshop, made, alt, now)
        await _touch_workshop(workshop, library, by, now)


async def picture_session(session: UUID, data: bytes, words: Words, *, by: Person, now: datetime) -> None:
    """Give one session a picture of its own; without `data` only its words change. Raises Invalid or NotFound."""
    alt, made = words.kept(), await _made(data)
    async with DB.transaction():
        held = await locked(session, by)
        await _put(Image.session, session, made, alt, now)
        await _touch_session(held, by, now)


async def unpicture_workshop(workshop: UUID, *, by: Person, now: datetime) -> None:
    """Take the picture of a workshop away; raises NotFound."""
    async with DB.transaction():
        library = await _workshop(workshop, by)
        await Image.delete().where(Image.workshop == workshop)
        await _touch_workshop(workshop, library, by, now)


async def unpicture_session(session: UUID, *, by: Person, now: datetime) -> None:
    """Take the picture of a session away: it shows its workshop's again; raises NotFound."""
    async with DB.transaction():
        held = await locked(session, by)
        await Image.delete().where(Image.session == session)
        await _touch_session(held, by, now)


async def _made(data: bytes) -> Made | None:
    """Return the picture made again, beside the loop: it takes a second of work."""
    return await asyncio.to_thread(made_again, data) if data else None


async def _workshop(workshop: UUID, by: Person) -> UUID | None:
    held = await Workshop.objects().where(Workshop.id == workshop).lock_rows("UPDATE").first()
    if held is None or held.practice:
        raise NotFound
    await require(by, held.library, Power.PLAN)
    library: UUID | None = held.library
    return library


async def _put(whose: Any, thing: UUID, made: Made | None, alt: str, now: datetime) -> None:
    """Replace the picture of a thing: each has an address of its own, kept for ever by who has seen it."""
    if made is None:
        if not await Image.update({Image.alt: alt}).where(whose == thing).returning(Image.id):
            raise Invalid({"image": "image_missing"})
        return
    await Image.delete().where(whose == thing)
    image = Image(id=new_id(), alt=alt, width=made.width, height=made.height, created_at=now)
    setattr(image, whose._meta.name, thing)
    await image.save()
    copies = [
        ImageCopy(id=new_id(), image=image.id, width=copy.width, kind=copy.kind, content=copy.content)
        for copy in made.copies
    ]
    await ImageCopy.insert(*copies)


async def _touch_workshop(workshop: UUID, library: UUID | None, by: Person, now: datetime) -> None:
    await Workshop.update({Workshop.updated_at: now, Workshop.version: Workshop.version + 1}).where(
        Workshop.id == workshop
    )
    await Session.raw(TOUCH, now, workshop)
    await journal.write("workshop.changed", workshop, by=by.by, now=now, library=library, changed=["picture"])


async def _touch_session(held: Session, by: Person, now: datetime) -> None:
    await Session.update({Session.updated_at: now, Session.version: held.version + 1}).where(Session.id == held.id)
    facts = {"changed": ["picture"], "public": held.state in PUBLIC, "told": False}
    await journal.write("session.changed", held.id, by=by.by, now=now, library=held.library, **facts)


async def of_workshop(workshop: UUID) -> Picture | None:
    """Return the picture of a workshop."""
    return await _one(Image.workshop == workshop)


async def of_session(session: UUID) -> Picture | None:
    """Return the picture that a session has of its own."""
    return await _one(Image.session == session)


async def _one(which: Any) -> Picture | None:
    row = await Image.select(Image.id, Image.alt, Image.width, Image.height).where(which).first()
    return Picture(**row) if row else None


async def copy_of(image: UUID, width: int, kind: str) -> bytes:
    """Return the bytes of a copy; raises NotFound."""
    wanted = (ImageCopy.image == image) & (ImageCopy.width == width) & (ImageCopy.kind == kind)
    row = await ImageCopy.select(ImageCopy.content).where(wanted).first()
    if row is None:
        raise NotFound
    return bytes(row["content"])
