"""FEDERATION.md is true to the code: the types that it names are those that are sent and handled."""

import ast
import re
from pathlib import Path

from federation.dialects import MICROBLOGS
from federation.handling import BUILT_IN
from server.sharing.hearing import HANDLERS

ROOT = Path(__file__).parents[2]
PAPER = (ROOT / "FEDERATION.md").read_text()
WIRE = ROOT / "federation" / "wire"
# Modules of the wire whose functions write activities.
BUILDING = ("activity", "actor")
TYPE = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)(?:\([A-Z]\w+\))?`")
OBJECTS = {"Application", "Group", "Event", "Tombstone", "Note", "Place", "PropertyValue"}
# What an activity may be (ActivityStreams 2.0): whatever we come to send is found, named in the paper or not.
VOCABULARY = {
    *("Create", "Update", "Delete", "Announce", "Follow", "Accept", "Reject", "TentativeAccept", "Ignore", "Undo"),
    *("Join", "Leave", "Block", "Flag", "Move", "Add", "Remove", "Like", "Dislike", "Invite", "Offer", "Question"),
}


def table(heading, column):
    """The types named in one column of the first table under a heading."""
    section = PAPER.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)[0].splitlines()[2:]
    return {name for row in rows for name in TYPE.findall(row.split("|")[column])} - OBJECTS


def builders():
    """The functions of the wire that write an activity, and its type: {("activity", "create"): "Create"}."""
    found = {}
    for module in BUILDING:
        for function in ast.parse((WIRE / f"{module}.py").read_text()).body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                words = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
                named = words & VOCABULARY
                if named and "id" in {argument.arg for argument in function.args.kwonlyargs}:
                    (found[module, function.name],) = named
    return found


def used(path):
    """The functions of the wire's building modules that a module of the product names."""
    tree = ast.parse(path.read_text())
    bound = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "federation.wire"
        for alias in node.names
        if alias.name in BUILDING
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in bound:
            yield bound[node.value.id], node.attr


def product():
    for package in ("federation", "server"):
        yield from (path for path in (ROOT / package).rglob("*.py") if WIRE not in path.parents)


def test_what_is_handled_is_what_the_paper_says():
    assert table("What we do when something comes in", 1) == BUILT_IN.keys() | HANDLERS.keys()


def test_what_is_sent_is_what_the_paper_says():
    known = builders()
    named = {function for path in product() for function in used(path)}
    assert table("What makes us send something", 2) == {kind for function, kind in known.items() if function in named}


def test_every_builder_is_used():
    named = {function for path in product() for function in used(path)}
    assert builders().keys() <= named


def test_the_builders_are_found():
    assert builders()["activity", "tentatively_accept"] == "TentativeAccept"
    assert builders()["actor", "update"] == "Update"
    assert len(builders()) >= 12


def test_the_dialects_that_the_paper_names_are_those_of_the_code():
    (row,) = (line for line in PAPER.splitlines() if line.startswith("| Mastodon"))
    named = re.findall(r"[A-Z]\w+", row.split("|")[1])
    assert {name.lower() for name in named} <= MICROBLOGS
    assert "AGENDATHEQUE_GANCIO" in PAPER
