"""The one list of what can be imported. A folder declares its kind of list once; the command, the pages and the actions are the same for all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..records import Record
from ..rolls import Roll
from .documents import Rows
from .fields import FieldSet
from .identity import KEY_FIELDS

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
        key: fields that tell rows apart where the list has no ids.
        likely: fields by which a row finds the record that it means where id and key don't: only where one row and one record say the same.
        document: reads a document that is no table into rows (`documents.Rows`), whose columns are fields of this kind; None for lists.
        shares: the kind whose rows these are as well, so that a record is found again whatever it came from.
        whole: a list may say that it has everything; `after` proposes what to do with what it lacks.
        order: its place among the kinds that are offered; the first one is taken where none is chosen.
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
    key: Sequence[str] = KEY_FIELDS
    likely: Sequence[str] = ()
    document: Callable[[Path], Rows] | None = None
    shares: str = ""
    whole: bool = False
    order: int = 50
    labels: Mapping[str, str] = field(default_factory=dict)
    related: Sequence[str] = ()
    where: str = field(default="", compare=False)

    @property
    def family(self) -> str:
        """The name under which rows are remembered."""
        return self.shares or self.name


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
