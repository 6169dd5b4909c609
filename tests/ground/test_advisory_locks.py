"""Advisory locks are numbers that a whole database shares: two purposes with one number would wait for each other."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NUMBER = re.compile(r"\b7261\d{3}\b")


def test_each_purpose_has_a_number_of_its_own():
    files = [file for room in ("server", "federation", "ical_feeds") for file in (ROOT / room).rglob("*.py")]
    # A migration may hold the trigger that takes a lock: it is the purpose of the module that names it.
    modules = [file for file in files if "piccolo_migrations" not in file.parts]
    found = Counter(number for file in modules for number in NUMBER.findall(file.read_text("utf-8")))
    assert len(found) >= 4
    assert set(found.values()) == {1}, found
    held = {number for file in {*files} - {*modules} for number in NUMBER.findall(file.read_text("utf-8"))}
    assert held <= found.keys()
