"""How a peer is doing, by a table of what is known of it."""

from datetime import UTC, datetime, timedelta

import pytest

from server.sharing.rules import Health, Signs, health

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FOLLOWED = {"state": "accepted", "sync": True}


@pytest.mark.parametrize(
    ("known", "word"),
    [
        ({}, Health.WELL),
        ({"state": "accepted"}, Health.WELL),
        ({"blocked_at": NOW, "dead_at": NOW}, Health.BLOCKED),
        ({"dead_at": NOW, "opens_again_at": NOW}, Health.UNREACHABLE),
        ({"opens_again_at": NOW + MINUTE, "parked": 1}, Health.SILENT),
        ({"opens_again_at": NOW - MINUTE}, Health.SILENT),
        ({"parked": 1, "drift": 3}, Health.REFUSING),
        ({"state": "refused"}, Health.REFUSING),
        ({"state": "asked"}, Health.WAITED_FOR),
        ({"state": "proposed", "drift": 1}, Health.WAITED_FOR),
        ({"oldest_owed_at": NOW - 16 * MINUTE, "drift": 1}, Health.LATE),
        ({"oldest_owed_at": NOW - 15 * MINUTE}, Health.WELL),
        ({**FOLLOWED, "caught_up_at": NOW - 121 * MINUTE}, Health.LATE),
        ({**FOLLOWED, "caught_up_at": NOW - 120 * MINUTE}, Health.WELL),
        ({**FOLLOWED, "caught_up_at": None}, Health.WELL),
        ({"state": "accepted", "sync": False, "caught_up_at": NOW - 121 * MINUTE}, Health.WELL),
        ({"state": "", "sync": True, "caught_up_at": NOW - 121 * MINUTE}, Health.WELL),
        ({"drift": 1, "skew": 6 * MINUTE}, Health.DIFFERENT),
        ({"compare_error": "status 500"}, Health.DIFFERENT),
        ({"skew": 6 * MINUTE}, Health.SKEWED),
        ({"skew": -6 * MINUTE}, Health.SKEWED),
        ({"skew": 5 * MINUTE}, Health.WELL),
    ],
)
def test_health_is_the_gravest_of_what_is_known(known, word):
    assert health(Signs(**known), NOW) is word
