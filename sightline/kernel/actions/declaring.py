"""Declaring actions, and the one list of them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms

from ..identity.actors import Actor
from ..records import Record
from ..rolls import Roll
from .asking import Asked, asked_of, field_for

PREPARED = "prepared"
"""The argument that takes what was prepared."""
Fields = dict[str, forms.Field]
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Action:
    """Something that can be done.

    Attributes:
        name: `verb_noun`.
        label: the verb and its object as a button says them.
        permission: the row of the permission table.
        help: one line on what it does, from the docstring.
        subject: the model of the record that it is done on, or None.
        subject_name: the argument that takes the subject.
        fields: the form's fields, given the actor and the subject.
        run: does it, inside a change.
        edits: it changes fields of its subject, so answers that are not given stay as they are, and the version seen is needed.
        creates: the model of which it makes a new record, if that is what it does.
        assistant: it is among the tools offered over MCP.
        reason: why must be said.
        danger: it takes something out of use.
        bulk: it can be done to many records at once, from a list.
        on_retired: it can be done to a retired record too; whatever else can't, and is not offered there.
        why_not: given actor and record: why it can't be done now, or an empty text; shown before, not after. A `Duty` where another person must
            do it, `Others` where it is for somebody else.
        prepare: what is slow and writes nothing, done with the answers before the change is open; what it gives back is handed to `run` as `prepared`.
        where: the file that defines it.
    """

    name: str
    label: str
    permission: str
    help: str
    subject: type[Record] | None
    subject_name: str
    fields: Callable[[Actor, Record | None], Fields]
    run: Callable[..., Any]
    edits: bool = False
    creates: type[Record] | None = None
    assistant: bool = False
    reason: bool = False
    danger: bool = False
    bulk: bool = False
    on_retired: bool = False
    why_not: Callable[[Actor, Any], str] | None = None
    prepare: Callable[..., Any] | None = None
    where: str = field(default="", compare=False)

    @property
    def path(self) -> str:
        """The name as addresses write it: `appoint-holder`."""
        return self.name.replace("_", "-")


_actions: Roll[Action] = Roll("Action")
_VERB_NOUN = re.compile(r"[a-z]+(_[a-z0-9]+)+")


def enrol(found: Action) -> Action:
    """Puts an action on the list.

    Raises:
        ValueError: the name is taken or is not verb_noun.
    """
    if not _VERB_NOUN.fullmatch(found.name):
        raise ValueError(f"Action {found.name}: say the verb and its noun, such as appoint_holder.")
    return _actions.enrol(found)


def action(
    permission: str,
    *,
    label: str,
    creates: type[Record] | None = None,
    assistant: bool = False,
    reason: bool = False,
    danger: bool = False,
    bulk: bool = False,
    on_retired: bool = False,
    why_not: Callable[[Actor, Any], str] | None = None,
    prepare: Callable[..., Any] | None = None,
) -> Callable[[Function], Function]:
    """Declares `verb_noun(actor, *, typed keyword arguments)` as an action; the function itself stays plain.

    If the first keyword argument is a record, the action is done on that record and shown on its page; annotated as plain `Record`, on records of any kind.

    Args:
        permission: the row of the permission table.
        label: what its button says.
        creates: the model of which it makes a record, so that the list offers it.
        assistant: offer it as an MCP tool.
        reason: a reason must be given.
        danger: it takes something out of use.
        bulk: offer it for many records at once.
        on_retired: it makes sense on a retired record too, such as a comment.
        why_not: why an actor can't do it to a record now, or an empty text; a `Duty` where another person must do it.
        prepare: takes the actor and the same answers, and does what nobody should wait for while the database is held: reads a long file, asks
            a server. The function then has an argument `prepared`. Not for an action on a record, which could change meanwhile.
    """

    settings = {
        "creates": creates,
        "assistant": assistant,
        "reason": reason,
        "danger": danger,
        "bulk": bulk,
        "on_retired": on_retired,
        "why_not": why_not,
        "prepare": prepare,
    }

    def declare(function: Function) -> Function:
        enrol(_of_function(function, permission, label, settings))
        return function

    return declare


def _of_function(function: Callable[..., Any], permission: str, label: str, settings: dict[str, Any]) -> Action:
    prepare = settings["prepare"]
    asked = [one for one in asked_of(function) if prepare is None or one.name != PREPARED]
    subject = asked[0] if asked and asked[0].record is not None and not asked[0].many and not asked[0].optional else None
    if subject is not None and prepare is not None:
        raise ValueError(f"Action {function.__name__}: what is prepared can't be about a record, which may change meanwhile.")
    rest = asked[1:] if subject else asked
    return Action(
        name=function.__name__,
        label=label,
        permission=permission,
        help=(inspect.getdoc(function) or "").partition("\n")[0],
        subject=subject.record if subject else None,
        subject_name=subject.name if subject else "",
        fields=lambda actor, record: {one.name: field_for(one, actor) for one in rest},
        run=_with_defaults(function, rest),
        where=inspect.getsourcefile(function) or "",
        **settings | {"prepare": _with_defaults(prepare, rest) if prepare is not None else None},
    )


def _with_defaults(function: Callable[..., Any], asked: list[Asked]) -> Callable[..., Any]:
    """An answer that was left empty takes the argument's own default."""
    defaults = {one.name: one.default for one in asked if one.optional}

    def run(actor: Actor, **answers: Any) -> Any:
        given = {name: defaults[name] if value is None and name in defaults else value for name, value in answers.items()}
        return function(actor, **given)

    return run


def find_action(name: str) -> Action | None:
    """The action of this name, written either way (`appoint_holder`, `appoint-holder`)."""
    return _actions.get(name.replace("-", "_"))


def all_actions() -> Iterator[Action]:
    """Every action, by name."""
    return _actions.by_name()


def actions_on(model: type[Record], actor: Actor) -> list[Action]:
    """The actions that can be done on records of a model and that the table gives the actor for some of them."""
    return [found for found in all_actions() if found.subject in (model, Record) and actor.may(found.permission)]
