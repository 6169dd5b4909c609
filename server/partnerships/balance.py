"""When a plan of funding balances, which rates its shares are, how long a file lasts, how often it is renewed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.foundation.errors import Invalid, Refused
from server.partnerships.money import Amount
from server.partnerships.rules import years_after

PROGRAMMES = ("ctl", "county", "dgd", "bnr", "factory", "europe", "other")
FUNDERS = ("state", "region", "county", "group", "commune", "europe", "own", "other")
STATES = ("preparing", "submitted", "granted", "refused", "closed")
CTL_YEARS = 3
MOST_YEARS = 10
MOST_SHARES = 8
WHOLE = 10_000  # a hundred percent, in hundredths of a percent
MOST_CENTS = 100_000_000_000


@dataclass(frozen=True)
class Share:
    """What one funder brings, and what it has paid so far, in cents."""

    funder: str
    kind: str
    cents: int | None
    received: int | None = None


@dataclass(frozen=True)
class Outline:
    """What a file is: its programme, title, holder, number, period, and two texts."""

    programme: str
    title: str
    holder: str
    reference: str
    starts_on: date | None
    ends_on: date | None
    diagnostic: str = ""
    evaluation: str = ""


@dataclass(frozen=True)
class Action:
    """Something eligible, with what is planned (sessions, minutes, people, cents) and what was spent."""

    title: str
    what: str = ""
    sessions: int = 0
    minutes: int = 0
    people: int = 0
    cents: int | None = None
    spent: int | None = None


def check_outline(outline: Outline) -> None:
    """Raise Invalid for what is missing or too long, and for a period that its programme does not allow."""
    wrong = {}
    if outline.programme not in PROGRAMMES:
        wrong["programme"] = "bad_choice"
    for name, longest in (("title", 150), ("holder", 150)):
        text = getattr(outline, name)
        if not text or len(text) > longest:
            wrong[name] = "too_long" if text else "missing"
    if len(outline.reference) > 80:
        wrong["reference"] = "too_long"
    wrong |= {name: "bad_date" for name in ("starts_on", "ends_on") if getattr(outline, name) is None}
    if outline.starts_on and outline.ends_on:
        wrong |= _wrong_period(outline.programme, outline.starts_on, outline.ends_on)
    if wrong:
        raise Invalid(wrong)


def _wrong_period(programme: str, starts_on: date, ends_on: date) -> dict[str, str]:
    if ends_on < starts_on:
        return {"ends_on": "ends_before_it_starts"}
    if programme == "ctl" and ends_on != last_day(starts_on, CTL_YEARS):
        return {"ends_on": "ctl_three_years"}
    return {"ends_on": "file_too_long"} if ends_on > last_day(starts_on, MOST_YEARS) else {}


def last_day(starts_on: date, years: int) -> date:
    """Return the last day of a period of whole years."""
    return years_after(starts_on, years) - timedelta(days=1)


def check_plan(budget: int | None, shares: Sequence[Share]) -> None:
    """Raise Invalid for a line that cannot be read; Refused with what is missing or too much unless all is balanced.

    Shares sum to a hundred percent of the budget, to the cent.
    """
    wrong = {} if budget is not None and 0 < budget <= MOST_CENTS else {"budget": "bad_cents"}
    for number, share in enumerate(shares, start=1):
        wrong |= {f"share-{number}-{name}": reason for name, reason in _wrong_share(share).items()}
    if wrong or budget is None:
        raise Invalid(wrong)
    gap = budget - total(share.cents for share in shares)
    if gap:
        raise Refused("plan_short" if gap > 0 else "plan_over", gap=Amount(abs(gap)))


def _wrong_share(share: Share) -> dict[str, str]:
    wrong = {}
    if not share.funder or len(share.funder) > 150:
        wrong["funder"] = "too_long" if share.funder else "missing"
    if share.kind not in FUNDERS:
        wrong["kind"] = "bad_choice"
    if share.cents is None or not 0 < share.cents <= MOST_CENTS:
        wrong["cents"] = "bad_cents"
    if not 0 <= (share.received or 0) <= MOST_CENTS:
        wrong["received"] = "bad_cents"
    return wrong


def total(amounts: Iterable[int | None]) -> int:
    """Return the sum of amounts in cents; None counts for nothing."""
    return sum(amount or 0 for amount in amounts)


def rates(amounts: Sequence[int]) -> list[int]:
    """Return the part of each amount in the whole, in hundredths of a percent; together they are 10,000.

    Each is rounded down; what is left over goes to those that lost most (largest remainder), the first ones on a tie.
    """
    whole = sum(amounts)
    if whole <= 0:
        return [0] * len(amounts)
    parts = [divmod(amount * WHOLE, whole) for amount in amounts]
    left = WHOLE - sum(part for part, _ in parts)
    lost = sorted(range(len(parts)), key=lambda place: -parts[place][1])[:left]
    return [part + (place in lost) for place, (part, _) in enumerate(parts)]


def percent(rate: int) -> str:
    """Return a rate in hundredths of a percent as it is read: "33,34 %"."""
    return f"{rate // 100},{rate % 100:02d}\u00a0%"


def check_sites(sites: Mapping[str, int | None]) -> None:
    """Raise Invalid for an amount that cannot be read; the keys are those of the form."""
    wrong = {name: "bad_cents" for name, cents in sites.items() if cents is not None and not 0 <= cents <= MOST_CENTS}
    if wrong:
        raise Invalid(wrong)


def check_action(action: Action) -> None:
    """Raise Invalid for what is missing or cannot be read."""
    wrong = {name: "bad_number" for name in ("sessions", "minutes", "people") if getattr(action, name) < 0}
    if not action.title or len(action.title) > 150:
        wrong["title"] = "too_long" if action.title else "missing"
    for name in ("cents", "spent"):
        amount = getattr(action, name)
        if amount is not None and not 0 <= amount <= MOST_CENTS:
            wrong[name] = "bad_cents"
    if wrong:
        raise Invalid(wrong)


def check_renewal(programme: str, is_renewal: bool, renewed: bool) -> None:
    """Refuse to renew a file twice, and a contrat territoire-lecture that is itself a renewal: once only."""
    if renewed:
        raise Refused("file_renewed_already")
    if programme == "ctl" and is_renewal:
        raise Refused("ctl_renewed_once")


@dataclass(frozen=True)
class Held:
    """What stands in a file, to tell whether it may go on."""

    programme: str
    balanced: bool
    actions: int
    untied: int
    meetings: int
    diagnostic: bool
    evaluation: bool


def lacking(held: Held, state: str) -> list[str]:
    """Return what is missing before a file may be in a state: plan, actions, ties, diagnostic, meetings, evaluation."""
    if state in ("preparing", "refused"):
        return []
    found = [] if held.balanced else ["plan"]
    found += [] if held.actions else ["actions"]
    steered = held.programme in ("ctl", "county")
    if steered and not held.diagnostic:
        found.append("diagnostic")
    if state == "closed":
        found += ["ties"] if held.untied else []
        found += ["meetings"] if steered and not held.meetings else []
        found += [] if held.evaluation else ["evaluation"]
    return found


ONE_DAY = timedelta(days=1)


def following(programme: str, starts_on: date, ends_on: date) -> date:
    """Return the last day of the file that follows one: three years for a contrat territoire-lecture, else as long."""
    first = ends_on + ONE_DAY
    return last_day(first, CTL_YEARS) if programme == "ctl" else first + (ends_on - starts_on)
