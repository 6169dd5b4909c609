"""The team: who has an account or is invited, inviting somebody, and what may be done by whom."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post

from server.accounts import queries as staff_queries
from server.accounts.guards import person_of
from server.accounts.powers import POWERS, Power, allows
from server.accounts.rules import Person
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults
from server.foundation.languages import translator
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import queries, teaming, words
from server.libraries.queries import LibraryView

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/equipe"
ADMINISTRATOR = "administrator"
ALL = "toutes"


@get("/pouvoirs", opt={"power": Power.ENTER})
async def powers(request: AnyRequest) -> Response[str]:
    """Which role may do what, from the one table of it."""
    say = translator(language_of(request)).gettext
    rows = [
        {"words": say(grant.words), "allowed": [allows(role, power) for role in words.SHORT_ROLES]}
        for power, grant in POWERS.items()
    ]
    return page(request, "libraries/powers.html", rows=rows, roles=[say(name) for name in words.SHORT_ROLES.values()])


@get("/equipe", opt={"power": Power.RUN_TEAM})
async def team(request: AnyRequest) -> Response[str]:
    """Everyone whom this person may see: all who have an account, or those who work in the libraries they run."""
    return await _page(request, {}, {})


@post("/equipe", opt={"power": Power.RUN_TEAM}, status_code=303)
async def invite(request: AnyRequest) -> Response[Any]:
    """Invite somebody, then show their sheet: what became of the message, and their roles."""
    form, person = await form_of(request), person_of(request)
    try:
        libraries = _chosen(form, await queries.libraries_for(person, Power.RUN_TEAM))
        role = form.get("role", "")
        staff = await teaming.invite(
            form.get("email", ""),
            "" if role == ADMINISTRATOR else role,
            libraries,
            administrator=role == ADMINISTRATOR,
            language=language_of(request),
            by=person,
            now=clock.now(),
        )
    except Refused as error:
        return await _page(request, form, faults(error, language_of(request), otherwise="email"))
    return see_other(f"{HOME}/{staff}?fait=invitation")


def _chosen(form: dict[str, str], run: list[LibraryView]) -> list[UUID]:
    """Return the libraries chosen among those that the person runs; raises Invalid for any other."""
    slug = form.get("library", "")
    if form.get("role") == ADMINISTRATOR:
        return []
    found = [library.id for library in run if slug in {ALL, library.slug}]
    if not found:
        raise Invalid({"library": "bad_choice" if slug else "missing"})
    return found


async def _page(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    person, language = person_of(request), language_of(request)
    staff, roles = await teaming.team(person)
    links = await staff_queries.links_of([row.id for row in staff if not row.joined], clock.now())
    labels = {choice["value"]: choice["label"] for choice in choices(words.ROLES, language)}
    rows = [
        {
            "member": row,
            "roles": [f"{name} · {labels[role]}" for _, name, role in roles.get(row.id, [])],
            "link": links.get(row.id),
        }
        for row in staff
    ]
    run = await queries.libraries_for(person, Power.RUN_TEAM)
    return page(
        request,
        "libraries/team.html",
        status=422 if errors else 200,
        rows=rows,
        libraries=[{"value": library.slug, "label": library.name} for library in run],
        roles=offered(person, language),
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


def offered(person: Person, language: str) -> list[dict[str, str]]:
    """Return the roles that a person may give, in words; to administer is one for who looks after all accounts."""
    more = {ADMINISTRATOR: words.ADMINISTERS} if person.may_somewhere(Power.RUN_ACCOUNTS) else {}
    return choices(words.ROLES | more, language)


HANDLERS = [powers, team, invite]
