"""Every reason for which the product refuses has a sentence."""

import ast
from pathlib import Path

import pytest

from server import sentences
from server.foundation.reasons import SENTENCES

SERVER = Path(__file__).resolve().parents[2] / "server"


def reasons():
    """All (file, key) of Refused("key") and Invalid({"field": "key"}) in the code."""
    for file in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                argument = node.args[0]
                if node.func.id == "Refused" and isinstance(argument, ast.Constant):
                    yield file.name, argument.value
                elif node.func.id == "Invalid" and isinstance(argument, ast.Dict):
                    yield from (
                        (file.name, value.value) for value in argument.values if isinstance(value, ast.Constant)
                    )


FOUND = sorted(set(reasons()))


def test_there_are_reasons():
    assert len(FOUND) > 20


@pytest.mark.parametrize(("file", "key"), FOUND)
def test_the_reason_has_a_sentence(file, key):
    sentences.gather()
    assert SENTENCES[key].strip()
