"""The list of threats names tests that exist, and leaves none out."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"^\| (T\d\d) \| (.+?) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines():
    return LINE.findall((ROOT / "docs" / "threats.md").read_text(encoding="utf-8"))


def test_each_threat_is_there_once_and_in_order():
    ids = [id for id, _, _ in lines()]
    assert ids == sorted(set(ids))
    # Those of the protocol between servers, and those of calendars; others are held elsewhere.
    assert set(ids) >= {f"T{number:02}" for number in (*range(1, 47), *range(61, 68))}


def test_each_names_tests_that_exist():
    for id, _, tests in lines():
        named = TEST.findall(tests)
        assert named, id
        assert len(named) == tests.count("::"), f"{id}: {tests}"
        for file, name in named:
            text = (ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), f"{id}: {file}::{name}"
