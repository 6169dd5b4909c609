"""What the sheet of a place may hold, and what keeps it out of the national list of places.

The rules are those of the schema "lieux de médiation numérique" 1.0.2 and of the stricter program that the Cartographie
reads files with. Values are those of a library and of its sheet, by their names; texts are on one line.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import phonenumbers

from server.foundation.emails import email_fault
from server.libraries.opening import readable
from server.libraries.sheet_words import KINDS, LISTS, NO_PUBLIC, OTHER_KINDS

Values = Mapping[str, Any]
LETTERS = "A-Za-zÀ-ÖØ-öø-ÿœ-ŸŒ"
CITY = re.compile(rf"[{LETTERS}0-9\-'’\s]+")
STREET = re.compile(rf"[{LETTERS}0-9\-,()°.&:+–|;'’/\s]+")
POSTAL_CODE = re.compile(r"[0-9]{5}")
COMMUNE_CODE = re.compile(r"([013-9][0-9]|2[AB1-9])[0-9]{3}")
RNA = re.compile(r"W[0-9A-Z]{9}")
LA_POSTE = "356000000"
SCHEMA_PHONE = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)[0-9]{6,9}")
READ_PHONE = re.compile(r"\+(33|262|269|508|590|594|596|681|687|689)([1-9][0-9]{8}|[0-9]{6})")
OVERSEAS = ("RE", "GP", "MQ", "GF", "YT", "PM")
REGIONS = (*OVERSEAS, "FR", "NC", "WF", "PF")
LOCAL = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }
)
WEB = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?([/?#][^\s|\"<>]*)?")
# The one form of address that the Cartographie takes for links of its own fields: no port among others.
LINK = re.compile(r"https?://[A-Za-z0-9.-]+(/[+~,%@/.\w-]*)?\??[-+=&;%@.\w]*#?[.!/\\\w]*", re.ASCII)
ACCESSIBLE = re.compile(r"https://acceslibre\.(beta\.gouv\.fr|gouv\.fr|info)/.+")
SHORT, LONG, LINE, MOST_LINES = 280, 5000, 200, 10
# Without these the place is left out whole; a fault elsewhere leaves out that one value.
NEEDED = ("pivot", "name", "address", "postal_code", "city", "services", "ways_in", "listed")


def siret(text: str) -> bool:
    """Tell whether these fourteen digits are a SIRET: Luhn's key, or for La Poste a sum of digits divisible by five."""
    if not re.fullmatch(r"[0-9]{14}", text):
        return False
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(text)]
    luhn = sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
    return luhn or (text.startswith(LA_POSTE) and sum(map(int, text)) % 5 == 0)


@lru_cache(maxsize=4096)
def international(number: str) -> str:
    """Return a number as the national list writes it ("+33223406600"), or an empty text for one that it cannot hold.

    Ten digits with a zero in front are read as overseas first: in the plan of the mainland they would be taken as well.
    A number is read in up to ten plans, which takes a quarter of a millisecond: what was found is remembered.
    """
    for region in REGIONS:
        try:
            read = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            return ""
        local = region not in OVERSEAS or phonenumbers.number_type(read) in LOCAL
        if local and phonenumbers.is_valid_number(read):
            told = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
            return told if SCHEMA_PHONE.fullmatch(told) and READ_PHONE.fullmatch(told) else ""
    return ""


def wrong(values: Values) -> dict[str, str]:
    """Return a reason for each value that is there and that the national list would not take."""
    found: dict[str, str] = {}
    for name, judge in JUDGES.items():
        value = values.get(name)
        if value and (reason := judge(value)):
            found[name] = reason
    if (values.get("latitude") is None) != (values.get("longitude") is None):
        found["latitude" if values.get("latitude") is None else "longitude"] = "half_position"
    return found


def missing(values: Values) -> dict[str, str]:
    """Return a reason for each value that the national list asks for and that is not there."""
    found = {name: f"no_{name}" for name in ("pivot", "services") if not values.get(name)}
    found |= {name: "missing" for name in ("name", "address", "postal_code", "city") if not values.get(name)}
    if values.get("ways_in") and NO_PUBLIC in values["ways_in"]:
        found["ways_in"] = "closed_to_public"
    return found if values.get("listed", True) else {**found, "listed": "held_back"}


