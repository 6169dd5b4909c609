"""Dates as they are said in the search box."""

from datetime import date

import pytest

from server.desk.dates import said

MONDAY = date(2027, 1, 11)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("12/01/2027", "2027-01-12", ""), ("2027-01-12", "2027-01-12", ""), ("12/1", "2027-01-12", ""),
        ("12 janvier", "2027-01-12", ""), ("Mardi 12 Janvier 2027", "2027-01-12", ""), ("1er mai", "2027-05-01", ""),
        ("1 mai 2028", "2028-05-01", ""), ("15 août", "2027-08-15", ""), ("3 févr.", "2027-02-03", ""),
        ("28 décembre", "2026-12-28", ""), ("1er novembre", "2027-11-01", ""), ("29 février", "2028-02-29", ""),
        ("January 12", "2027-01-12", ""), ("12 January", "2027-01-12", ""), ("Tuesday", "2027-01-12", ""),
        ("mardi", "2027-01-12", ""), ("lundi", "2027-01-11", ""), ("dimanche", "2027-01-17", ""),
        ("demain", "2027-01-12", ""), ("aujourd’hui", "2027-01-11", ""), ("hier", "2027-01-10", ""),
        ("après-demain", "2027-01-13", ""), ("excel mardi", "2027-01-12", "excel"),
        ("photos le 12 janvier à rennes", "2027-01-12", "photos le a rennes"),
        ("30 février", None, "30 fevrier"), ("99/99", None, "99/99"), ("12/01/1066", None, "12/01/1066"),
        ("janvier", None, "janvier"), ("mai", None, "mai"), ("Le Goff", None, "le goff"), ("", None, ""),
    ],
)  # fmt: skip
def test_a_day_is_heard_in_a_text(text, day, rest):
    assert said(text, MONDAY) == (date.fromisoformat(day) if day else None, rest.split())
