"""`agendatheque subscriptions` as one runs it: a file taken in; what is wrong is said in words."""

from datetime import UTC, datetime

import pytest

from tests.server.commands.test_program import Program

FILE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Le club\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{year}0112T090000Z\r\n"
    "SUMMARY:Tricot\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Sans date\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def program(fresh_database, tmp_path):
    return Program(tmp_path, database_url=fresh_database())


def test_a_file_is_taken_in_and_what_is_wrong_is_said(program, tmp_path):
    file = tmp_path / "club.ics"
    file.write_text(FILE.format(year=datetime.now(UTC).year + 1))
    added = program("subscriptions", "add", str(file), "--theme", "email").split()
    assert added[1:4] == ["1", "sessions", "to"]
    assert f"{added[0]}  file    1" in program("subscriptions", "list")
    assert "not public" in program("subscriptions", "add", "https://127.0.0.1/a.ics", ok=False)
