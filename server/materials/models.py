"""Ready paths: model workshops of our own, with the steps of each session, read from models.toml."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.foundation.errors import NotFound
from server.workshops.competences import USUAL

FILE = Path(__file__).with_name("models.toml")


@dataclass(frozen=True)
class ModelWorkshop:
    """A ready workshop: what the public reads of it, and `steps` for who leads the session."""

    key: str
    title: str
    summary: str
    level: str
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    minutes: int
    bring: str
    competences: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def competence_level(self) -> int:
        """The level, from 1 to 8, at which it trains its competences."""
        return USUAL[self.level]


@dataclass(frozen=True)
class ModelPath:
    """Ready workshops that follow each other."""

    key: str
    title: str
    summary: str
    workshops: tuple[ModelWorkshop, ...]

    @property
    def minutes(self) -> int:
        """How long all of it lasts."""
        return sum(one.minutes for one in self.workshops)


def _workshop(told: dict[str, Any]) -> ModelWorkshop:
    lists: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return ModelWorkshop(**lists)


@functools.cache
def _written() -> dict[str, ModelPath]:
    told = tomllib.loads(FILE.read_text("utf-8"))
    workshops = {one["key"]: _workshop(one) for one in told["workshop"]}
    return {
        one["key"]: ModelPath(one["key"], one["title"], one["summary"], tuple(workshops[key] for key in one["steps"]))
        for one in told["path"]
    }


def all_models() -> list[ModelPath]:
    """Return the ready paths, in the order of the file."""
    return list(_written().values())


def model_path(key: str) -> ModelPath:
    """Return a ready path; raises NotFound."""
    if key not in _written():
        raise NotFound
    return _written()[key]


def model_workshop(key: str) -> ModelWorkshop:
    """Return a ready workshop; raises NotFound."""
    found = next((one for path in all_models() for one in path.workshops if one.key == key), None)
    if found is None:
        raise NotFound
    return found
