"""The commands for ready paths are there."""

from click.testing import CliRunner

from server.cli import program


def test_ready_paths_are_listed():
    told = CliRunner().invoke(program, ["paths", "list"])
    assert (told.exit_code, "premiers-pas" in told.output, len(told.output.splitlines())) == (0, True, 6)
