"""An action reads like an order: a verb, then its object, and arguments that are named and typed."""

import ast
import re
from datetime import date

from sightline.aims.organisation.models import Unit
from sightline.kernel.actions import Action, all_actions
from sightline.kernel.actions.hindering import hindrance
from sightline.kernel.errors import NotNow
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record
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


def _does_something_to_retired(found: Action) -> bool:
    model = Unit if found.subject is Record else found.subject
    assert model is not None
    refusal = hindrance(found, Actor.local(), model(reference="ONE-0001", retired=date(2026, 1, 2)))
    return not (isinstance(refusal, NotNow) and "retired on 2 January 2026" in refusal.message)


def test_what_is_retired_takes_only_the_few_verbs_that_say_so() -> None:
    open_ones = {found.name for found in all_actions() if found.subject is not None and _does_something_to_retired(found)}
    assert open_ones == {found.name for found in all_actions() if found.on_retired}
    assert open_ones == {"add_comment", "attach_evidence", "erase_person", "give_task", "link_records"}
