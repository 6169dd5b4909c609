"""The tree keeps the shape that CONTRIBUTING.md describes, and the wheel holds what the program needs."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "server", "federation", "ical_feeds", "templates", "tests", "docs",
    "pyproject.toml", "requirements.lock", "requirements-run.lock", "Makefile", "compose.yaml", "Containerfile",
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "FEDERATION.md", "LICENSE",
}  # fmt: skip
VAGUE = {"utils", "helpers", "base", "manager", "service", "services", "managers", "misc", "common"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
SHORT_FUNCTION = 25


def kept(pattern="*"):
    """Return the files that git keeps and that are on disk."""
    listed = subprocess.run(["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.splitlines() if (ROOT / name).exists()]


SOURCES = [name for name in kept("*.py") if "piccolo_migrations" not in name.parts]
PRODUCT = [name for name in SOURCES if name.parts[0] != "tests"]


def parsed(name):
    return ast.parse((ROOT / name).read_text("utf-8"))


def functions(name):
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.end_lineno - node.lineno + 1


def test_the_top_of_the_tree_holds_only_what_is_named():
    top = {name.parts[0] for name in kept() if not name.parts[0].startswith(".")}
    assert top - TOP == set()


def test_there_is_product_and_tests_to_look_at():
    assert {"server", "federation", "ical_feeds"} <= {name.parts[0] for name in PRODUCT}
    assert any(name.parts[0] == "tests" for name in SOURCES)


def test_tests_are_not_a_package():
    assert [name for name in SOURCES if name.parts[0] == "tests" and name.name == "__init__.py"] == []


def test_no_name_says_nothing():
    assert [name for name in SOURCES if VAGUE & {part.removesuffix(".py") for part in name.parts}] == []


def test_files_are_short():
    lengths = {str(name): len((ROOT / name).read_text("utf-8").splitlines()) for name in SOURCES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short():
    lengths = [(f"{name}: {function}", length) for name in PRODUCT for function, length in functions(name)]
    assert [(name, length) for name, length in lengths if length > LONGEST_FUNCTION] == []
    short = sum(length < SHORT_FUNCTION for _, length in lengths)
    assert short >= 0.9 * len(lengths), f"{short} of {len(lengths)} functions are under {SHORT_FUNCTION} lines"


def test_each_module_says_what_it_is_for():
    for name in SOURCES:
        if (ROOT / name).stat().st_size:
            first = (ast.get_docstring(parsed(name)) or "").split("\n\n")[0].rstrip()
            assert first.endswith((".", "?", "!")), f"{name} has no sentence on top: {first!r}"


def test_nothing_is_left_to_do():
    words = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    assert [name for name in PRODUCT if any(word in (ROOT / name).read_text("utf-8") for word in words)] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the names in a wheel built from this checkout, by the locked build tool and without network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_all_that_the_program_reads(wheel):
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    packages = build["targets"]["wheel"]["packages"]
    ours = {str(name) for name in kept() if name.parts[0] in packages}
    assert {Path(name).suffix for name in ours} >= {".py", ".html", ".css", ".po"}
    assert ours - wheel == set()


def test_the_wheel_holds_the_licence_and_no_tests(wheel):
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert not any(name.startswith("tests/") for name in wheel)
