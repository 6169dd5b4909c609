"""What may be typed about a party."""

import pytest

from server.bookings.parties import Typed, read, same_family, same_person
from server.foundation.errors import Invalid, Refused


def test_what_was_typed_is_cleaned():
    party = read(Typed("  Jeanne \n Le\tGoff\x00 ", helper="Luc\r\nBcc: x@y.example", contact="none"))
    assert (party.name, party.helper) == ("Jeanne Le Goff", "Luc Bcc: x@y.example")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, {"name": "missing"}),
        ({"name": " \n "}, {"name": "missing"}),
        ({"name": "--"}, {"name": "missing"}),
        ({"name": "x" * 121}, {"name": "too_long"}),
        ({"name": "ﷺ" * 100}, {"name": "too_long"}),  # 100 characters, 1,800 once folded
        ({"companion": "x" * 121}, {"companion": "too_long"}),
        ({"people": 0}, {"people": "bad_number"}),
        ({"people": -1}, {"people": "bad_number"}),
        ({"contact": "pigeon"}, {"contact": "bad_choice"}),
        ({"contact": "email"}, {"email": "missing"}),
        ({"contact": "call"}, {"phone": "missing"}),
        ({"phone": "12 34"}, {"phone": "bad_phone"}),
        ({"phone": "1" * 41}, {"phone": "too_long"}),
        ({"phone": "le soir"}, {"phone": "bad_phone"}),
        ({"name": "", "phone": "1"}, {"name": "missing", "phone": "bad_phone"}),
    ],
)
def test_faults_name_their_field(fields, wrong):
    with pytest.raises(Invalid) as invalid:
        read(Typed(**{"name": "Jeanne", **fields}))
    assert invalid.value.fields == wrong


@pytest.mark.parametrize(
    "email", ["a@b.fr", "jeanne.le-goff+ateliers@mel.biblio.example", "x_y@127-0.example", "J@B.FR"]
)
def test_good_addresses(email):
    assert read(Typed("Jeanne", contact="email", email=f" {email} ")).email == email


@pytest.mark.parametrize(
    "email",
    [
        "jeanne", "jeanne@", "@b.fr", "jeanne@orange", "a b@c.fr", "a@b.fr,c@d.fr", "a@b.fr;c@d.fr", "a@b@c.fr",
        "<a@b.fr>", 'a"b@c.fr', "a..b@c.fr", ".a@b.fr", "a.@b.fr", "a@b..fr", "a@-b.fr", "é@b.fr", "a" * 65 + "@b.fr",
        "a@" + "b" * 63 + "." + "c.d" * 90 + ".fr",
    ],
)  # fmt: skip
def test_bad_addresses(email):
    with pytest.raises(Invalid) as invalid:
        read(Typed("Jeanne", contact="email", email=email))
    assert invalid.value.fields == {"email": "bad_email"}


@pytest.mark.parametrize("phone", ["06 12 34 56 78", "+33 6 12 34 56 78", "3639 12", "02.98.00.00.00 (le soir)"])
def test_telephones_in_any_form(phone):
    assert read(Typed("Jeanne", contact="call", phone=phone)).phone == phone


def test_at_most_six_people():
    assert read(Typed("Jeanne", people=6)).people == 6
    with pytest.raises(Refused, match="too_many_people"):
        read(Typed("Jeanne", people=7))


@pytest.mark.parametrize(
    ("typed", "name", "found"),
    [
        ("Le Goff", "Jeanne Le Goff", True),
        ("legoff", "Jeanne Le Goff", True),
        ("LE  GÔFF", "Jeanne Le Goff", True),
        ("goff", "Jeanne Le Goff", True),
        ("O'Brien", "Máire O’Brien", True),
        ("anne marie", "Anne-Marie Petit", True),
        ("Nguyễn", "Nguyen Van An", True),
        ("李", "李 小龙", True),
        ("Gof", "Jeanne Le Goff", False),
        ("e", "Jeanne Le Goff", False),
        ("", "Jeanne Le Goff", False),
        ("--", "Jeanne Le Goff", False),
        ("Jeanne Goff", "Jeanne Le Goff", False),
        ("Goff", "", False),
    ],
)
def test_family_name(typed, name, found):
    assert same_family(typed, name) is found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jeanne Le Goff", "LE GOFF Jeanne", True),
        ("Hélène Dupré", "helene dupre", True),
        ("Jeanne Le Goff", "Jeanne Goff", False),
        ("Jean", "Jeanne", False),
    ],
)
def test_same_person(one, other, same):
    assert same_person(one, other) is same
