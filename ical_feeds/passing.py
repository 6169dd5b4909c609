"""A reading as one line of JSON between a child process and us: each text once, however many events share it."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from ical_feeds.guard import Problem
from ical_feeds.imported import ImportedEvent
from ical_feeds.read import Reading

_NAMES = tuple(field.name for field in fields(ImportedEvent))
_TIMES = frozenset({"starts_at", "ends_at", "recurrence_at", "stamped_at"})
_TEXTS = frozenset({"uid", "timezone", "title", "description", "location", "url", "status"})


def packed(reading: Reading) -> bytes:
    """The reading as bytes that hold no newline."""
    texts: dict[str, int] = {}
    events = [[_packed(name, getattr(event, name), texts) for name in _NAMES] for event in reading.events]
    problems = [[each.key, each.detail, each.line] for each in reading.problems]
    told = {"name": reading.name, "wished": reading.wished, "source": reading.source, "problems": problems}
    return json.dumps({**told, "texts": list(texts), "events": events}).encode()


def unpacked(told: dict[str, Any]) -> Reading:
    """The reading that was packed. Raises KeyError, TypeError, IndexError or ValueError for anything else."""
    texts = told["texts"]
    events = [
        ImportedEvent(**{name: _unpacked(name, value, texts) for name, value in zip(_NAMES, row, strict=True)})
        for row in told["events"]
    ]
    problems = [Problem(key, detail, line) for key, detail, line in told["problems"]]
    warnings = [f"{each.key}: {each.detail}" if each.detail else each.key for each in problems]
    return Reading(events, warnings, told["name"], problems, told["wished"], told["source"])


def _packed(name: str, value: Any, texts: dict[str, int]) -> Any:
    if name in _TEXTS:
        return texts.setdefault(value, len(texts))
    if name in _TIMES:
        return value.isoformat() if value else None
    return value


def _unpacked(name: str, value: Any, texts: Sequence[str]) -> Any:
    if name in _TEXTS:
        return texts[value]
    if name in _TIMES:
        return datetime.fromisoformat(value) if value else None
    return tuple(value) if name == "categories" else value
