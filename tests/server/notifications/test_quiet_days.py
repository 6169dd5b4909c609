"""Sundays and public holidays, on the mainland, in Alsace and Moselle, overseas, and abroad."""

from datetime import date

import pytest

from server.notifications.quiet_days import closed

GOOD_FRIDAY = date(2027, 3, 26)


@pytest.mark.parametrize(
    ("day", "postal_code", "zone", "expected"),
    [
        (date(2027, 1, 10), "29200", "Europe/Paris", True),  # a Sunday
        (date(2027, 1, 9), "29200", "Europe/Paris", False),  # a Saturday
        (date(2027, 1, 1), "29200", "Europe/Paris", True),
        (date(2027, 3, 29), "29200", "Europe/Paris", True),  # Easter Monday
        (date(2027, 5, 6), "29200", "Europe/Paris", True),  # Ascension
        (date(2027, 7, 14), "75001", "Europe/Paris", True),
        (GOOD_FRIDAY, "29200", "Europe/Paris", False),
        (GOOD_FRIDAY, "57000", "Europe/Paris", True),
        (GOOD_FRIDAY, "67000", "Europe/Paris", True),
        (GOOD_FRIDAY, "68100", "Europe/Paris", True),
        (date(2028, 12, 26), "67000", "Europe/Paris", True),
        (date(2028, 12, 26), "54000", "Europe/Paris", False),
        (date(2027, 12, 20), "97400", "Indian/Reunion", True),
        (date(2027, 12, 20), "97200", "America/Martinique", False),
        (date(2027, 5, 22), "97200", "America/Martinique", True),
        (date(2027, 5, 27), "97110", "America/Guadeloupe", True),
        (date(2027, 6, 10), "97300", "America/Cayenne", True),
        (date(2027, 4, 27), "97600", "Indian/Mayotte", True),
        (date(2027, 10, 9), "97133", "America/St_Barthelemy", True),
        (date(2027, 5, 28), "97150", "America/Marigot", True),
        (date(2027, 9, 24), "98800", "Pacific/Noumea", True),
        (date(2027, 9, 24), "", "Pacific/Noumea", True),  # by its zone alone
        (date(2027, 3, 5), "98714", "Pacific/Tahiti", True),
        (date(2027, 7, 21), "1000", "Europe/Brussels", True),
        (date(2027, 7, 14), "1000", "Europe/Brussels", False),
        (date(2027, 1, 1), "", "UTC", True),  # no country known: as in France
    ],
)
def test_closed(day, postal_code, zone, expected):
    assert closed(day, postal_code, zone) is expected
