"""The one list of what can be imported. A folder declares its kind of list once; the command, the pages and the actions are the same for all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..records import Record
from ..rolls import Roll
from .fields import FieldSet

if TYPE_CHECKING:
    from .planning import Draft, Plan


@dataclass(frozen=True)
class ImportKind:
    """A kind of list that can be imported.

    Attributes:
        name: a plain plural, as the command says it: `systems`.
        label: the things in it, such as "AI systems"; `noun` is one of them.
        noun: one of them.
        permission: the row of the permission table that importing them needs.
        model: the records that rows become.
        fields: what columns can be read into.
        told: what of a record a row of a list would say, by field: for finding records that were made by hand.
        settle: turns the converted texts of rows into values of the model (`Draft.values`, by attribute), looking up what is there in few
            queries; gives the further records that have to be made first, in the order of saving. It may add problems to drafts.
        after: further records, once all rows are planned, such as suspected duplicates.
        labels: how an attribute of the model is called on screen.
        related: foreign keys that `told` and the preview read.
    """

    name: str
    label: str
    noun: str
    permission: str
    model: type[Record]
    fields: Callable[[], FieldSet]
    told: Callable[[Any], Mapping[str, str]]
    settle: Callable[[Sequence[Draft]], list[list[Record]]]
    after: Callable[[Plan], list[Record]] = lambda plan: []
    labels: Mapping[str, str] = field(default_factory=dict)
    related: Sequence[str] = ()
    where: str = field(default="", compare=False)


_kinds: Roll[ImportKind] = Roll("Import of")


def importable(declared: ImportKind) -> ImportKind:
    """Puts a kind of list on the list.

    Raises:
        ValueError: the name is taken.
    """
    return _kinds.enrol(replace(declared, where=sys._getframe(1).f_code.co_filename))


def find_import(name: str) -> ImportKind | None:
    """The kind of this name."""
    return _kinds.get(name)


def all_imports() -> Iterator[ImportKind]:
    """Every kind, by name."""
    return _kinds.by_name()
