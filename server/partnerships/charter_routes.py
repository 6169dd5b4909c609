"""The charter for all to read, check and print; its versions and who signs it, for administrators."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.partnerships import charter, charter_queries, rules, words
from server.partnerships.charter_map import HEIGHT, WIDTH, dots
from server.partnerships.charter_queries import Signatory, VersionView
from server.partnerships.paper import Section, paper
from server.partnerships.rules import Signing
from server.prints.routes import pdf
from server.workshops import local_time

AnyRequest = Request[Any, Any, Any]
PUBLIC = {"access": "public"}
RUN = {"power": Power.RUN_CHARTER}
OWN_TEXT = N_("Ce texte est celui de notre réseau. Ce n'est pas un texte officiel de l'État.")


@get("/charte", opt=PUBLIC)
async def current(request: AnyRequest) -> Response[str]:
    """The charter as it is now, and who signed it."""
    versions = await charter_queries.versions()
    return await _shown(request, versions[0] if versions else None, versions)


@get("/charte/{number:int}", opt=PUBLIC)
async def former(request: AnyRequest, number: FromPath[int]) -> Response[str]:
    """A version of the charter."""
    return await _shown(request, await charter_queries.version(number), await charter_queries.versions())


@get("/charte/{number:int}/texte.txt", opt=PUBLIC)
async def text(number: FromPath[int]) -> Response[bytes]:
    """The very text that was signed: its SHA-256 is the one shown beside each signature."""
    found = await charter_queries.version(number)
    headers = {"content-language": "fr", "cache-control": "public, max-age=300"}
    return Response(found.words.encode(), media_type="text/plain; charset=utf-8", headers=headers)


@get("/charte/{number:int}/charte.pdf", opt=PUBLIC)
async def printed(request: AnyRequest, number: FromPath[int]) -> Response[bytes]:
    """A version to print and to sign."""
    found = await charter_queries.version(number)
    gettext = translator("fr").gettext
    version = gettext("Version %(number)s, publiée par %(site)s.") % {"number": found.number, "site": settings().name}
    sign = gettext("Pour la collectivité : nom, qualité, date et signature")
    proof = Section(gettext("Empreinte du texte (SHA-256)"), codes=[found.digest])
    first = Section("", paragraphs=[version, gettext(OWN_TEXT)])
    parts = [Section(part.heading, paragraphs=part.paragraphs) for part in found.articles]
    content = await paper(found.title, [first, *parts, Section(gettext("Signature"), boxes=[sign]), proof], "fr")
    return pdf(content, f"charte-{found.number}.pdf")


async def _shown(request: AnyRequest, version: VersionView | None, versions: list[VersionView]) -> Response[str]:
    signatories = await charter_queries.signatories()
    return page(
        request,
        "partnerships/charter.html",
        version=version,
        versions=versions,
        signatories=signatories,
        kinds=words.COMMUNITIES,
        dots=dots(signatories, await charter_queries.places()),
        size=(WIDTH, HEIGHT),
        own_text=OWN_TEXT,
    )


@get("/charte", opt=RUN)
async def kept(request: AnyRequest) -> Response[str]:
    """The versions, who signed which, who is to sign again."""
    versions = await charter_queries.versions()
    return page(
        request,
        "partnerships/charter_staff.html",
        versions=versions,
        signatories=await charter_queries.signatories(withdrawn=True),
        kinds=words.COMMUNITIES,
        done=request.query_params.get("fait", ""),
    )


@get("/charte/version", opt=RUN)
async def ask_version(request: AnyRequest) -> Response[str]:
    """The form of a new version: the text of the current one, or the house's own for the first."""
    versions = await charter_queries.versions()
    values = {"title": charter.FIRST_TITLE, "words": charter.FIRST_WORDS}
    if versions:
        values = {"title": versions[0].title, "words": rules.body(versions[0].words)}
    return _version_form(request, values, {}, len(versions) + 1)


