"""How things are signed and tried again: tables of cases, and a vector of the specification."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.foundation.errors import Invalid
from server.hooks import rules

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
HOOK = UUID("01a22010-64d3-748c-a37e-c20f0db84b86")
DAY = timedelta(days=1)


def test_the_signature_is_that_of_the_specification():
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = rules.signature([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_generation_and_each_hook_has_a_secret_of_its_own():
    made = {rules.secret(b"a", HOOK, 1), rules.secret(b"a", HOOK, 2), rules.secret(b"b", HOOK, 1)}
    made.add(rules.secret(b"a", UUID(int=1), 1))
    assert len(made) == 4
    assert {len(one) for one in made} == {32}


@pytest.mark.parametrize(
    ("attempts", "wish", "waits"),
    [
        (1, "", timedelta(seconds=5)),
        (2, "", timedelta(minutes=5)),
        (9, "", DAY),
        (1, "120", timedelta(seconds=120)),
        (2, "1", timedelta(minutes=5)),
        (1, "99999999", DAY),
        (1, "999999999", timedelta(seconds=5)),
        (1, "Wed, 21 Oct 2026 07:28:00 GMT", timedelta(seconds=5)),
        (1, "-5", timedelta(seconds=5)),
    ],
)
def test_when_it_is_tried_again(attempts, wish, waits):
    assert rules.next_try(attempts, NOW, 0.5, wish) == NOW + waits


def test_the_tenth_try_is_the_last_one_after_three_days():
    assert rules.next_try(10, NOW, 0.5) is None
    assert timedelta(days=3) < sum(rules.WAITS, timedelta()) < timedelta(days=4)
    assert rules.next_try(1, NOW, 0.0) < rules.next_try(1, NOW, 1.0)


@pytest.mark.parametrize(
    ("attempts", "since", "expected"),
    [(5, 5 * DAY, True), (4, 9 * DAY, False), (9, 5 * DAY - timedelta(seconds=1), False), (9, None, False)],
)
def test_when_an_address_is_given_up(attempts, since, expected):
    assert rules.given_up(attempts, NOW - since if since else None, NOW) is expected


@pytest.mark.parametrize(
    ("name", "kinds", "field"), [(" ", [], "name"), ("n" * 101, [], "name"), ("Ville", ["booking.made"], "kinds")]
)
def test_what_cannot_be_kept(name, kinds, field):
    with pytest.raises(Invalid) as refusal:
        rules.check(name, kinds)
    assert set(refusal.value.fields) == {field}
