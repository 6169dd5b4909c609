"""The quick booking: what the form of a session's page says, and what may be passed over."""

from uuid import UUID

from server.bookings import actions as bookings
from server.bookings.overriding import ABOUT_SEATS, Over
from server.foundation.errors import Refused
from server.foundation.forms import whole
from server.foundation.ids import new_token

FIELDS = (
    "key", "name", "people", "companions", "companion", "helper", "phone", "email", "contact", "first_time", "laptops",
    "domain", "over", "code",
)  # fmt: skip
# Passed over by whoever books; what is about seats, by who may add some.
FOR_THE_DESK = frozenset({"too_many_ahead", "course_whole"})


def key_of(form: dict[str, str]) -> str:
    """Return the idempotency key of a form: sent twice (Enter pressed twice), it is one booking."""
    return f"desk:{form.get('key') or new_token()}"[:100]


def unfolded(values: dict[str, str], errors: dict[str, str]) -> bool:
    """Tell whether the folded part of the form holds something to see: an answer, or what is wrong with one."""
    folded = set(FIELDS) - {"key", "name", "over"}
    usual = {"people": "1", "companions": "0", "laptops": "0"}
    return bool(folded & errors.keys()) or any(values.get(name, "") not in {"", usual.get(name)} for name in folded)


def asked(session: UUID, form: dict[str, str], *, may_add: bool) -> bookings.Request:
    """Return what the form asks for; raises Invalid for a reason that does not exist."""
    email, phone = form.get("email", ""), form.get("phone", "")
    return bookings.Request(
        session=session,
        name=form.get("name", ""),
        people=whole(form.get("people", ""), 1),
        companions=whole(form.get("companions", ""), 0),
        companion=form.get("companion", ""),
        helper=form.get("helper", ""),
        channel_of_contact=form.get("contact") or implied(email, phone),
        email=email,
        phone=phone,
        first_time=form.get("first_time") == "1",
        laptops=whole(form.get("laptops", ""), 0),
        domain=form.get("domain", ""),
        channel="desk",
        idempotency_key=key_of(form),
        over=over_of(form, may_add=may_add),
    )


def implied(email: str, phone: str) -> str:
    """Return how to warn somebody who was not asked: by what they gave."""
    return "email" if email else "call" if phone else "none"


def over_of(form: dict[str, str], *, may_add: bool) -> Over | None:
    """Return the rule passed over, if a reason was chosen; raises Invalid."""
    return Over(form["over"], seats=may_add) if form.get("over") else None


def about(error: Refused) -> str:
    """Return the field at which a refusal is said: the name, or the code of a voucher."""
    return "code" if error.reason.startswith(("voucher_", "pass_")) else "name"


def may_pass(error: Refused, *, may_add: bool) -> bool:
    """Tell whether somebody may pass over a refusal by choosing a reason."""
    return error.reason in FOR_THE_DESK or (may_add and error.reason in ABOUT_SEATS | {"no_room_to_grow"})
