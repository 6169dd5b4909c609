"""The papers are true: commands, settings, files and folders that they name exist."""

import re
import subprocess
from pathlib import Path

import click
import pytest

from server.cli import program
from server.foundation.settings import NAMES, PREFIX

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.is_file())
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
READERS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "FEDERATION.md", "docs/running.md")


def text(name):
    return (ROOT / name).read_text("utf-8")


def test_all_papers_are_there():
    assert {str(path.relative_to(ROOT)) for path in PAPERS} >= set(READERS)
    assert text("LICENSE").lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE\n")
    assert "END OF TERMS AND CONDITIONS" in text("LICENSE")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(paper):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", paper.read_text("utf-8")):
        if not target.startswith(("https://", "http://", "mailto:")):
            assert (paper.parent / target).exists(), f"{paper.name} points to {target}"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_of_make_exist(paper):
    words = paper.read_text("utf-8")
    named = set(re.findall(r"^    make ([a-z]+)", words, re.MULTILINE)) | set(re.findall(r"`make ([a-z]+)`", words))
    assert named <= TARGETS


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_of_the_program_exist(paper):
    for line in re.findall(
        r"(?:^    (?:\.venv/bin/)?|`)agendatheque ([^`\n#]+)", paper.read_text("utf-8"), re.MULTILINE
    ):
        first, *rest = line.split()
        if first.startswith("-"):
            assert any(first in option.opts for option in program.get_params(click.Context(program)))
            continue
        command = program.get_command(click.Context(program), first)
        assert command is not None, f"{paper.name}: agendatheque {line}"
        if isinstance(command, click.Group) and rest:
            command = command.get_command(click.Context(command), rest[0])
            assert command is not None, f"{paper.name}: agendatheque {line}"
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known, f"{paper.name}: agendatheque {line}"


def test_each_setting_is_explained_and_no_other():
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \|", text("docs/running.md"), re.MULTILINE)
    assert sorted(rows) == sorted(NAMES)
    for paper in PAPERS:
        named = set(re.findall(rf"`{PREFIX}(\w+)`", paper.read_text("utf-8")))
        assert named <= NAMES | set(re.findall(rf"\$\{{{PREFIX}(\w+)", text("compose.yaml"))) | {"TEST_DATABASE_URL"}


def test_make_alone_names_all_that_one_runs():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in "install demo test check format lint types imports migrations screenshots lock clean".split():
        assert f"make {target} " in shown


def test_the_tree_of_the_readme_is_the_tree():
    block = text("README.md").split("## The tree")[1].split("## ")[0]
    rooms = set(re.findall(r"^      ([a-z_]+)/ ", block, re.MULTILINE))
    tops = set(re.findall(r"^    ([a-z_]+)/ ", block, re.MULTILINE))
    assert tops
    assert all((ROOT / name).is_dir() for name in tops)
    assert rooms == {path.parent.name for path in ROOT.glob("server/*/__init__.py")} - {"piccolo_migrations"}


def test_decisions_are_dated_and_fit_on_one_page():
    found = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert found
    for path in found:
        words = path.read_text("utf-8")
        day = re.match(r"(\d{4}-\d\d-\d\d)-[a-z0-9-]+\.md$", path.name)
        assert day, path.name
        assert f"\n{day[1]} · " in words, path.name
        assert len(words.splitlines()) <= 60, path.name
