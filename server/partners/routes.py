"""The pages behind a partner's link: sessions, booking for a person, the slip to print, cancelling."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings.doors import check_trap, count_miss
from server.foundation import clock, limits
from server.foundation.errors import Gone, NotFound, Refused
from server.foundation.forms import choices, faults
from server.foundation.ids import new_token
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.partners import offers, prescribing, queries, words
from server.partners.prescribing import Asked
from server.partners.queries import Made, PartnerView
from server.prints.prescriptions import Sent, prescription
from server.workshops.queries import SessionView

SECRET = {"access": "secret"}
MOST_BOOKINGS = {"most": 60, "seconds": 3600}
Page = Response[Any]
AnyRequest = Request[Any, Any, Any]


def _page(request: AnyRequest, template: str, **values: Any) -> Page:
    """Return a page of a partner: kept by no cache, shown by no search engine."""
    answer = page(request, f"partners/{template}.html", private=True, **values)
    answer.headers["x-robots-tag"] = "noindex"
    return answer


async def _partner(request: AnyRequest, token: str) -> PartnerView | Page:
    """Return the partner behind a link, or the page that says that the link is over; raises NotFound or TooMany."""
    try:
        return await queries.by_token(token, clock.now())
    except Gone:
        return _page(request, "over", status=410)
    except NotFound:
        await count_miss(request)
        raise


@get("/partenaires/{token:str}", opt=SECRET)
async def home(request: AnyRequest, token: FromPath[str]) -> Page:
    """The sessions with seats for this partner, and the bookings that it made."""
    partner = await _partner(request, token)
    if not isinstance(partner, PartnerView):
        return partner
    now = clock.now()
    made = await queries.made_by(partner.id)
    return _page(
        request,
        "home",
        partner=partner,
        at=f"/partenaires/{token}",
        sessions=await offers.open_to(partner, now),
        coming=[one for one in made if one.booking.starts_at > now],
        over=[one for one in made if one.booking.starts_at <= now],
        done=request.query_params.get("fait", ""),
        slips={slip["value"]: slip["label"] for slip in choices(words.SLIPS, language_of(request))},
    )


@get("/partenaires/{token:str}/seances/{session_id:uuid}", opt=SECRET)
async def ask(request: AnyRequest, token: FromPath[str], session_id: FromPath[UUID]) -> Page:
    """The form to book for a person."""
    partner = await _partner(request, token)
    if not isinstance(partner, PartnerView):
        return partner
    session = await offers.session_for(partner, session_id)
    return _form(request, token, partner, session, {"key": new_token()}, {})


@post("/partenaires/{token:str}/seances/{session_id:uuid}", opt=SECRET, status_code=303)
async def book(request: AnyRequest, token: FromPath[str], session_id: FromPath[UUID]) -> Page:
    """Book for a person, then show the slip to print."""
    partner = await _partner(request, token)
    if not isinstance(partner, PartnerView):
        return partner
    session, form, now = await offers.session_for(partner, session_id), await form_of(request), clock.now()
    try:
        check_trap(form)
        await limits.count("partner", str(partner.id), now=now, **MOST_BOOKINGS)
        booked = await prescribing.prescribe(partner.id, _asked(request, session_id, form, partner), now=now)
    except Refused as error:
        return _form(request, token, partner, session, form, faults(error, language_of(request), otherwise="name"))
    return see_other(f"/partenaires/{token}/rendez-vous/{booked.id}")


def _asked(request: AnyRequest, session: UUID, form: dict[str, str], partner: PartnerView) -> Asked:
    helper, phone = form.get("helper", ""), form.get("phone", "")
    return Asked(
        session=session,
        name=form.get("name", ""),
        phone=phone,
        contact=form.get("contact") or ("call" if phone else "none"),
        helper=f"{helper}, {partner.name}"[:120] if helper else partner.name,
        accompanied=form.get("accompanied") == "1",
        consented=form.get("consented") == "1",
        language=language_of(request),
        key=form.get("key") or new_token(),
    )


def _form(
    request: AnyRequest,
    token: str,
    partner: PartnerView,
    session: SessionView,
    values: dict[str, str],
    errors: dict[str, str],
) -> Page:
    return _page(
        request,
        "book",
        status=422 if errors else 200,
        at=f"/partenaires/{token}",
        partner=partner,
        session=session,
        offer=offers.offer(session, clock.now()),
        by_sms=bool(settings().sms_url),
        values=values,
        errors=errors,
    )


@get("/partenaires/{token:str}/rendez-vous/{booking_id:uuid}", opt=SECRET)
async def slip(request: AnyRequest, token: FromPath[str], booking_id: FromPath[UUID]) -> Page:
    """The slip to print and to give to the person."""
    partner = await _partner(request, token)
    if not isinstance(partner, PartnerView):
        return partner
    return _about(request, "slip", token, partner, await queries.one_made_by(partner.id, booking_id))


@get("/partenaires/{token:str}/rendez-vous/{booking_id:uuid}/fiche.pdf", opt=SECRET)
async def sheet(request: AnyRequest, token: FromPath[str], booking_id: FromPath[UUID]) -> Page:
    """The sheet of prescription as PDF, with what the person lets the partner know."""
    partner = await _partner(request, token)
    if not isinstance(partner, PartnerView):
        return partner
    made, language = await queries.one_made_by(partner.id, booking_id), language_of(request)
    await limits.count("sheet", str(partner.id), now=clock.now(), **MOST_BOOKINGS)
    back = {slip["value"]: slip["label"] for slip in choices(words.SLIPS, language)}[made.slip] if made.slip else ""
    content = await prescription(made.booking, Sent(partner.name, made.consented, back), language)
    name = f"prescription-{made.booking.starts_at:%Y-%m-%d}.pdf"
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type="application/pdf", headers={**headers, "x-robots-tag": "noindex"})


@get("/partenaires/{token:str}/rendez-vous/{booking_id:uuid}/annulation", opt=SECRET)
async def cancel_question(request: AnyRequest, token: FromPath[str], booking_id: FromPath[UUID]) -> Page:
    """Ask before cancelling; this changes nothing."""
    partner = await _partner(request, token)
    if not isinstance(partner, PartnerView):
        return partner
    return _about(request, "cancel", token, partner, await queries.one_made_by(partner.id, booking_id))


@post("/partenaires/{token:str}/rendez-vous/{booking_id:uuid}/annulation", opt=SECRET, status_code=303)
async def cancel(request: AnyRequest, token: FromPath[str], booking_id: FromPath[UUID]) -> Page:
    """Cancel a booking that this partner made; its seats go to those who wait."""
    partner = await _partner(request, token)
    if not isinstance(partner, PartnerView):
        return partner
    made = await queries.one_made_by(partner.id, booking_id)
    try:
        await prescribing.cancel(partner.id, booking_id, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="cancel")
        return _about(request, "cancel", token, partner, made, status=422, errors=errors)
    return see_other(f"/partenaires/{token}?fait=annulation")


def _about(request: AnyRequest, template: str, token: str, partner: PartnerView, made: Made, **more: Any) -> Page:
    shown = {"at": f"/partenaires/{token}", "partner": partner, "made": made, "over": _over(made), "errors": {}}
    return _page(request, template, **{**shown, **more})


def _over(made: Made) -> bool:
    return made.booking.starts_at <= clock.now()


HANDLERS: list[ControllerRouterHandler] = [home, ask, book, slip, sheet, cancel_question, cancel]
