"""What a convention must hold, what is still missing before it is signed, and where it stands on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.foundation.errors import Invalid, Refused

# The articles that are texts, in the order of the paper.
TEXTS = ("objectives", "calendar", "specifics", "communication", "personal_data", "termination", "disputes")
LONGEST_TEXT = 5_000
MOST_PARTIES, FEWEST_PARTIES, MOST_CONTRIBUTIONS = 4, 2, 8
LONGEST_ALERT = 365


@dataclass(frozen=True)
class Party:
    """An organisation that agrees, and who signs for it; an empty name is a line left empty."""

    name: str
    address: str = ""
    representative: str = ""
    quality: str = ""


@dataclass(frozen=True)
class Contribution:
    """What a party (its place, from 1) brings: `cents` for money, None for anything else; `volume` in words."""

    party: int
    what: str
    volume: str = ""
    cents: int | None = None


@dataclass(frozen=True)
class Draft:
    """A convention as it is written. `texts` are the articles named in TEXTS; days may be missing for a while."""

    title: str
    parties: Sequence[Party]
    starts_on: date | None
    ends_on: date | None
    texts: Mapping[str, str]
    contributions: Sequence[Contribution] = field(default_factory=tuple)
    alert_days: int = 90
    mailed: bool = False


def check_draft(draft: Draft) -> None:
    """Raise Invalid for what cannot be kept, at the field of the form: title, party-1-name, gift-1-what, ends_on…"""
    wrong = _wrong_parties(draft) | _wrong_contributions(draft)
    if not draft.title or len(draft.title) > 150:
        wrong["title"] = "too_long" if draft.title else "missing"
    wrong |= {name: "too_long" for name in TEXTS if len(draft.texts.get(name, "")) > LONGEST_TEXT}
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        wrong["ends_on"] = "ends_before_it_starts"
    if not 0 <= draft.alert_days <= LONGEST_ALERT:
        wrong["alert_days"] = "bad_alert"
    if wrong:
        raise Invalid(wrong)


def _wrong_parties(draft: Draft) -> dict[str, str]:
    longest = {"name": 150, "address": 200, "representative": 120, "quality": 120}
    wrong = {
        f"party-{number}-{name}": "too_long"
        for number, party in enumerate(draft.parties, start=1)
        for name, most in longest.items()
        if len(getattr(party, name)) > most
    }
    for number, party in enumerate(draft.parties, start=1):
        if not party.name and (party.address or party.representative or party.quality):
            wrong[f"party-{number}-name"] = "missing"
    return wrong


def _wrong_contributions(draft: Draft) -> dict[str, str]:
    wrong: dict[str, str] = {}
    named = {number for number, party in enumerate(draft.parties, start=1) if party.name}
    for number, gift in enumerate(draft.contributions, start=1):
        if gift.party not in named:
            wrong[f"gift-{number}-party"] = "no_such_party"
        if not gift.what or len(gift.what) > 300:
            wrong[f"gift-{number}-what"] = "too_long" if gift.what else "missing"
        if len(gift.volume) > 120:
            wrong[f"gift-{number}-volume"] = "too_long"
        if gift.cents is not None and gift.cents < 0:
            wrong[f"gift-{number}-cents"] = "bad_cents"
        elif gift.cents is None and not gift.volume:
            wrong[f"gift-{number}-volume"] = "amount_or_volume"
    return wrong


def missing(draft: Draft) -> list[str]:
    """Return what is missing before it may be signed, in the order of the paper: parties, dates, a text, contributions.

    Keys: parties, representatives, dates, contributions, and the names of TEXTS.
    """
    parties = [party for party in draft.parties if party.name]
    found = []
    if len(parties) < FEWEST_PARTIES:
        found.append("parties")
    if not all(party.representative and party.quality for party in parties):
        found.append("representatives")
    if draft.starts_on is None or draft.ends_on is None:
        found.append("dates")
    if not draft.contributions:
        found.append("contributions")
    return found + [name for name in TEXTS if not draft.texts.get(name, "").strip()]


def check_signing(state: str, draft: Draft, signed_on: date | None, today: date) -> None:
    """Raise Refused unless it is a whole draft; Invalid for a day to come, or after its last day."""
    if state != "draft":
        raise Refused("convention_signed")
    if missing(draft):
        raise Refused("convention_incomplete")
    if signed_on is None:
        raise Invalid({"signed_on": "bad_date"})
    if signed_on > today:
        raise Invalid({"signed_on": "signed_later"})
    if draft.ends_on and signed_on > draft.ends_on:
        raise Invalid({"signed_on": "signed_after_end"})


def alert_on(ends_on: date, alert_days: int) -> date:
    """Return the day from which its renewal is to be thought of."""
    return ends_on - timedelta(days=alert_days)


def standing(state: str, starts_on: date | None, ends_on: date | None, alert_days: int, today: date) -> str:
    """Return where it stands: draft, ended, renewed; and of one signed: coming, running, to_renew, over."""
    if state != "signed" or starts_on is None or ends_on is None:
        return state
    if today > ends_on:
        return "over"
    if today >= alert_on(ends_on, alert_days):
        return "to_renew"
    return "running" if today >= starts_on else "coming"


def following(starts_on: date, ends_on: date) -> tuple[date, date]:
    """Return the days of the convention that follows: from the day after the end, for as long."""
    first = ends_on + timedelta(days=1)
    return first, first + (ends_on - starts_on)


def check_ending(state: str, signed_on: date | None, ended_on: date | None, today: date) -> None:
    """Raise Refused unless it is signed; Invalid for a day to come, or before it was signed."""
    if state != "signed":
        raise Refused("only_signed_ended")
    if ended_on is None:
        raise Invalid({"ended_on": "bad_date"})
    if ended_on > today:
        raise Invalid({"ended_on": "signed_later"})
    if signed_on and ended_on < signed_on:
        raise Invalid({"ended_on": "ended_before_signed"})
