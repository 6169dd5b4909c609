"""Who is told what and how, when it is too late, when to try again: tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from server.notifications.rules import (
    CALLED,
    KINDS,
    URGENT,
    Facts,
    channel,
    given_up,
    method,
    quiet_until,
    stale,
    tells,
    wait,
)  # fmt: skip

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("contact", "email", "phone", "expected"),
    [
        ("email", "a@b.fr", "", dict.fromkeys(KINDS, "email")),
        ("email", "a@b.fr", "0612345678", dict.fromkeys(KINDS, "email")),
        ("sms", "", "06 12 34 56 78", dict.fromkeys(KINDS, "sms")),
        ("sms", "a@b.fr", "+33 7 56 78 90 12", dict.fromkeys(KINDS, "sms")),
        ("sms", "", "02 98 00 00 00", dict.fromkeys(CALLED, "call")),
        ("call", "", "0612345678", dict.fromkeys(CALLED, "call")),
        ("call", "a@b.fr", "0612345678", dict.fromkeys(CALLED, "call")),
        ("none", "", "0612345678", {**dict.fromkeys(URGENT, "sms"), "reconfirm": "call"}),
        ("none", "", "02 98 00 00 00", {**dict.fromkeys(URGENT, "call"), "reconfirm": "call"}),
        ("none", "", "", {}),
        ("sms", "", "", {}),
        ("none", "a@b.fr", "", {}),
    ],
)
def test_channel(contact, email, phone, expected):
    found = {kind: channel(kind, contact, email, phone) for kind in KINDS}
    assert found == {**dict.fromkeys(KINDS), **expected}


def test_channel_without_a_provider_of_sms():
    def told(kind, contact):
        return channel(kind, contact, "", "0612345678", texting=False)

    assert [told("promoted", contact) for contact in ("sms", "none", "call")] == ["call"] * 3
    assert [told("reminder", contact) for contact in ("sms", "call", "none")] == ["call", "call", None]
    assert told("confirmed", "sms") is None


@pytest.mark.parametrize(("hours", "minutes"), [(96, 30), (5, 30), (4.01, 30), (4, 0), (1, 0), (-1, 0)])
def test_a_change_is_told_after_a_quiet_time_unless_the_session_is_near(hours, minutes):
    assert quiet_until(NOW, NOW + timedelta(hours=hours)) == NOW + timedelta(minutes=minutes)


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
    assert {kind for kind in KINDS if method(kind) == "CANCEL"} == {"called_off", "cancelled", "released"}
