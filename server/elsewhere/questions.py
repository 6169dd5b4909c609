"""The questions of a request to another agenda: those of a booking here, for one person, and one about the contact."""

from typing import Protocol

from server.bookings.questions import BY_SLUG as LOCAL
from server.bookings.questions import LAST as LAST
from server.bookings.questions import REACHED_BY as REACHED_BY
from server.bookings.questions import STEPS as STEPS
from server.bookings.questions import WHO_ELSE, Answers, Flow, Question

QUESTIONS = (
    LOCAL["pour-qui"],
    LOCAL["nom"],
    LOCAL["contact"],
    LOCAL["coordonnees"],
    Question("accord", 3, "elsewhere/consent.html"),
)


class Given(Answers, Protocol):
    """The answers of a booking here, and two more: may the organiser know the person, and could it take a contact."""

    @property
    def consent(self) -> str: ...
    @property
    def takes_contact(self) -> bool: ...


def asked(slug: str, answers: Given) -> tuple[str, ...]:
    """Return the names of the fields that a page asks for; the consent only when there is something to give."""
    reached = REACHED_BY.get(answers.channel, ())
    return {
        "pour-qui": ("for_whom",),
        "nom": ("name", *WHO_ELSE.get(answers.for_whom, ())),
        "contact": ("channel",),
        "coordonnees": reached,
        "accord": ("consent",) if reached and answers.takes_contact else (),
    }[slug]


FLOW: Flow[Given] = Flow(QUESTIONS, asked)
BY_SLUG = {question.slug: question for question in QUESTIONS}
