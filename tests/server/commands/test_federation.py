"""`agendatheque federation` as one runs it: its words and its exit status."""

import pytest

from tests.server.commands.test_program import Program


@pytest.fixture
def program(fresh_database, tmp_path):
    return Program(tmp_path, database_url=fresh_database(), allow_private_network="true")


def test_a_host_is_blocked_shown_and_let_in_again(program):
    assert program("federation", "status").split()[:3] == ["HOST", "HEALTH", "FOLLOWED"]
    assert program("federation", "block", "brest.example") == "brest.example is blocked.\n"
    assert "we block it" in program("federation", "doctor", "brest.example", ok=None)
    assert program("federation", "unblock", "brest.example") == "brest.example is not blocked any more.\n"
    assert "not found" in program("federation", "unblock", "brest.example", ok=False)
    assert "not found" in program("federation", "block", "not a host", ok=False)


def test_what_leads_nowhere_is_said(program):
    assert "not an address" in program("federation", "follow", "???", ok=False)
    assert "not found" in program("federation", "follow", "http://127.0.0.1:9/", ok=False)
    told = program("federation", "doctor", "127.0.0.1:9", ok=None)
    assert "wrong  it refuses the connection" in told
    assert "wrong  our own actor cannot be read there" in told
    assert program("federation", "compare") == "No peer with a feed of changes is followed.\n"
    assert "127.0.0.1:9: no feed that we follow" in program("federation", "compare", "127.0.0.1:9", ok=None)
    assert program("federation", "replay", "brest.example", "--since", "2027-01-01").startswith("0 messages")


def test_keys_are_changed_once_there_are_some(program):
    assert "no keys yet" in program("federation", "rotate-keys", ok=False)
    assert "nobody: not found" in program("federation", "rotate-keys", "nobody", ok=False)
