"""Read what was typed about a party: who comes, how many, and how to warn them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from server.bookings.rules import MOST_PEOPLE
from server.foundation.emails import email_fault
from server.foundation.errors import Invalid, Refused
from server.foundation.words import fold, one_line
from server.workshops.domains import DOMAINS

LONGEST_NAME = 120
LONGEST_PHONE = 40
CONTACTS = ("sms", "call", "email", "none")


@dataclass(frozen=True)
class Typed:
    """What was typed, or said at the desk; `contact` is how to warn them: sms, call, email, none."""

    name: str
    people: int = 1
    companion: str = ""
    helper: str = ""
    contact: str = "none"
    email: str = ""
    phone: str = ""
    companions: int = 0
    laptops: int = 0
    domain: str = ""


def read(typed: Typed, most: int = MOST_PEOPLE) -> Typed:
    """Return it cleaned; raises Invalid with the fields at fault, Refused for too many people.

    E-mail and telephone may both be there, or neither: the desk books people who have none.
    """
    party = Typed(
        name=one_line(typed.name),
        people=typed.people,
        companion=one_line(typed.companion),
        helper=one_line(typed.helper),
        contact=typed.contact,
        email=one_line(typed.email),
        phone=one_line(typed.phone),
        companions=typed.companions,
        laptops=typed.laptops,
        domain=typed.domain,
    )
    if wrong := _faults(party):
        raise Invalid(wrong)
    if party.people + party.companions > most:
        raise Refused("too_many_people", most=most)
    return party


def _faults(party: Typed) -> dict[str, str]:
    found = {name: check(getattr(party, name)) for name, check in CHECKS.items()}
    found["name"] = found["name"] or ("" if party.name else "missing")
    if party.contact == "email" and not party.email:
        found["email"] = "missing"
    if party.contact in ("sms", "call") and not party.phone:
        found["phone"] = "missing"
    if party.people < 1:
        found["people"] = "bad_number"
    if party.companions < 0:
        found["companions"] = "bad_number"
    if not 0 <= party.laptops <= max(1, party.people):
        found["laptops"] = "more_than_people" if party.laptops > 0 else "bad_number"
    return {name: reason for name, reason in found.items() if reason}


def name_fault(text: str) -> str:
    """Return why a name cannot be kept, or an empty text; an empty name is for the caller to judge."""
    if len(text) > LONGEST_NAME or len(fold(text)) > LONGEST_NAME:
        return "too_long"
    return "missing" if text and not any(character.isalnum() for character in text) else ""


def phone_fault(text: str) -> str:
    """Return why nobody can be called there, or an empty text: any way of writing it, with six digits at least."""
    if not text:
        return ""
    if len(text) > LONGEST_PHONE:
        return "too_long"
    return "" if sum(character in "0123456789" for character in text) >= 6 else "bad_phone"


def contact_fault(text: str) -> str:
    """Return why this is no way of being warned, or an empty text."""
    return "" if text in CONTACTS else "bad_choice"


def domain_fault(text: str) -> str:
    """Return why this is not what an Aidants Connect slot is for, or an empty text; nobody has to say it."""
    return "bad_choice" if text and text not in DOMAINS else ""


CHECKS: dict[str, Callable[[str], str]] = {
    "name": name_fault,
    "companion": name_fault,
    "helper": name_fault,
    "contact": contact_fault,
    "email": email_fault,
    "phone": phone_fault,
    "domain": domain_fault,
}


def spoken_words(name: str) -> list[str]:
    """Return the folded words of a name ("Anne-Marie Le Goff" gives anne, marie, le, goff)."""
    return re.findall(r"[^\W_]+", fold(name))


def same_family(typed: str, name: str) -> bool:
    """Tell whether `typed` is a run of whole words of `name`, whatever the accents, hyphens and spaces."""
    wanted, words = "".join(spoken_words(typed)), spoken_words(name)
    runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    return wanted in runs


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are made of the same words, in any order."""
    return sorted(spoken_words(one)) == sorted(spoken_words(other))
