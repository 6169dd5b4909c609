"""Which workshop for whom: what four answers wish for, and which sessions answer it. Same answers, same sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

# The questions in their order, each with its answers; both as they stand in an address.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "appareil": ("ordinateur", "telephone", "aucun"),
    "allumer": ("seul", "aide", "non"),
    "geste": ("bien", "peu", "jamais"),
    "message": ("seul", "aide", "jamais"),
}
MOST = 3
BEGINNING = ("beginner", "")
AT_EASE = ("intermediate", "", "beginner")


@dataclass(frozen=True)
class Wish:
    """Something to learn next: a theme of workshops, the levels that suit, the best first, and why (a key of words)."""

    reason: str
    theme: str
    levels: tuple[str, ...] = BEGINNING


@dataclass(frozen=True)
class Candidate:
    """A session with free seats. `distance`: 0 for one of ours, 1 for a neighbour's, 2 for one further away."""

    id: UUID
    title: str
    level: str
    starts_at: datetime
    distance: int = 0


@dataclass(frozen=True)
class Referral:
    """A session to go to, and why (a key of words)."""

    session: UUID
    reason: str


def answers(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the answers read from an address, up to the first question without one that can be read."""
    given: dict[str, str] = {}
    for question, choices in QUESTIONS.items():
        if asked.get(question) not in choices:
            break
        given[question] = asked[question]
    return given


def next_question(given: Mapping[str, str]) -> str:
    """Return the first question that is not answered, or nothing once all are."""
    return next((question for question in QUESTIONS if question not in given), "")


def said_level(given: Mapping[str, str]) -> str:
    """Return how at ease somebody is who gave these four answers: "debutant" or "intermediaire"."""
    at_ease = given["allumer"] == "seul" and given["geste"] == "bien" and given["message"] == "seul"
    return "intermediaire" if at_ease else "debutant"


def wishes(given: Mapping[str, str]) -> tuple[Wish, ...]:
    """Return what to learn next after these four answers, the first thing first."""
    by_hand = "phone_tablet" if given["appareil"] == "telephone" else "first_steps"
    other = "first_steps" if by_hand == "phone_tablet" else "phone_tablet"
    if given["geste"] == "jamais" or given["allumer"] == "non":
        never = "never_touched" if by_hand == "phone_tablet" else "never_mouse"
        first = Wish(never if given["geste"] == "jamais" else "switch_on", by_hand)
        return first, Wish("other_device", other), Wish("then_messages", "email")
    if given["geste"] == "peu" or given["allumer"] == "aide":
        return Wish("more_ease", by_hand), Wish("messages", "email"), Wish("search", "internet")
    if given["message"] != "seul":
        return Wish("messages", "email"), Wish("search", "internet"), Wish("more_ease", by_hand)
    return (
        Wish("procedures", "procedures", AT_EASE),
        Wish("safety", "safety", AT_EASE),
        Wish("photos", "files_photos", AT_EASE),
    )


def pick(wished: Sequence[Wish], found: Sequence[Sequence[Candidate]]) -> tuple[Referral, ...]:
    """Return at most three sessions: one for each wish, then other dates of the first; `found` is in their order.

    Of two that suit: ours before a neighbour's, then the level that suits best, then the one that starts first.
    """
    chosen: list[Candidate] = []
    referrals: list[Referral] = []

    def take(wish: Wish, candidates: Sequence[Candidate], reason: str, *, again: bool) -> None:
        titles = {one.title for one in chosen}
        ids = {one.id for one in chosen}
        left = [one for one in candidates if one.level in wish.levels and one.id not in ids]
        left = [one for one in left if again or one.title not in titles]
        if left and len(chosen) < MOST:
            best = min(left, key=lambda one: _order(one, wish))
            chosen.append(best)
            referrals.append(Referral(best.id, reason))

    for wish, candidates in zip(wished, found, strict=True):
        take(wish, candidates, wish.reason, again=False)
    for wish, candidates in zip(wished[:1], found[:1], strict=True):
        take(wish, candidates, "another_date", again=True)
        take(wish, candidates, "another_date", again=True)
    return tuple(referrals)


def _order(one: Candidate, wish: Wish) -> tuple[int, int, datetime, UUID]:
    return one.distance, wish.levels.index(one.level), one.starts_at, one.id