@post("/charte/version", opt=RUN, status_code=303)
async def publish(request: AnyRequest) -> Response[Any]:
    """Publish a new version."""
    form = await form_of(request)
    try:
        if form.get("sure") != "1":
            raise Invalid({"sure": "publish_for_good"})
        await charter.publish(form.get("title", ""), form.get("words", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        number = len(await charter_queries.versions()) + 1
        return _version_form(request, form, faults(error, language_of(request), otherwise="words"), number)
    return see_other("/bureau/charte?fait=version")


def _version_form(request: AnyRequest, values: dict[str, str], errors: dict[str, str], number: int) -> Response[str]:
    status = 422 if errors else 200
    return page(
        request, "partnerships/charter_version.html", status=status, values=values, errors=errors, number=number
    )


@get("/charte/signataires/nouveau", opt=RUN)
async def ask_new(request: AnyRequest) -> Response[str]:
    """The form of a community that signs for the first time."""
    return await _signing_form(request, None, {"kind": "commune"}, {})


@post("/charte/signataires/nouveau", opt=RUN, status_code=303)
async def sign(request: AnyRequest) -> Response[Any]:
    """Note that a community signed."""
    form = await form_of(request)
    try:
        community = await charter.sign(_signing(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _signing_form(request, None, form, faults(error, language_of(request), otherwise="community"))
    return see_other(f"/bureau/charte/signataires/{community}?fait=signature")


@get("/charte/signataires/{community_id:uuid}", opt=RUN)
async def signatory(request: AnyRequest, community_id: FromPath[UUID]) -> Response[str]:
    """A community, what it signed, and the form to sign again when there is a new version."""
    found = await charter_queries.signatory(person_of(request), community_id)
    values = {"community": found.name, "kind": found.kind, "place": found.place, "quality": found.quality}
    return await _signing_form(request, found, values, {})


@post("/charte/signataires/{community_id:uuid}", opt=RUN, status_code=303)
async def sign_again(request: AnyRequest, community_id: FromPath[UUID]) -> Response[Any]:
    """Note that a community signed the current version too."""
    found, form = await charter_queries.signatory(person_of(request), community_id), await form_of(request)
    try:
        await charter.sign_again(community_id, _signing(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _signing_form(request, found, form, faults(error, language_of(request), otherwise="community"))
    return see_other(f"/bureau/charte/signataires/{community_id}?fait=signature")


@get("/charte/signataires/{community_id:uuid}/retrait", opt=RUN)
async def confirm_leaving(request: AnyRequest, community_id: FromPath[UUID]) -> Response[str]:
    """Ask before noting that a community leaves the charter."""
    found = await charter_queries.signatory(person_of(request), community_id)
    return page(request, "partnerships/charter_leaving.html", signatory=found)


@post("/charte/signataires/{community_id:uuid}/retrait", opt=RUN, status_code=303)
async def leave(request: AnyRequest, community_id: FromPath[UUID]) -> Response[Any]:
    """Note that a community leaves the charter."""
    await charter.withdraw(community_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/charte/signataires/{community_id}?fait=retrait")


async def _signing_form(
    request: AnyRequest, signatory: Signatory | None, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    versions = await charter_queries.versions()
    return page(
        request,
        "partnerships/charter_signing.html",
        status=422 if errors else 200,
        signatory=signatory,
        signed=await charter_queries.signed_by(signatory.id) if signatory else [],
        version=versions[0] if versions else None,
        values=values,
        errors=errors,
        kinds=choices(words.COMMUNITIES, language_of(request)),
        done=request.query_params.get("fait", ""),
    )


def _signing(form: dict[str, str]) -> Signing:
    names = ("community", "kind", "place", "signatory", "quality")
    texts = {name: form.get(name, "") for name in names}
    return Signing(**texts, signed_on=local_time.day(form.get("signed_on", "")))


PUBLIC_PAGES: list[ControllerRouterHandler] = [current, former, text, printed]
HANDLERS: list[ControllerRouterHandler] = [
    kept, ask_version, publish, ask_new, sign, signatory, sign_again, confirm_leaving, leave,
]  # fmt: skip
