"""How long private feeds live, what is read in a pasted address, whose sessions are whose, what is counted."""

from datetime import UTC, datetime, timedelta

import pytest

from server.subscribers import clients, rules
from server.subscribers.rules import State

TOKEN = "abcdefghijklmnopqrstuvwxyz234567"
USED = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(), State.LIVE),
        (timedelta(days=487), State.LIVE),
        (timedelta(days=488), State.ENDING),
        (timedelta(days=548) - timedelta(seconds=1), State.ENDING),
        (timedelta(days=548), State.STOPPED),
    ],
)
def test_a_feed_that_nobody_reads_is_told_to_stop_then_stops(later, expected):
    assert rules.state(USED, USED + later) is expected


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        (f"https://agenda.example/p/{TOKEN}/mes-ateliers.ics", TOKEN),
        (f"  webcal://agenda.example/p/{TOKEN}/mes-ateliers.ics\n", TOKEN),
        (f"https://agenda.example/p/{TOKEN}", TOKEN),
        (f"https://agenda.example/p/{TOKEN}?fait=nouveau", TOKEN),
        (TOKEN, TOKEN),
        (f"https://agenda.example/reservations/{TOKEN}", ""),
        (f"/p/{TOKEN[:-1]}/mes-ateliers.ics", ""),
        (f"/p/{TOKEN}a/mes-ateliers.ics", ""),
        (f"/p/{TOKEN.upper()}/mes-ateliers.ics", ""),
        ("https://agenda.example/agenda.ics", ""),
        ("", ""),
    ],
)
def test_the_token_in_what_was_pasted(pasted, expected):
    assert rules.token_in(pasted) == expected


@pytest.mark.parametrize(
    ("written", "name", "expected"),
    [
        ("yann kermarrec", "yann kermarrec", True),
        ("fatou diop et yann kermarrec", "yann kermarrec", True),
        ("yann kermarrec, fatou diop", "fatou diop", True),
        ("anabelle", "ana", False),
        ("lou-ann", "ann", True),
        ("yann k.", "yann k.", True),
        ("yann", "", False),
        ("", "yann", False),
    ],
)
def test_who_presents(written, name, expected):
    assert rules.presents(written, name) is expected


@pytest.mark.parametrize(
    ("path", "filtered", "expected"),
    [
        ("/agenda.ics", False, "/agenda.ics"),
        ("/agenda.ics", True, "/agenda.ics?"),
        ("/agenda.atom", False, "/agenda.atom"),
        ("/bibliotheques/centre/agenda.ics", False, "/bibliotheques/centre/agenda.ics"),
        ("/f/7Kq2M.ics", False, "/f/7Kq2M.ics"),
        (f"/p/{TOKEN}/mes-ateliers.ics", False, "/p/*/mes-ateliers.ics"),
        (f"/p/{TOKEN}/essai.ics", False, ""),
        (f"/reservations/{TOKEN}.ics", False, "/reservations/*.ics"),
        (f"/reservations/{TOKEN}/donnees.json", False, ""),
        ("/seances/0190.ics", False, "/seances/*.ics"),
        (f"/p/{TOKEN}", False, ""),
        ("/bibliotheques/centre", False, ""),
        ("/", True, ""),
    ],
)
def test_what_is_counted_holds_no_secret_and_no_filter(path, filtered, expected):
    assert rules.counted_as(path, filtered) == expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Google-Calendar-Importer", "google"),
        ("iOS/18.1 (22B83) dataaccessd/1.0", "apple"),
        ("macOS/14.5 (23F79) CalendarAgent/1022", "apple"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17029; Pro)", "outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.2.0", "thunderbird"),
        ("Nextcloud Webcal Service", "nextcloud"),
        ("ICSx5/2.3.0 (2024/08/01; dav4jvm; okhttp/4.12) Android/14", "icsx5"),
        ("khal/0.11", "other"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "robot"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "browser"),
        ("curl/8.5.0", "program"),
        ("", "other"),
        ("x" * 5000 + "Google-Calendar-Importer", "other"),
    ],
)
def test_the_kind_of_an_application(agent, expected):
    assert clients.kind(agent) == expected
    assert expected in clients.NAMES
