"""When a session to practise with is dated, when it is wiped, and how its messages would have come."""

from datetime import UTC, datetime

import pytest

from server.practice.rules import channel, dated, wiped

NOON = datetime(2027, 1, 11, 11, 0, tzinfo=UTC)
FAR = datetime(2027, 1, 18, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "at"),
    [
        (NOON, "Europe/Paris", FAR),
        (datetime(2027, 1, 11, 23, 30, tzinfo=UTC), "Europe/Paris", datetime(2027, 1, 19, 13, tzinfo=UTC)),
        (NOON, "Indian/Reunion", datetime(2027, 1, 18, 10, tzinfo=UTC)),
        # The hour is local: that week the watches go forward.
        (datetime(2027, 3, 22, 11, tzinfo=UTC), "Europe/Paris", datetime(2027, 3, 29, 12, tzinfo=UTC)),
    ],
)
def test_it_is_always_in_a_week(now, zone, at):
    assert dated(now, zone) == at


@pytest.mark.parametrize(
    ("oldest", "starts_at", "now", "so"),
    [
        (None, FAR, NOON, False),
        (datetime(2027, 1, 11, 8, tzinfo=UTC), FAR, NOON, False),
        (datetime(2027, 1, 10, 23, 0, tzinfo=UTC), FAR, NOON, False),  # midnight in Paris
        (datetime(2027, 1, 10, 22, 59, tzinfo=UTC), FAR, NOON, True),
        (datetime(2027, 1, 11, 22, 59, tzinfo=UTC), FAR, datetime(2027, 1, 11, 23, 0, tzinfo=UTC), True),
        (None, datetime(2027, 1, 14, 11, 0, tzinfo=UTC), NOON, False),
        (None, datetime(2027, 1, 14, 10, 59, tzinfo=UTC), NOON, True),
    ],
)
def test_it_is_wiped_after_midnight_and_before_it_would_begin(oldest, starts_at, now, so):
    assert wiped(oldest, starts_at, now, "Europe/Paris") is so


@pytest.mark.parametrize(
    ("kind", "contact", "email", "phone", "way"),
    [
        ("confirmed", "email", "a@b.example", "", "email"),
        ("confirmed", "sms", "", "0612345678", "sms"),
        ("confirmed", "call", "", "0212345678", None),
        ("promoted", "call", "", "0212345678", "call"),
        ("confirmed", "none", "", "", None),
        ("promoted", "none", "", "", None),
    ],
)
def test_how_a_message_would_have_come(kind, contact, email, phone, way):
    assert channel(kind, contact, email, phone) == way
