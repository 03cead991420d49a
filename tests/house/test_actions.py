"""An action reads like an order: a verb, then its object, and arguments that are named and typed."""

import ast
import re

from tests.house.reading import Definition, definitions, python_files

VERB_NOUN = re.compile(r"[a-z]+(_[a-z0-9]+)+")


def _is_action(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == "action"


def actions() -> list[Definition]:
    """Every function under `@action`, tests left out."""
    return [d for path in python_files(tests=False) for d in definitions(path) if any(map(_is_action, d.node.decorator_list))]


def test_every_action_is_named_verb_noun() -> None:
    assert [f"{a.path}::{a.name}" for a in actions() if not VERB_NOUN.fullmatch(a.node.name)] == []


def test_every_action_takes_its_actor_first_and_the_rest_by_name() -> None:
    wrong = [f"{a.path}::{a.name}" for a in actions() if [arg.arg for arg in (*a.node.args.posonlyargs, *a.node.args.args)] != ["actor"]]
    assert wrong == [], "def verb_noun(actor, *, typed keyword arguments)"


def test_every_action_says_what_it_does() -> None:
    assert [f"{a.path}::{a.name}" for a in actions() if not ast.get_docstring(a.node)] == []
