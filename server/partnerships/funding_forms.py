"""What a manager types about a file of funding, and what its forms show."""

from typing import Any
from uuid import UUID

from server.foundation.forms import whole
from server.partnerships.balance import MOST_SHARES, Action, Outline, Share
from server.partnerships.funding_queries import WholeFile
from server.partnerships.money import cents, typed
from server.workshops import local_time

Form = dict[str, Any]
TEXTS = ("programme", "title", "holder", "reference", "diagnostic", "evaluation")
SHARE = ("funder", "kind", "cents", "received")


def read_outline(form: Form) -> Outline:
    """Return what a file says of itself; a day that cannot be read is None."""
    days = {name: local_time.day(form.get(name, "")) for name in ("starts_on", "ends_on")}
    known = {name: day if day and 2000 <= day.year <= 2100 else None for name, day in days.items()}
    return Outline(**{name: form.get(name, "") for name in TEXTS}, **known)  # type: ignore[arg-type]


def show_outline(found: WholeFile) -> Form:
    """Return what a file says of itself as its form holds it."""
    outline = found.view.outline
    days = {name: getattr(outline, name).isoformat() for name in ("starts_on", "ends_on")}
    return {name: getattr(outline, name) for name in TEXTS} | days | {"state": found.view.state}


def read_plan(form: Form) -> tuple[int | None, list[Share]]:
    """Return the budget and the shares typed; lines without any funder or amount are left out."""
    shares = []
    for number in range(1, MOST_SHARES + 1):
        said = {name: form.get(f"share-{number}-{name}", "") for name in SHARE}
        if said["funder"].strip() or said["cents"].strip():
            shares.append(Share(said["funder"], said["kind"], cents(said["cents"]), cents(said["received"])))
    return cents(form.get("budget", "")), shares


def show_plan(found: WholeFile) -> Form:
    """Return the plan as its form holds it."""
    shown: Form = {"budget": typed(found.view.budget) if found.view.budget else ""}
    for number, share in enumerate(found.shares, start=1):
        told = {"funder": share.funder, "kind": share.kind, "cents": typed(share.cents)}
        told["received"] = typed(share.received) if share.received else ""
        shown |= {f"share-{number}-{name}": text for name, text in told.items()}
    return shown


def read_sites(form: Form, libraries: list[UUID]) -> dict[UUID, int | None]:
    """Return the libraries ticked, each with its amount: 0 for none typed, -1 for what cannot be read."""
    ticked = [library for library in libraries if form.get(f"site-{library}") == "1"]
    return {library: cents(form.get(f"cents-{library}", "")) or 0 for library in ticked}


def read_action(form: Form) -> Action:
    """Return an action typed; hours may have a comma and are kept in minutes, -1 for what cannot be read."""
    return Action(
        title=form.get("title", ""),
        what=form.get("what", ""),
        sessions=whole(form.get("sessions", ""), 0),
        minutes=_minutes(form.get("hours", "")),
        people=whole(form.get("people", ""), 0),
        cents=cents(form.get("cents", "")),
        spent=cents(form.get("spent", "")),
    )


def _minutes(text: str) -> int:
    hundredths = cents(text) or 0  # hours with two decimals are read as amounts are
    return hundredths * 60 // 100 if hundredths >= 0 else -1


def show_action(said: Action) -> Form:
    """Return an action as its form holds it."""
    numbers = {name: str(getattr(said, name)) for name in ("sessions", "people")}
    amounts = {"hours": typed(said.minutes * 100 // 60), "cents": typed(said.cents), "spent": typed(said.spent)}
    return {"title": said.title, "what": said.what} | numbers | amounts
