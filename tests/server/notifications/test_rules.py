"""Who is told what and how, when it is too late, when to try again: tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from server.notifications.rules import KINDS, Facts, channel, given_up, method, stale, tells, wait

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("contact", "email", "phone", "expected"),
    [
        ("email", "a@b.fr", "", dict.fromkeys(KINDS, "email")),
        ("email", "a@b.fr", "0612345678", dict.fromkeys(KINDS, "email")),
        ("call", "", "0612345678", {"promoted": "call", "changed": "call", "called_off": "call"}),
        ("call", "a@b.fr", "0612345678", {"promoted": "call", "changed": "call", "called_off": "call"}),
        ("none", "", "0612345678", {"promoted": "call", "changed": "call", "called_off": "call"}),
        ("none", "", "", {}),
        ("none", "a@b.fr", "", {}),
    ],
)
def test_channel(contact, email, phone, expected):
    found = {kind: channel(kind, contact, email, phone) for kind in KINDS}
    assert found == {**dict.fromkeys(KINDS), **expected}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (["starts_at"], True), (["ends_at", "note"], True), (["room"], True), (["place"], True), (["mode"], True),
        (["online_url"], True), (["capacity"], False), (["note", "presenter"], False), ([], False),
    ],
)  # fmt: skip
def test_changes_worth_telling(changed, told):
    assert tells(changed) is told


@pytest.mark.parametrize(
    ("kind", "true_in"),
    [
        ("confirmed", {("confirmed", "published")}),
        ("waiting", {("waiting", "published")}),
        ("promoted", {("confirmed", "published")}),
        ("changed", {("confirmed", "published"), ("waiting", "published")}),
        ("called_off", {("confirmed", "cancelled"), ("waiting", "cancelled")}),
        ("cancelled", {("cancelled", "published"), ("cancelled", "cancelled"), ("cancelled", "withdrawn")}),
    ],
)
def test_a_message_is_stale_once_it_is_no_longer_true(kind, true_in):
    soon = NOW + timedelta(seconds=1)
    pairs = [(booking, session) for booking in ("confirmed", "waiting", "cancelled")
             for session in ("draft", "published", "cancelled", "withdrawn")]  # fmt: skip
    assert {pair for pair in pairs if not stale(kind, Facts(*pair, soon), NOW)} == true_in
    assert all(stale(kind, Facts(*pair, NOW), NOW) == "the session has started" for pair in pairs)


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [(1, 0, 1), (1, 1, 2), (2, 1, 4), (5, 1, 32), (10, 1, 1024), (11, 1, 1800), (11, 0, 900), (5000, 1, 1800)],
)
def test_wait_between_tries(attempts, chance, seconds):
    assert wait(attempts, chance) == timedelta(seconds=seconds)


def test_three_days_of_tries():
    assert not given_up(NOW, NOW + timedelta(days=3) - timedelta(seconds=1))
    assert given_up(NOW, NOW + timedelta(days=3))


def test_calendar_methods():
    assert {kind for kind in KINDS if method(kind) == "CANCEL"} == {"called_off", "cancelled"}
