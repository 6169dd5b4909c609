"""The questions of a booking made on line: their order, what each asks, and which one comes next. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

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


class AnswersHere(Answers, Protocol):
    """The answers of a booking here. `needs`: what the session wants to know, of first_time, laptops, companions."""

    @property
    def people(self) -> str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Question:
    """One page of questions; `slug` is its piece of the address, `step` its place among the four."""

    slug: str
    step: int
    template: str


QUESTIONS = (
    Question("pour-qui", 1, "bookings/for_whom.html"),
    Question("combien", 1, "bookings/how_many.html"),
    Question("nom", 2, "bookings/name.html"),
    Question("precisions", 2, "bookings/needs.html"),
    Question("contact", 3, "bookings/contact.html"),
    Question("coordonnees", 3, "bookings/contact_detail.html"),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}
WHO_ELSE = {"two": ("companion",), "other": ("helper",)}
REACHED_BY = {"sms": ("phone",), "call": ("phone",), "email": ("email",)}


def asked(slug: str, answers: AnswersHere) -> tuple[str, ...]:
    """Return the names of the fields that a page asks for, given the other answers; () when it has nothing to ask."""
    return {
        "pour-qui": ("for_whom",),
        "combien": ("people",) if answers.for_whom == "several" else (),
        "nom": ("name", *WHO_ELSE.get(answers.for_whom, ())),
        "precisions": answers.needs,
        "contact": ("channel",),
        "coordonnees": REACHED_BY.get(answers.channel, ()),
    }[slug]


A = TypeVar("A", bound=Answers)


@dataclass(frozen=True)
class Flow(Generic[A]):
    """Questions in order; `asked` tells what a page has to ask, given the other answers."""

    questions: tuple[Question, ...]
    asked: Callable[[str, A], tuple[str, ...]]

    def path(self, answers: A) -> list[str]:
        """Return the pages to go through, in order, the check page last."""
        return [*(question.slug for question in self.questions if self.asked(question.slug, answers)), LAST]

    def answered(self, slug: str, answers: A) -> bool:
        """Tell whether all that a page asks for has an answer."""
        return all(getattr(answers, name) for name in self.asked(slug, answers))

    def first_open(self, answers: A) -> str:
        """Return the first page that still misses an answer, or the check page."""
        return next((slug for slug in self.path(answers)[:-1] if not self.answered(slug, answers)), LAST)

    def before(self, slug: str, answers: A) -> str:
        """Return the page that comes before, or "" for the first one."""
        pages = self.path(answers)
        place = pages.index(slug) if slug in pages else 0
        return pages[place - 1] if place else ""

    def reachable(self, slug: str, answers: A) -> bool:
        """Tell whether a page may be shown: it has something to ask, and all pages before it are answered."""
        pages = self.path(answers)
        return slug in pages and pages.index(slug) <= pages.index(self.first_open(answers))


FLOW: Flow[AnswersHere] = Flow(QUESTIONS, asked)
