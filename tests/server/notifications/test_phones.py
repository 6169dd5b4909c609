"""Which numbers an SMS can reach, however they are written, in France and overseas."""

import pytest

from server.notifications.phones import mobile


@pytest.mark.parametrize(
    ("number", "zone", "expected"),
    [
        ("06 12 34 56 78", "Europe/Paris", "+33612345678"),
        ("07.56.78.90.12", "Europe/Paris", "+33756789012"),
        ("+33 6 12 34 56 78", "Indian/Reunion", "+33612345678"),
        ("0033612345678", "Europe/Paris", "+33612345678"),
        ("06 12 34 56 78", "Indian/Reunion", "+33612345678"),
        ("0692 12 34 56", "Indian/Reunion", "+262692123456"),
        ("0692 12 34 56", "Europe/Paris", "+262692123456"),
        ("0690 12 34 56", "America/Guadeloupe", "+590690123456"),
        ("0690 12 34 56", "America/Marigot", "+590690123456"),
        ("0696 12 34 56", "America/Guadeloupe", "+596696123456"),
        ("0694 12 34 56", "America/Cayenne", "+594694123456"),
        ("06 39 01 23 45", "Indian/Mayotte", "+262639012345"),
        ("75 12 34", "Pacific/Noumea", "+687751234"),
        ("87 12 34 56", "Pacific/Tahiti", "+68987123456"),
        ("+32 470 12 34 56", "Europe/Paris", "+32470123456"),
        ("0470 12 34 56", "Europe/Brussels", "+32470123456"),
        ("06 12 34 56 78", "UTC", "+33612345678"),
        ("02 98 00 00 00", "Europe/Paris", ""),
        ("0262 20 12 34", "Indian/Reunion", ""),
        ("75 12 34", "Europe/Paris", ""),
        ("3639 12", "Europe/Paris", ""),
        ("06 12 34 56", "Europe/Paris", ""),
        ("demandez à Zoé", "Europe/Paris", ""),
        ("", "Europe/Paris", ""),
    ],
)
def test_mobile(number, zone, expected):
    assert mobile(number, zone) == expected
