"""The window of time, hostile dates, and the parameters of both schemes."""

from datetime import timedelta

import pytest

from federation.signatures import BadSignature
from tests.federation.forging import KEY_ID, NOW, created, judge, new, old, refused


@pytest.mark.parametrize("build", [old, new])
@pytest.mark.parametrize(
    ("minutes", "good"), [(0, True), (64, True), (65, True), (66, False), (-64, True), (-66, False), (60 * 24, False)]
)
def test_the_window_is_65_minutes_both_ways(build, minutes, good):
    now = NOW + timedelta(minutes=minutes)
    if good:
        assert judge(build(), now=now)
    else:
        refused(build(), "time", now=now)


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Tue, 12 Jan 99999999999999999999 13:00:00 GMT",
        "Tue, 12 Jan 2027 13:00:00 +99999999999999999999",
        "yesterday",
        "",
        "1768222800",
        "Mon, 01 Jan 0001 00:00:00 +2359",
    ],
)
def test_hostile_dates_are_refused_without_a_crash(date):
    with pytest.raises(BadSignature) as why:
        judge(old(date=date))
    assert why.value.reason in ("date", "time", "missing:date")


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        (created(int(NOW.timestamp()) - 3600), ""),
        (f';keyid="{KEY_ID}"', "missing:created"),
        (created("1" * 40), "syntax"),
        (created("999999999999999"), "date"),
        (created("-999999999999999"), "date"),
        (created("1.5"), "parameter"),
        (created("?1"), "parameter"),
        (created('"1768222800"'), "parameter"),
        (created(int(NOW.timestamp()), f";expires={int(NOW.timestamp()) + 60}"), ""),
        (created(int(NOW.timestamp()), f";expires={int(NOW.timestamp()) - 1}"), "expired"),
        (created(int(NOW.timestamp()), ';expires="never"'), "parameter"),
        (created(int(NOW.timestamp()), ";created=1"), "duplicate"),
        (created(int(NOW.timestamp()), ";x-own=1"), "parameter"),
        (created(int(NOW.timestamp()), ';nonce="a";tag="b"'), ""),
        (f";created={int(NOW.timestamp())};keyid=token", "parameter"),
        (f";created={int(NOW.timestamp())}", "key_id"),
    ],
)
def test_parameters_of_the_new_scheme(params, reason):
    request = new(params=params)
    assert judge(request) if not reason else refused(request, reason)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (f",expires={int(NOW.timestamp()) + 60}", ""),
        (f",expires={int(NOW.timestamp()) - 1}", "expired"),
        (',keyId="https://other.example/key"', "duplicate"),
        (',KEYID="https://other.example/key"', "duplicate"),
        (',headers="date"', "duplicate"),
        (" trailing", "syntax"),
        (",=", "syntax"),
        (',created="1"', ""),
    ],
)
def test_parameters_of_the_old_scheme(more, reason):
    request = old(more=more)
    assert judge(request) if not reason else refused(request, reason)
