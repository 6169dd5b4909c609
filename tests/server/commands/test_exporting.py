"""`agendatheque export` and `import` as one runs them: a file goes in, and comes out the same."""

import json
from datetime import date, timedelta

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
    assert program("import", str(given)) == "1 libraries\n"
    assert program("export", "--people", str(back)) == "1 libraries\n"
    assert json.loads(back.read_text("utf-8"))["libraries"] == [LIBRARY]
    assert "empty instance" in program("import", str(given), ok=False)


def test_a_series_is_shown_then_planned(fresh_database, tmp_path):
    program = Program(tmp_path, database_url=fresh_database())
    given, back = tmp_path / "agenda.json", tmp_path / "back.json"
    workshop = {
        "id": "01a22010-64d3-748c-a37e-c20f0db84b87", "library": None, "slug": "clics", "title": "Clics", "summary": "",
        "description": "", "level": "", "bring": "", "prerequisites": "", "folded": "clics", "minutes": 90,
        "created_at": LIBRARY["created_at"], "updated_at": LIBRARY["updated_at"],
    }  # fmt: skip
    agenda = {"format": "agendatheque-agenda", "version": 1, "libraries": [LIBRARY], "workshops": [workshop]}
    given.write_text(json.dumps(agenda))
    program("import", str(given))
    year = date.today().year + 1
    christmas = date(year, 12, 25)
    asked = ["series", "clics", "--library", "port", "--start", "14:00", "--most", "2", "--keep", "school"]
    asked += ["--first", (christmas - timedelta(weeks=1)).isoformat()]
    shown = program(*asked)
    assert f"{christmas}  skipped: Public holiday" in shown
    assert shown.endswith("Nothing is written: --write plans the dates kept.\n")
    assert "Planned: /bureau/series/" in program(*asked, "--write", "--publish")
    program("export", str(back))
    planned = json.loads(back.read_text("utf-8"))["sessions"]
    assert [(one["state"], one["starts_at"][11:16], one["ends_at"][11:16]) for one in planned] == [
        ("published", "13:00", "14:30"),
    ] * 2
