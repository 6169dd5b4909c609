"""What goes on in a file of funding: its actions, its meetings and pieces, its report as a page, a PDF, a CSV."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.partnerships import funding, funding_paper, funding_report, words
from server.partnerships import funding_forms as forms
from server.partnerships import funding_queries as queries
from server.partnerships.funding_queries import ActionView, WholeFile
from server.partnerships.funding_routes import AT, RUN
from server.prints.routes import pdf
from server.workshops import local_time
from server.workshops.queries import all_workshops

AnyRequest = Request[Any, Any, Any]
Id = FromPath[UUID]


@get(AT + "/actions/nouvelle", opt=RUN)
async def ask_action(request: AnyRequest, file_id: Id) -> Response[str]:
    """The form of a new action."""
    return await _action(request, await queries.one(person_of(request), file_id), None, {}, {})


@post(AT + "/actions/nouvelle", opt=RUN, status_code=303)
async def add_action(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Add an action."""
    return await _keep_action(request, await queries.one(person_of(request), file_id), None)


@get(AT + "/actions/{action_id:uuid}", opt=RUN)
async def show_action(request: AnyRequest, file_id: Id, action_id: Id) -> Response[str]:
    """The form of an action."""
    found = await queries.one(person_of(request), file_id)
    action = _of(found, action_id)
    values = forms.show_action(action.said) | {f"workshop-{one}": "1" for one in action.workshops}
    return await _action(request, found, action, values, {})


@post(AT + "/actions/{action_id:uuid}", opt=RUN, status_code=303)
async def change_action(request: AnyRequest, file_id: Id, action_id: Id) -> Response[Any]:
    """Replace an action."""
    found = await queries.one(person_of(request), file_id)
    return await _keep_action(request, found, _of(found, action_id))


@get(AT + "/suivi", opt=RUN)
async def follow_up(request: AnyRequest, file_id: Id) -> Response[str]:
    """Meetings and pieces, and the forms to add some; the form of a meeting (`reunion`) holds what it says."""
    found, asked = await queries.one(person_of(request), file_id), request.query_params.get("reunion", "")
    known = next((each for each in found.meetings if str(each["id"]) == asked), None)
    values = {"meeting": asked, "held_on": known["held_on"], "minutes": known["minutes"]} if known else {}
    return _follow_up(request, found, values, {})


@post(AT + "/suivi/reunion", opt=RUN, status_code=303)
async def meet(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Add a meeting, or write the minutes of one."""
    found, form = await queries.one(person_of(request), file_id), await form_of(request)
    known = next((each["id"] for each in found.meetings if str(each["id"]) == form.get("meeting")), None)
    try:
        day = local_time.day(form.get("held_on", ""))
        await funding.meet(file_id, known, day, form.get("minutes", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        return _follow_up(request, found, form, faults(error, language_of(request), otherwise="held_on"))
    return see_other(f"/bureau/financements/{file_id}/suivi?fait=garde")


@post(AT + "/suivi/piece", opt=RUN, status_code=303)
async def prove(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Add a piece of evidence."""
    found, form, person = await queries.one(person_of(request), file_id), await form_of(request), person_of(request)
    try:
        day = local_time.day(form.get("dated_on", ""))
        await funding.prove(file_id, form.get("title", ""), day, form.get("kept", ""), by=person, now=clock.now())
    except Refused as error:
        return _follow_up(request, found, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/financements/{file_id}/suivi?fait=garde")


@get(AT + "/retrait/{kind:str}/{part_id:uuid}", opt=RUN)
async def ask_removal(request: AnyRequest, file_id: Id, kind: FromPath[str], part_id: Id) -> Response[str]:
    """Ask before taking an action, a meeting or a piece out."""
    found = await queries.one(person_of(request), file_id)
    if kind not in words.PARTS:
        raise NotFound
    return page(request, "partnerships/funding_removal.html", found=found, kind=kind, part=part_id, what=words.PARTS)


@post(AT + "/retrait/{kind:str}/{part_id:uuid}", opt=RUN, status_code=303)
async def remove(request: AnyRequest, file_id: Id, kind: FromPath[str], part_id: Id) -> Response[Any]:
    """Take an action, a meeting or a piece out."""
    await funding.take_out(file_id, kind, part_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/financements/{file_id}?fait=garde")


@get(AT + "/bilan", opt=RUN)
async def report(request: AnyRequest, file_id: Id) -> Response[str]:
    """What was planned and what was done."""
    found = await queries.one(person_of(request), file_id)
    told = await funding_report.report(found, clock.now())
    return page(request, "partnerships/funding_report.html", found=found, told=told, hours=funding_report.hours)


@get(AT + "/bilan.pdf", opt=RUN)
async def report_paper(request: AnyRequest, file_id: Id) -> Response[bytes]:
    """The same to print and to send."""
    found = await queries.one(person_of(request), file_id)
    content = await funding_paper.written(found, await funding_report.report(found, clock.now()))
    return pdf(content, "bilan.pdf")


@get(AT + "/bilan.csv", opt=RUN)
async def report_table(request: AnyRequest, file_id: Id) -> Response[bytes]:
    """The same for a spreadsheet."""
    found = await queries.one(person_of(request), file_id)
    body = funding_report.as_csv(found, await funding_report.report(found, clock.now()), language_of(request))
    headers = {"content-disposition": 'attachment; filename="bilan.csv"', "cache-control": "no-store"}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def _of(found: WholeFile, action: UUID) -> ActionView:
    of = next((each for each in found.actions if each.id == action), None)
    if of is None:
        raise NotFound
    return of


async def _keep_action(request: AnyRequest, found: WholeFile, action: ActionView | None) -> Response[Any]:
    form, known = await form_of(request), action.id if action else None
    chosen = [one.id for one in await all_workshops() if form.get(f"workshop-{one.id}") == "1"]
    said, by, file = forms.read_action(form), person_of(request), found.view.id
    try:
        await funding.keep_action(file, known, said, chosen, by=by, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="workshops")
        return await _action(request, found, action, form, errors)
    return see_other(f"/bureau/financements/{file}?fait=garde")


async def _action(
    request: AnyRequest, found: WholeFile, action: ActionView | None, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    taken = {one for each in found.actions if action is None or each.id != action.id for one in each.workshops}
    workshops = [one for one in await all_workshops() if one.id not in taken]
    return page(
        request,
        "partnerships/funding_action.html",
        status=422 if errors else 200,
        found=found,
        action=action,
        values=values,
        errors=errors,
        workshops=workshops,
    )


def _follow_up(request: AnyRequest, found: WholeFile, values: dict[str, Any], errors: dict[str, str]) -> Response[str]:
    status = 422 if errors else 200
    done = request.query_params.get("fait", "")
    return page(
        request, "partnerships/funding_follow.html", status=status, found=found, values=values, errors=errors, done=done
    )


HANDLERS: list[ControllerRouterHandler] = [
    ask_action, add_action, show_action, change_action, follow_up, meet, prove, ask_removal, remove, report,
    report_paper, report_table,
]  # fmt: skip
