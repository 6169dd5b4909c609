"""What a manager types about a convention, section by section, and what the form shows of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from server.foundation.errors import Invalid
from server.foundation.forms import whole
from server.partnerships.convention_rules import (
    MOST_CONTRIBUTIONS,
    MOST_PARTIES,
    TEXTS,
    Contribution,
    Draft,
    Party,
)
from server.partnerships.money import cents, typed
from server.workshops import local_time

Form = dict[str, Any]
PARTY = ("name", "address", "representative", "quality")
DAYS = ("starts_on", "ends_on")


def read(form: Form) -> Draft:
    """Return the convention typed; lines of contributions without any word are left out. Raises Invalid."""
    days = {name: local_time.day(form.get(name, "")) for name in DAYS}
    wrong = {name: "bad_date" for name in DAYS if form.get(name, "") and days[name] is None}
    wrong |= {name: "bad_date" for name, day in days.items() if day and not 2000 <= day.year <= 2100}
    if wrong:
        raise Invalid(wrong)
    return Draft(
        title=form.get("title", ""),
        parties=[_party(form, number) for number in range(1, MOST_PARTIES + 1)],
        texts={name: form.get(name, "") for name in TEXTS},
        contributions=[_gift(form, number) for number in range(1, MOST_CONTRIBUTIONS + 1) if _told(form, number)],
        alert_days=whole(form.get("alert_days", ""), 90),
        mailed=form.get("mailed") == "1",
        **days,
    )


def _party(form: Form, number: int) -> Party:
    return Party(**{name: form.get(f"party-{number}-{name}", "") for name in PARTY})


def _told(form: Form, number: int) -> bool:
    return any(form.get(f"gift-{number}-{name}", "").strip() for name in ("what", "volume", "cents"))


def _gift(form: Form, number: int) -> Contribution:
    given = {name: form.get(f"gift-{number}-{name}", "") for name in ("party", "what", "volume", "cents")}
    return Contribution(whole(given["party"], 1), given["what"], given["volume"], cents(given["cents"]))


def show(draft: Draft) -> Form:
    """Return a convention as the form holds it."""
    shown: Form = {"title": draft.title, "alert_days": str(draft.alert_days), **draft.texts}
    shown["mailed"] = "1" if draft.mailed else ""
    shown |= {name: day.isoformat() if (day := getattr(draft, name)) else "" for name in DAYS}
    for number, party in enumerate(draft.parties, start=1):
        shown |= {f"party-{number}-{name}": getattr(party, name) for name in PARTY}
    for number, gift in enumerate(draft.contributions, start=1):
        told = {"party": str(gift.party), "what": gift.what, "volume": gift.volume, "cents": typed(gift.cents)}
        shown |= {f"gift-{number}-{name}": text for name, text in told.items()}
    return shown


def read_choice(text: str, offered: Iterable[UUID], field: str, *, nothing: bool) -> UUID | None:
    """Return the one chosen among those offered; `nothing`: whether none is an answer. Raises Invalid at `field`."""
    if not text and nothing:
        return None
    found = next((one for one in offered if str(one) == text), None)
    if found is None:
        raise Invalid({field: "bad_choice"})
    return found