def blocking(values: Values) -> dict[str, str]:
    """Return why a place is not in the national list, by field; empty when it is."""
    return _blocking(values, wrong(values))


def advice(values: Values) -> dict[str, str]:
    """Return what would make a sheet better, by field: values that are left out, and those that people look for."""
    return judged(values)[1]


def judged(values: Values) -> tuple[dict[str, str], dict[str, str]]:
    """Return what `blocking` and what `advice` say of a sheet, judged once."""
    faults = wrong(values)
    kept_out = _blocking(values, faults)
    left_out = {name: reason for name, reason in faults.items() if name not in NEEDED}
    wanted = ("insee", "latitude", "phone", "opening_hours", "summary", "fees", "ways_in", "support")
    unsaid = {name: f"better_with_{name}" for name in wanted if values.get(name) in (None, "", [], ())}
    return kept_out, {name: reason for name, reason in (unsaid | left_out).items() if name not in kept_out}


def _blocking(values: Values, faults: Mapping[str, str]) -> dict[str, str]:
    return missing(values) | {name: reason for name, reason in faults.items() if name in NEEDED}


def _pivot(text: str) -> str:
    return "" if siret(text) or RNA.fullmatch(text) else "bad_pivot"


def _street(text: str) -> str:
    return "" if STREET.fullmatch(text) else "bad_street"


def _city(text: str) -> str:
    return "" if CITY.fullmatch(text) else "bad_city"


def _phone(text: str) -> str:
    return "" if international(text) else "phone_not_french"


def _email(text: str) -> str:
    return email_fault(text) or ("bad_email" if "|" in text else "")


def _page(text: str) -> str:
    return "" if WEB.fullmatch(text) else "bad_website"


def _accessible(text: str) -> str:
    return "" if ACCESSIBLE.fullmatch(text) and LINK.fullmatch(text) else "bad_acceslibre"


def _at_most(most: int, reason: str) -> Callable[[str], str]:
    return lambda text: "" if len(text) <= most else reason


def _matching(pattern: re.Pattern[str], reason: str) -> Callable[[str], str]:
    return lambda text: "" if pattern.fullmatch(text) else reason


def _each(judge: Callable[[str], str]) -> Callable[[tuple[str, ...]], str]:
    """Return a judge of a short list of texts: the first reason found."""

    def judged(texts: tuple[str, ...]) -> str:
        if len(texts) > MOST_LINES:
            return "too_long"
        return next((reason for text in texts if (reason := judge(text) or _line(text))), "")

    return judged


def _line(text: str) -> str:
    if "|" in text:
        return "no_bar"
    return "" if len(text) <= LINE else "too_long"


def _among(answers: frozenset[str], reason: str = "bad_choice") -> Callable[[tuple[str, ...]], str]:
    return lambda codes: "" if set(codes) <= answers else reason


def _ways_in(codes: tuple[str, ...]) -> str:
    unknown = set(codes) - set(LISTS["ways_in"])
    alone = NO_PUBLIC not in codes or len(codes) == 1
    return "bad_choice" if unknown else "" if alone else "no_public_alone"


JUDGES: dict[str, Callable[[Any], str]] = {
    **{name: _among(frozenset(answers)) for name, answers in LISTS.items()},
    "kinds": _among(OTHER_KINDS | frozenset(KINDS), "bad_kind"),
    "ways_in": _ways_in,
    "pivot": _pivot,
    "address": _street,
    "postal_code": _matching(POSTAL_CODE, "bad_postal_code"),
    "city": _city,
    "insee": _matching(COMMUNE_CODE, "bad_insee"),
    "opening_hours": lambda text: "" if readable(text) else "hours_not_read",
    "phone": _phone,
    "email": _email,
    "website": _page,
    "other_emails": _each(_email),
    "other_sites": _each(_page),
    "other_labels": _each(lambda text: ""),
    "acceslibre": _accessible,
    "summary": _at_most(SHORT, "summary_too_long"),
    "detail": _at_most(LONG, "too_long"),
    "complement": _line,
    "parent": _line,
    "source": _line,
}
