"""Publish a version of the charter, note who signed it, and who leaves it."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.foundation.words import clean, fold, one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.partners.access import today
from server.partnerships import rules
from server.partnerships.rules import Signing
from server.partnerships.tables import CharterCommunity, CharterSignature, CharterVersion

FIRST_TITLE = "Charte de l'inclusion numérique en bibliothèque"
FIRST_WORDS = (Path(__file__).parent / "charter.txt").read_text("utf-8")  # what the first version is written from
# Two versions written at once would have the same number.
ALONE = "LOCK TABLE charter_version IN SHARE ROW EXCLUSIVE MODE"


async def publish(title: str, words: str, *, by: Person, now: datetime) -> int:
    """Publish a new version and return its number; former ones stay as they are. Raises Invalid, Refused, NotFound."""
    await require(by, None, Power.RUN_CHARTER)
    title, words = one_line(title), clean(words)
    async with DB.transaction():
        await CharterVersion.raw(ALONE)
        latest = await _latest()
        rules.check_version(title, words, latest.words if latest else "")
        text = rules.canonical(title, words)
        made = CharterVersion(id=new_id(), title=title, words=text, digest=rules.digest(text), created_at=now)
        made.number = latest.number + 1 if latest else 1
        made.published_on = today(now)
        await made.save()
        await journal.write("charter.published", made.id, by=by.by, now=now, number=made.number, digest=made.digest)
    return int(made.number)


async def sign(signing: Signing, *, by: Person, now: datetime) -> UUID:
    """Note that a community signed the current version; return the community. Raises as `publish`."""
    await require(by, None, Power.RUN_CHARTER)
    signing = _tidied(signing)
    version = await _to_sign()
    rules.check_signing(signing, version.published_on, today(now))
    async with DB.transaction():
        folded = fold(signing.community)
        if await CharterCommunity.exists().where(CharterCommunity.folded == folded):
            raise Invalid({"community": "already_signatory"})
        made = CharterCommunity(id=new_id(), name=signing.community, folded=folded, kind=signing.kind)
        made.place = signing.place
        made.created_at = made.updated_at = now
        await made.save()
        await _sign(made.id, version, signing, by, now)
    return made.id


async def sign_again(community: UUID, signing: Signing, *, by: Person, now: datetime) -> None:
    """Note that a community signed the current version too; its name, kind and place may be mended on the way.

    Raises as `publish`; Refused when it signed this version already.
    """
    await require(by, None, Power.RUN_CHARTER)
    signing = _tidied(signing)
    version = await _to_sign()
    rules.check_signing(signing, version.published_on, today(now))
    async with DB.transaction():
        held = await _held(community)
        once = (CharterSignature.community == community) & (CharterSignature.version == version.id)
        if await CharterSignature.exists().where(once):
            raise Refused("signed_already")
        others = (CharterCommunity.folded == fold(signing.community)) & (CharterCommunity.id != community)
        if await CharterCommunity.exists().where(others):
            raise Invalid({"community": "already_signatory"})
        held.name, held.folded = signing.community, fold(signing.community)
        held.kind, held.place = signing.kind, signing.place
        held.withdrawn_on, held.updated_at = None, now
        await held.save()
        await _sign(community, version, signing, by, now)


async def withdraw(community: UUID, *, by: Person, now: datetime) -> None:
    """Note that a community leaves the charter; what it signed stays written. Raises NotFound."""
    await require(by, None, Power.RUN_CHARTER)
    async with DB.transaction():
        held = await _held(community)
        if held.withdrawn_on is not None:
            return
        held.withdrawn_on, held.updated_at = today(now), now
        await held.save()
        await journal.write("charter.left", community, by=by.by, now=now)


async def _latest() -> CharterVersion | None:
    return await CharterVersion.objects().order_by(CharterVersion.number, ascending=False).first()


async def _to_sign() -> CharterVersion:
    """Return the version that is signed today; raises Refused when there is none."""
    version = await _latest()
    if version is None:
        raise Refused("no_charter")
    return version


async def _held(community: UUID) -> CharterCommunity:
    held = await CharterCommunity.objects().where(CharterCommunity.id == community).lock_rows().first()
    if held is None:
        raise NotFound
    return held


async def _sign(community: UUID, version: CharterVersion, signing: Signing, by: Person, now: datetime) -> None:
    made = CharterSignature(id=new_id(), community=community, version=version.id, digest=version.digest)
    made.signatory, made.quality, made.signed_on = signing.signatory, signing.quality, signing.signed_on
    made.erase_on = rules.years_after(made.signed_on, rules.NAME_KEPT_YEARS)
    made.created_at = now
    await made.save()
    await journal.write("charter.signed", community, by=by.by, now=now, number=version.number, digest=version.digest)


def _tidied(signing: Signing) -> Signing:
    texts = (signing.community, signing.place, signing.signatory, signing.quality)
    community, place, signatory, quality = (one_line(text) for text in texts)
    return Signing(community, signing.kind, place, signatory, quality, signing.signed_on)
