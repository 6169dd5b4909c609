"""What is counted of a session once it took place, without names: one form, from which all reports are made."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import counting, counts, door_list, words
from server.bookings.counts import Count
from server.desk.routes import labels
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults, whole
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import programme
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]
TYPED = {"cents": ("euros", 100), "staff_minutes": ("hours", 60)}
AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")
PLACES = {"no": False, "yes": True}


@get("/seances/{session_id:uuid}/bilan", opt={"power": Power.BOOK})
async def show(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """The form, with what was counted before."""
    session = await programme.session_at_desk(person_of(request), session_id)
    counted = await counting.of_session(session.id)
    return await _page(request, session, _typed(counted), done=request.query_params.get("fait") == "1")


@post("/seances/{session_id:uuid}/bilan", opt={"power": Power.BOOK}, status_code=303)
async def keep(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Keep all that was counted; an empty field was not counted."""
    session, form = await programme.session_at_desk(person_of(request), session_id), await form_of(request)
    try:
        await counting.count_session(session.id, _read(form), by=person_of(request).by, now=clock.now())
    except Refused as error:
        told = faults(error, language_of(request), otherwise="people")
        return await _page(request, session, form, {_field(name): said for name, said in told.items()})
    return see_other(f"/bureau/seances/{session.id}/bilan?fait=1")


async def _page(
    request: AnyRequest, session: SessionView, values: dict[str, str], errors: dict[str, str] | None = None, **more: Any
) -> Response[str]:
    door = await door_list.door(session, clock.now())
    shown = {**{band: str(number) for band, number in door.ages.items()}, **values}
    return page(
        request,
        "desk/count.html",
        status=422 if errors else 200,
        private=True,
        session=session,
        door=door,
        ages=labels(words.AGES, request),
        genders=labels(words.GENDERS, request),
        statuses=labels(words.STATUSES, request),
        values=shown,
        errors=errors or {},
        **{"done": False, **more},
    )


def _field(name: str) -> str:
    return TYPED[name][0] if name in TYPED else name


def _typed(counted: dict[str, Any]) -> dict[str, str]:
    """Return what was counted as its fields hold it."""
    values = {name: str(counted[name]) for name in counts.NUMBERS if counted[name] is not None and name not in TYPED}
    for name, (field, unit) in TYPED.items():
        if counted[name] is not None:
            values[field] = f"{counted[name] / unit:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    place = next((key for key, value in PLACES.items() if value is counted["off_site"]), "")
    return values | {"off_site": place}


def _read(form: dict[str, str]) -> Count:
    numbers = {name: _number(form, name) for name in counts.NUMBERS if name not in TYPED}
    numbers |= {name: _parts(form.get(field, ""), unit) for name, (field, unit) in TYPED.items()}
    ages = {band: _number(form, band) for band in words.AGES}
    return Count(numbers, ages, PLACES.get(form.get("off_site", "")))


def _parts(text: str, unit: int) -> int | None:
    """Return how many hundredths, or minutes, were typed as "45,50"; -1 for what is no number."""
    plain = text.replace(" ", "").replace(",", ".")
    if not plain:
        return None
    return round(Decimal(plain) * unit) if AMOUNT.fullmatch(plain) else -1


def _number(form: dict[str, str], name: str) -> int | None:
    return whole(form[name], 0) if form.get(name) else None


HANDLERS = [show, keep]
