"""`agendatheque doctor` as one runs it, on an instance that is well but for what each test breaks."""

import tempfile

import pytest

from tests.server.commands.test_program import Program


@pytest.fixture
def program(fresh_database, tmp_path):
    return Program(tmp_path, database_url=fresh_database(), mail_url="page:", demo="true", allow_private_network="true")


@pytest.fixture
def small():
    """The program with a database of its own, in a folder with a short name."""
    with tempfile.TemporaryDirectory(prefix="agt") as data:
        yield Program(data, mail_url="page:", demo="true", allow_private_network="true")


def told(program):
    """Return the lines of the doctor, who finds something wrong."""
    return program("doctor", ok=None).splitlines()


def test_an_instance_that_does_not_run_is_looked_at_whole(small):
    lines = told(small)
    well = [line for line in lines if line.startswith("ok ")]
    kept = ["settings", "secret", "database answers", "tables of this version", "clock", "mails are", "journal is"]
    queues = ["journal", "mails", "deliveries", "activities received", "readings"]
    for part in ["ledger agree", *kept, *(f"{queue}: nothing is late" for queue in queues)]:
        assert any(part in line for line in well), part
    wrong = [line for line in lines if line.startswith("wrong")]
    assert len(wrong) == 2
    assert "no worker has ever run" in wrong[0]
    assert "our own actor cannot be read" in wrong[1]
    assert sum(line.startswith("       ") for line in lines) == 2


def test_a_setting_or_a_database_that_cannot_be_used_is_said(program):
    program.environment["AGENDATHEQUE_COLOUR"] = "red"
    assert any("AGENDATHEQUE_COLOUR" in line for line in told(program))
    del program.environment["AGENDATHEQUE_COLOUR"]
    program.environment["AGENDATHEQUE_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/nothing"
    assert any("No database answers" in line for line in told(program))


def test_a_secret_that_others_can_read_is_said(program, tmp_path):
    told(program)
    (tmp_path / "secret").chmod(0o644)
    assert any(line.startswith("wrong  others on this machine") for line in told(program))
