"""The questions of a booking made on line: their order, what each asks, and which one comes next. No I/O."""

from dataclasses import dataclass
from typing import Protocol

LAST = "verification"
STEPS = 4


class Answers(Protocol):
    """The answers so far; an empty text is a question not answered yet."""

    @property
    def for_whom(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def companion(self) -> str: ...
    @property
    def helper(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...


@dataclass(frozen=True)
class Question:
    """One page of questions; `slug` is its piece of the address, `step` its place among the four."""

    slug: str
    step: int
    template: str


QUESTIONS = (
    Question("pour-qui", 1, "bookings/for_whom.html"),
    Question("nom", 2, "bookings/name.html"),
    Question("contact", 3, "bookings/contact.html"),
    Question("coordonnees", 3, "bookings/contact_detail.html"),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}
WHO_ELSE = {"two": ("companion",), "other": ("helper",)}
REACHED_BY = {"email": ("email",), "call": ("phone",)}


def asked(slug: str, answers: Answers) -> tuple[str, ...]:
    """Return the names of the fields that a page asks for, given the other answers; () when it has nothing to ask."""
    return {
        "pour-qui": ("for_whom",),
        "nom": ("name", *WHO_ELSE.get(answers.for_whom, ())),
        "contact": ("channel",),
        "coordonnees": REACHED_BY.get(answers.channel, ()),
    }[slug]


def path(answers: Answers) -> list[str]:
    """Return the pages to go through, in order, the check page last."""
    return [*(question.slug for question in QUESTIONS if asked(question.slug, answers)), LAST]


def answered(slug: str, answers: Answers) -> bool:
    """Tell whether all that a page asks for has an answer."""
    return all(getattr(answers, name) for name in asked(slug, answers))


def first_open(answers: Answers) -> str:
    """Return the first page that still misses an answer, or the check page."""
    return next((slug for slug in path(answers)[:-1] if not answered(slug, answers)), LAST)


def before(slug: str, answers: Answers) -> str:
    """Return the page that comes before, or "" for the first one."""
    pages = path(answers)
    place = pages.index(slug) if slug in pages else 0
    return pages[place - 1] if place else ""


def reachable(slug: str, answers: Answers) -> bool:
    """Tell whether a page may be shown: it has something to ask, and all pages before it are answered."""
    pages = path(answers)
    return slug in pages and pages.index(slug) <= pages.index(first_open(answers))
