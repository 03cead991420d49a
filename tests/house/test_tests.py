"""Tests that prove something: none waits for time to pass, none replaces the database by a pretence, none is without an expectation."""

import ast

from tests.house.reading import Definition, definitions, python_files, tree

EXPECTS = ("assert", "django_assert", "check", "expect", "raises", "verify", "run_state_machine", "fail")


def every_test() -> list[Definition]:
    files = [path for path in python_files() if path.name.startswith("test_")]
    return [d for path in files for d in definitions(path) if d.name.split(".")[-1].startswith("test_")]


def _calls(node: ast.AST) -> list[str]:
    called = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    return [f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called]


def _can_fail(test: Definition) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(test.node)) or any(
        name.lstrip("_").startswith(EXPECTS) for name in _calls(test.node)
    )


def test_every_test_can_fail() -> None:
    assert [f"{t.path}::{t.name}" for t in every_test() if not _can_fail(t)] == []


def test_no_test_sleeps() -> None:
    assert [f"{t.path}::{t.name}" for t in every_test() if "sleep" in _calls(t.node)] == []


def test_no_test_mocks() -> None:
    files = [path for path in python_files() if path.name.startswith("test_")]
    imported = [
        path.as_posix()
        for path in files
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and node.module in ("unittest", "unittest.mock") and any("ock" in a.name for a in node.names))
        or (isinstance(node, ast.Import) and any(a.name == "unittest.mock" for a in node.names))
    ]
    assert imported == [], "give the code a real thing: a file, a server on loopback, the test database"
