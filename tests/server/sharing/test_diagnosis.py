"""Why a peer does not answer: each judgement by a table of what a probe brought."""

from datetime import UTC, datetime, timedelta

import pytest

from server.sharing import diagnosis
from server.sharing.rules import Signs

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEY = "-----BEGIN PUBLIC KEY-----"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("", "it answers"),
        (
            "ClientConnectorDNSError: Cannot connect to host x.example:443 ssl:default [Name or service not known]",
            "name",
        ),
        ("ClientConnectorDNSError: Cannot connect to host x:443 [x leads to a private address]", "private address"),
        ("Forbidden: [Errno 13] 10.0.0.1 is a private address", "private address"),
        (
            "ClientConnectorError: Cannot connect to host x:443 ssl:default [Connect call failed ('192.0.2.1', 443)]",
            "refuses",
        ),
        (
            "ClientConnectorCertificateError: Cannot connect to host x:443 ssl:True [SSLCertVerificationError]",
            "certificate",
        ),
        ("ClientConnectorSSLError: Cannot connect to host x:443 ssl:default [wrong version]", "no TLS connection"),
        ("ConnectionTimeoutError: Connection timeout to host https://x", "within ten seconds"),
        ("TimeoutError: ", "within ten seconds"),
        ("ServerDisconnectedError: Server disconnected", "closed the connection"),
        ("only https addresses are asked", "not https"),
        ("only the usual ports are asked", "unusual port"),
        ("not the name of a public host", "not the name of a public host"),
        ("the answer is longer than 5 bytes", "the answer is longer than 5 bytes"),
    ],
)
def test_a_connection(error, says):
    found = diagnosis.of_connection(error)
    assert says in found.says
    assert (found.well, bool(found.mend)) == (not error, bool(error))


@pytest.mark.parametrize(
    ("status", "application", "well", "says"),
    [
        (200, "https://x.example/ap/actor", True, "names its instance actor"),
        (200, "", True, "names no instance actor"),
        (404, "", False, "no NodeInfo (status 404)"),
        (301, "", False, "no NodeInfo (status 301)"),
        (502, "", False, "in trouble (status 502)"),
    ],
)
def test_a_nodeinfo(status, application, well, says):
    found = diagnosis.of_nodeinfo(status, application)
    assert (found.well, says in found.says) == (well, True)


@pytest.mark.parametrize(
    ("date", "well", "says"),
    [
        ("Mon, 11 Jan 2027 09:00:00 GMT", True, "agrees"),
        ("Mon, 11 Jan 2027 09:04:00 GMT", True, "agrees"),
        ("Mon, 11 Jan 2027 09:07:00 GMT", False, "7 minutes ahead of ours"),
        ("Mon, 11 Jan 2027 08:00:00 -0000", False, "60 minutes behind ours"),
        ("", True, "does not tell"),
        ("yesterday", True, "does not tell"),
    ],
)
def test_a_clock(date, well, says):
    found = diagnosis.of_clock(date, NOW)
    assert (found.well, says in found.says) == (well, True)


@pytest.mark.parametrize(
    ("status", "error", "known", "well", "says"),
    [
        (200, "", True, True, "can be read"),
        (200, "content type", False, False, "cannot be read: content type"),
        (401, "status 401", False, False, "draft-cavage and RFC 9421 alike (status 401)"),
        (403, "status 403", False, False, "refuses our signature"),
        (404, "", False, False, "not there (status 404)"),
        (410, "", True, False, "not there (status 410)"),
        (503, "", False, False, "in trouble (status 503)"),
        (0, "TimeoutError", False, False, "cannot be read: TimeoutError"),
        (429, "", False, False, "cannot be read: status 429"),
    ],
)
def test_an_actor(status, error, known, well, says):
    found = diagnosis.of_actor(status, error, known)
    assert (found.well, says in found.says) == (well, True)


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({}, ["nothing speaks against it"]),
        ({"blocked_at": NOW}, ["we block it"]),
        ({"dead_at": NOW - 9 * MINUTE, "opens_again_at": NOW + MINUTE}, ["out of reach since 2027-01-11"]),
        ({"opens_again_at": NOW + MINUTE}, ["in a pause until 2027-01-11 09:01 UTC"]),
        ({"opens_again_at": NOW - MINUTE}, ["nothing speaks against it"]),
        ({"state": "refused"}, ["it refused our follow"]),
        ({"state": "asked"}, ["it has not answered our follow yet"]),
        ({"state": "accepted", "compare_error": "status 500"}, ["the last comparison failed: status 500"]),
        ({"blocked_at": NOW, "state": "refused"}, ["we block it", "it refused our follow"]),
    ],
)
def test_what_is_kept_of_a_host(known, says):
    found = diagnosis.of_host("x.example", Signs(**known), NOW)
    assert [each in finding.says for each, finding in zip(says, found, strict=True)] == [True] * len(says)
    assert all(finding.well is (finding.says.startswith("nothing")) for finding in found)


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (0, "", "takes what we send"),
        (401, "bad\nsignature", "refuses our signature (status 401): bad signature"),
        (403, "", "refuses our signature (status 403)"),
        (500, "oops", "in trouble (status 500): oops"),
        (404, "", "not there (status 404)"),
        (422, "no name", "refuses what we say (status 422): no name"),
        (0, "TimeoutError: ", "does not answer: TimeoutError"),
    ],
)
def test_an_inbox(status, error, says):
    found = diagnosis.of_inbox(status, error)
    assert says in found.says
    assert found.well is (not status and not error)


@pytest.mark.parametrize(
    ("url", "private", "well"),
    [
        ("https://agenda.example.fr", False, True),
        ("http://agenda.example.fr", False, False),
        ("https://localhost", False, False),
        ("http://localhost:8001", True, True),
    ],
)
def test_our_own_address(url, private, well):
    assert diagnosis.of_own_address(url, private=private).well is well


@pytest.mark.parametrize(("status", "error", "well"), [(200, "", True), (404, "", False), (0, "TimeoutError: ", False)])
def test_our_own_page(status, error, well):
    found = diagnosis.of_own_page(status, error)
    assert (found.well, bool(found.mend)) == (well, not well)


@pytest.mark.parametrize(("published", "ours", "well"), [(KEY, KEY, True), (KEY, "x", False), ("", "", False)])
def test_our_own_key(published, ours, well):
    assert diagnosis.of_own_key(published, ours).well is well
