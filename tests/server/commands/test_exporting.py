"""`agendatheque export` and `import` as one runs them: a file goes in, and comes out the same."""

import json

from tests.server.commands.test_program import Program

LIBRARY = {
    "id": "01a22010-64d3-748c-a37e-c20f0db84b86", "slug": "port", "name": "Médiathèque du port", "address": "1 quai",
    "postal_code": "35000", "city": "Rennes", "insee": "", "latitude": None, "longitude": -3.36, "phone": "",
    "timezone": "Europe/Paris", "email": "", "website": "", "access": "", "addresses": [], "facilities": [],
    "opening_hours": "", "reminder_hours": 48, "school_zone": "", "reviewed": False, "version": 1,
    "created_at": "2026-11-01T09:00:00+00:00", "updated_at": "2026-11-01T09:00:00+00:00",
}  # fmt: skip


def test_an_agenda_goes_in_and_comes_out_the_same(fresh_database, tmp_path):
    program = Program(tmp_path, database_url=fresh_database())
    given, back = tmp_path / "agenda.json", tmp_path / "back.json"
    given.write_text(json.dumps({"format": "agendatheque-agenda", "version": 1, "libraries": [LIBRARY]}))
    assert program("import", str(given)).startswith("1 libraries, 0 closings")
    assert program("export", str(back)).startswith("1 libraries, 0 closings")
    assert json.loads(back.read_text("utf-8"))["libraries"] == [LIBRARY]
    assert "empty agenda" in program("import", str(given), ok=False)
