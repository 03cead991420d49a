"""Declaring registers, and the one list of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from ..errors import NotPermitted
from ..identity.actors import Actor
from ..records import Record, model_of, records_at
from ..rolls import Roll


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: a field of the model, an annotation, or any name when `value` is given.
        label: the head; made from the field where empty.
        value: how a record gives the value, where it is not simply the attribute.
        sort: the expression to sort by (`unit__name`); the name itself where empty and it is a field; "-" for a column that can't be sorted.
        kind: text, choice, date, yesno, record, number, status: made from the field where empty. A status value is (glyph, words), see UX.md section 6.
        later: left out on narrow screens.
        hidden: not among the default columns.
    """

    name: str
    label: str = ""
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    kind: str = ""
    later: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Filter:
    """A way to narrow the list.

    Attributes:
        name: as addresses and `--filter` say it.
        label: what the button says.
        path: the model's path that it compares (`unit`, `kind`, `owner__account`); the name where empty.
        choices: values for a filter that is no field: (value, label, condition).
    """

    name: str
    label: str = ""
    path: str = ""
    choices: tuple[tuple[str, str, Q], ...] = ()


@dataclass(frozen=True)
class View:
    """A saved view that everybody has: at most five a register.

    Attributes:
        name: as addresses say it.
        label: what the tab says.
        where: the condition, given who looks.
    """

    name: str
    label: str
    where: Callable[[Actor], Q]


@dataclass(frozen=True)
class Register:
    """A list of records, declared once.

    Attributes:
        name: a plain plural, as addresses, commands and endpoints say it (`systems`).
        model: what is listed.
        label: the heading.
        columns: the first is the name column; at most seven are shown by default.
        filters: ways to narrow.
        views: saved views.
        search: paths that the search field looks in.
        sort: the default order, such as `name` or `-missing`.
        related: foreign keys that columns read, fetched with the rows.
        annotate: adds computed columns in SQL.
        lead: one sentence with figures, given who looks.
        menu: (entry, second level) of the navigation, such as ("AI systems", "Register").
        empty: what belongs here, what it gives: shown when there is nothing.
        facts: fields that the record page shows under Facts, in order; all of them where empty.
        on_my_page: one's own are listed on one's own page, among what one answers for.
    """

    name: str
    model: type[Record]
    label: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()
    search: Sequence[str] = ()
    sort: str = "reference"
    related: Sequence[str] = ()
    annotate: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    lead: Callable[[Actor], str] | None = None
    menu: tuple[str, str] = ("", "")
    empty: str = ""
    facts: Sequence[str] = ()
    on_my_page: bool = True
    where: str = field(default="", compare=False)

    @property
    def permission(self) -> str:
        """The row of the permission table."""
        return self.model.read_permission

    @property
    def noun(self) -> str:
        """One of them."""
        return str(self.model._meta.verbose_name)

    def hold_readable(self, actor: Actor) -> None:
        """Holds that the table gives the actor this list.

        Raises:
            NotPermitted: it doesn't.
        """
        if not actor.may(self.permission):
            raise NotPermitted(f"{self.label} can't be read with your roles. Ask an administrator for a role that may.")

    def rows(self, actor: Actor) -> QuerySet[Any]:
        """What the actor may see, with computed columns and related rows; retired ones included."""
        rows: QuerySet[Any] = self.model._default_manager.all().visible_to(actor)
        if self.annotate:
            rows = self.annotate(rows)
        return rows.select_related(*self.related) if self.related else rows

    def column(self, name: str) -> Column | None:
        """A column by its name."""
        return next((column for column in self.columns if column.name == name), None)


_registers: Roll[Register] = Roll("Register")
_of_model: dict[type[Record], Register] = {}


def register(declared: Register) -> Register:
    """Puts a register on the list, with labels and kinds filled in from the model.

    Raises:
        ValueError: the name is taken, or is not the one that the model's addresses have.
    """
    if declared.model.face_name != declared.name:
        raise ValueError(
            f"{declared.model.__name__}.face_name is {declared.model.face_name!r}, its register {declared.name!r}: they must agree."
        )
    filled = replace(
        declared,
        columns=tuple(_filled(declared.model, column) for column in declared.columns),
        filters=tuple(_named(declared.model, one) for one in declared.filters),
        where=sys._getframe(1).f_code.co_filename,
    )
    _registers.enrol(filled)
    _of_model[filled.model] = filled
    return filled


def _model_field(model: type[Record], name: str) -> models.Field[Any, Any] | None:
    return next((found for found in model._meta.concrete_fields if found.name == name), None)


def _filled(model: type[Record], column: Column) -> Column:
    found = _model_field(model, column.name)
    label = column.label or (_capital(str(found.verbose_name)) if found is not None else _capital(column.name.replace("_", " ")))
    sort = column.sort or (column.name if found is not None and not isinstance(found, models.ForeignKey) else "")
    return replace(column, label=label, kind=column.kind or _kind(found), sort="" if sort == "-" else sort)


def _kind(found: models.Field[Any, Any] | None) -> str:
    if isinstance(found, models.ForeignKey):
        return "record"
    if found is not None and found.choices:
        return "choice"
    kinds: list[tuple[type[models.Field[Any, Any]], str]] = [
        (models.BooleanField, "yesno"),
        (models.DateField, "date"),
        (models.IntegerField, "number"),
        (models.DecimalField, "number"),
    ]
    return next((kind for cls, kind in kinds if isinstance(found, cls)), "text")


def _named(model: type[Record], one: Filter) -> Filter:
    found = _model_field(model, one.path or one.name)
    return replace(
        one,
        path=one.path or one.name,
        label=one.label or (_capital(str(found.verbose_name)) if found is not None else _capital(one.name.replace("_", " "))),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def find_register(name: str) -> Register | None:
    """The register of this name."""
    return _registers.get(name)


def register_of(model: type[Record]) -> Register | None:
    """The register that lists records of a model."""
    return _of_model.get(model)


def listed_at(pairs: Iterable[tuple[str, UUID]], actor: Actor) -> dict[UUID, Record]:
    """The records of several types that have a list, and so a page, and that the actor may see, by id: one query a type.

    Args:
        pairs: record type and id.
        actor: who looks.
    """
    listed = ((kind, pk) for kind, pk in pairs if (model := model_of(kind)) is not None and register_of(model) is not None)
    return records_at(listed, actor)


def all_registers() -> Iterator[Register]:
    """Every register, by name."""
    return _registers.by_name()
